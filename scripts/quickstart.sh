#!/usr/bin/env bash
# Fresh machine -> rendered images, an encoder trained on programs alone while they are rendered, its scores on real
# images beside random weights', a page of all that and a gallery, in outputs/quickstart.
#   bash scripts/quickstart.sh                      under six minutes on two cores after the installation
#   SEED=1 SHADERS=composed:500 bash scripts/quickstart.sh
source "$(dirname "${BASH_SOURCE[0]}")/usage.sh"
usage 0 "$@"
[ $# = 0 ] || { echo "quickstart.sh: error: takes no arguments, $1 is one: see --help" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} # enough for so small a network; the other cores render
python=.venv/bin/python out=outputs/quickstart shaders=${SHADERS:-bundled} seed=${SEED:-0}
bold='' plain=''
if [ -t 2 ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain" >&2; }

step "1/5 Rendering a thousand images of programs"
"$python" image_generation/shaders/generate_dataset.py \
    --shaders $shaders --output "$out/images" --n-samples 1000 --resolution 128 --overwrite
"$python" image_generation/shaders/contact_sheet.py --dataset "$out/images" --output "$out/contact_sheet.jpg"

step "2/5 Training an encoder by MoCo v2 on images that are rendered meanwhile"
"$python" moco/main_train.py $shaders --dataset-type shaders --epochs 8 --epoch-size 5120 --seed "$seed" \
    -a quick_resnet8 --image-size 32 --generation-resolution-multiplier 1.25 --augment-on device -j 0 \
    -b 64 --lr 0.03 --cos --mlp --aug-plus --moco-k 1024 --moco-m 0.99 --moco-t 0.1 --output "$out/moco" --overwrite

step "3/5 Scoring it on real images: CIFAR-10 where torchvision can download it, else scikit-learn's digits"
dataset=digits
if timeout 90 "$python" -c 'from learning.data.labelled_datasets import open_labelled; open_labelled("cifar10")' >/dev/null 2>&1; then
    dataset=cifar10
fi
rm -f "$out/results.csv"
for probe in main_knn main_linear; do
    "$python" "evaluation/$probe.py" --checkpoint "$out/moco/checkpoint_0007.pth.tar" --random-init quick_resnet8 \
        --labels "trained on programs" "random weights" --dataset "$dataset" --few 5 --draws 20 --image-size 48 \
        --seed "$seed" --results "$out/results.csv"
done

step "4/5 A gallery of the images"
"$python" image_generation/shaders/gallery.py --dataset "$out/images" --output "$out/gallery"

step "5/5 A page of everything"
"$python" evaluation/report_page.py --run "$out/moco" --results "$out/results.csv" --images "$out/contact_sheet.jpg" \
    --links "gallery of the images=gallery/index.html" --output "$out"
echo "quickstart.sh: open $out/index.html: what was rendered, how training went, and how good the encoder is"
