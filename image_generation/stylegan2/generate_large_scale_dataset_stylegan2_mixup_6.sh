#!/usr/bin/env bash
# The paper's best StyleGAN2 dataset: 1.3M images of 256x256, each a convex mixture of 6 samples with weights uniform
# on the simplex.
#   bash image_generation/stylegan2/generate_large_scale_dataset_stylegan2_mixup_6.sh NETWORK [OUTPUT] [more flags]
set -euo pipefail
if [ $# -eq 0 ]; then
    echo "$(basename "$0"): error: name the network: a .safetensors or a published network-snapshot-*.pkl" >&2
    exit 2
fi
network=$1
output=${2:-outputs/stylegan2_shaders21k_mixup_convex_uniform_n_samples_6}
exec bash "$(dirname "$0")/generate_large_scale_dataset_stylegan2.sh" "$network" "$output" --mixup 6 "${@:3}"
