# Sourced by the recipes: goes to the repository's root and defines `train SCRIPT ARGUMENTS...`, which starts one
# process a GPU (GPUS=N for fewer; without a GPU one process). PYTHON=FILE for another interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=${PYTHON:-.venv/bin/python}
# Where there is no nvidia-smi the count is 0 (pipefail would end the recipe without a word).
gpus=${GPUS:-$({ nvidia-smi --list-gpus 2>/dev/null || true; } | wc -l)}

train() {
    if [ "$gpus" -gt 1 ]; then
        "$python" -m torch.distributed.run --standalone --nproc-per-node "$gpus" "$@"
    else
        "$python" "$@"
    fi
}

# The paper's MoCo v2: ResNet-50, 200 epochs, batch 256, lr 0.015 (arXiv 2211.16412, section 4 and supplement).
moco_v2=(
    --arch resnet50 --epochs 200 --batch-size 256 --lr 0.015 --cos
    --mlp --moco-t 0.2 --aug-plus --moco-k 65536 --amp --resume auto
)
