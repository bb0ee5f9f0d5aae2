"""Both probes at once score as each alone, and commands in turn stop at the first that fails."""

import csv

import pytest

from evaluation import in_turn, main_knn, main_linear, main_probes
from image_generation.common.errors import UserError

ENCODER = ["--random-init", "tiny_resnet", "--dataset", "digits", "--image-size", "16", "--device", "cpu", "--few", "5"]


def rows(path):
    with open(path, newline="") as file:
        return [{k: v for k, v in row.items() if k != "time"} for row in csv.DictReader(file)]


def test_both_probes_score_as_each_alone(tmp_path):
    flags = [*ENCODER, "--draws", "2", "--results"]
    main_knn.main([*flags, str(tmp_path / "alone.csv")])
    main_linear.main([*flags, str(tmp_path / "alone.csv")])
    line = ["evaluation/main_probes.py", *flags, str(tmp_path / "both.csv")]
    assert in_turn.main([*line, "---", *line, "--probes", "linear"]) is None
    alone, both = rows(tmp_path / "alone.csv"), rows(tmp_path / "both.csv")
    assert [*alone, alone[1]] == both


def test_the_first_failure_ends_a_turn(tmp_path):
    line = ["evaluation/main_probes.py", *ENCODER, "--draws", "0"]
    with pytest.raises(SystemExit) as caught:
        in_turn.main([*line, "---", *line])
    assert caught.value.code == 2
    with pytest.raises(UserError, match="main_knn.py: .*no such checkpoint"):
        in_turn.main(["evaluation/main_knn.py", "--checkpoint", str(tmp_path / "none"), "--dataset", "digits"])
    for wrong in ([], ["no/script.py"], [*line, "---"]):
        with pytest.raises(UserError, match="give scripts"):
            in_turn.main(wrong)
    assert main_probes.parse_args(ENCODER).probes == ["knn", "linear"]
