#!/usr/bin/env bash
# Fresh machine -> rendered images and a sheet of them, in outputs/quickstart.
#   bash scripts/quickstart.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh
out=outputs/quickstart
.venv/bin/python image_generation/shaders/generate_dataset.py \
    --shaders bundled --output "$out/images" --n-samples 1000 --resolution 128
.venv/bin/python image_generation/shaders/contact_sheet.py --dataset "$out/images" --output "$out/contact_sheet.jpg"
echo "quickstart.sh: images in $out/images, a sheet of them in $out/contact_sheet.jpg"
