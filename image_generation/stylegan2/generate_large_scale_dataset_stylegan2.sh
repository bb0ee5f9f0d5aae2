#!/usr/bin/env bash
# The paper's StyleGAN2 dataset: 1.3M images of 256x256, one sample each.
#   bash image_generation/stylegan2/generate_large_scale_dataset_stylegan2.sh NETWORK [OUTPUT] [more flags]
# All GPUs are used, or all cores without one. An interrupted run goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ $# -eq 0 ]; then
    echo "$(basename "$0"): error: name the network: a .safetensors or a published network-snapshot-*.pkl" >&2
    exit 2
fi
network=$1
output=${2:-outputs/stylegan2_shaders21k}
exec .venv/bin/python image_generation/stylegan2/generate_dataset.py --network "$network" --output "$output" \
    --n-samples "${N_SAMPLES:-1300000}" --truncation-psi 1 --noise-mode const --image-format jpg "${@:3}"
