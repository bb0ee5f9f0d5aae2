"""Command lines of SupContrast, shaders21k and align_uniform on this trainer: taken, or answered in one line."""

import argparse
import shlex

import pytest
import yaml

from image_generation.common.errors import UserError
from supcon import main_train

# Every flag of its main_supcon.py but those that name devices and output.
SHADERS21K = shlex.split(
    "--print_freq 5 --save_freq 2 --batch_size 64 --num_workers 3 --epochs 7 --learning_rate 0.1 --lr_decay_epochs '3, 5'"
    " --lr_decay_rate 0.2 --weight_decay 0.001 --momentum 0.8 --model cifar_resnet18 --mean '(0.485, 0.456, 0.406)'"
    " --std '(0.229, 0.224, 0.225)' --n-samples 100 --infinite_samples --generation-resolution-multiplier 2 --size 32"
    " --minimum-crop-area 0.2 --method CE --temp 0.5 --random-seed -1 --cosine --syncBN --warm --resume auto"
)
SETTINGS = {
    "print_freq": 5, "milestone_every": 2, "batch_size": 64, "workers": 3, "epochs": 7, "lr": 0.1, "schedule": [3, 5],
    "lr_decay_rate": 0.2, "weight_decay": 0.001, "momentum": 0.8, "arch": "cifar_resnet18", "epoch_size": 100,
    "generation_resolution_multiplier": 2.0, "image_size": 32, "minimum_crop_area": 0.2, "method": "CE", "temp": 0.5,
    "seed": None, "cos": True, "sync_bn": True, "warm": True, "resume": "auto",
}  # fmt: skip


@pytest.mark.parametrize(
    "flag, kind",
    [
        ("data_folder", "image_folder"),
        ("fragment_file", "shaders"),
        ("fragment_list_file", "shader_list"),
    ],
)
@pytest.mark.parametrize("dashes", [True, False])
def test_a_published_line_is_taken(flag, kind, dashes):
    words = [f"--{flag}", "x/y_z", *SHADERS21K]
    if dashes:
        words = [word.replace("_", "-") if word.startswith("--") else word for word in words]
    args = vars(main_train.parse_args(words))
    assert (args["data"], args["dataset_type"]) == (["x/y_z"], kind)
    assert {key: args[key] for key in SETTINGS} == SETTINGS
    assert argparse.SUPPRESS not in args
    # In any place, also behind a flag that takes several values, and with an equals sign.
    last = main_train.parse_args(["--schedule", "1", "2", f"--{flag}=x/y_z"])
    assert (last.data, last.dataset_type, last.schedule) == (["x/y_z"], kind, [1, 2])


def test_align_uniforms_line_is_taken():
    line = "d --method AlignUniform --align_w 0.9 --unif_w 0.5 --align_alpha 3 --unif_t 1.5 --feat_dim 64 --head none"
    args = main_train.parse_args(line.split())
    assert (args.align_weight, args.uniform_weight, args.align_alpha, args.uniform_t) == (0.9, 0.5, 3.0, 1.5)
    assert (args.feat_dim, args.head) == (64, "none")


def test_published_names_stand_in_a_config_too(tmp_path):
    config = tmp_path / "c.yaml"
    config.write_text(yaml.safe_dump({"learning_rate": 0.3, "size": 48, "cosine": True, "model": "tiny_resnet"}))
    args = main_train.parse_args(["d", "--config", str(config), "--learning-rate", "0.2"])
    assert (args.lr, args.image_size, args.cos, args.arch) == (0.2, 48, True, "tiny_resnet")
    config.write_text(yaml.safe_dump({"trial": 3}))
    with pytest.raises(UserError, match="'trial' is no flag"):
        main_train.parse_args(["d", "--config", str(config)])


@pytest.mark.parametrize(
    "line, words",
    [
        ("d --exp-name a", "--exp-name is not offered here: name the output folder with --output"),
        ("d --trial 1", "--output"),
        ("d --gpus 0,1", "CUDA_VISIBLE_DEVICES"),
        ("d --dataset cifar10", "name the images as DATA"),
        ("d --mean (0.5,0.5,0.5)", "ImageNet's (0.485, 0.456, 0.406)"),
        ("d --std __import__('os')", "must be three numbers"),
        ("d --random-seed -2", "must be from 0"),
        ("d --lr_decay_epochs 3,x", "not a whole number"),
        ("--fragment_file", "expected one argument"),
        ("d --data_folder e", "unrecognized arguments: d"),
    ],
)
def test_what_is_not_offered_says_what_is(line, words, capsys):
    with pytest.raises(SystemExit) as caught:
        main_train.parse_args(line.split())
    message = capsys.readouterr().err
    assert caught.value.code == 2 and words in message and message.count("\n") == 1


def test_one_source_of_images_at_a_time():
    with pytest.raises(UserError, match="give one of --data-folder, --fragment-file") as caught:
        main_train.parse_args(["--data_folder", "a", "--fragment-file", "b"])
    assert caught.value.code == 2
