"""Comparisons: every cell once, failures named, figures by another route, and one real run at a tiny size."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from evaluation import compare_cells, compare_models, compare_tables, grids, in_turn, scaling
from image_generation.common.errors import UserError

BASE = ["--sources", "model:noise", "both=model:perlin,model:fractaldb:2", "--seeds", "0", "1"]


@pytest.fixture
def calls(monkeypatch):
    """What would be run (in_turn.py's commands one by one); probes write made-up scores; what `fail` names fails."""
    made, fail = [], set()

    def command(script, *arguments, threads=None, log=None):
        line = [*map(str, arguments)] if script.endswith("in_turn.py") else [script, *map(str, arguments)]
        for name, *words in in_turn.split(line):
            made.append((name, words))
            if any(word in " ".join([name, *words]) for word in fail):
                raise UserError(f"{name} failed with exit code 1")
            if name.startswith("evaluation"):
                with open(words[words.index("--results") + 1], "w", newline="") as file:
                    writer = csv.writer(file)
                    writer.writerow(["method", "dataset", "n", "top1", "low", "high"])
                    for probe in words[words.index("--probes") + 1 :]:
                        writer.writerow(
                            [compare_cells.METHOD_OF[probe], "digits", 599, 40.0 + len(made) ** 1.5 / 10, 39.0, 90.0]
                        )
            else:
                Path(words[words.index("--output") + 1]).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(compare_cells, "command", command)
    return made, fail


def scripts(made):
    return [Path(script).stem for script, _ in made]


def test_each_cell_is_done_once_and_more_may_be_asked_for(calls, tmp_path):
    made, _ = calls
    base = [*BASE, "--output", str(tmp_path / "out")]
    assert compare_models.main(base) == 0
    assert scripts(made).count("generate_dataset") == 4 and scripts(made).count("main_train") == 4
    assert scripts(made).count("main_probes") == 6
    made.clear()
    assert compare_models.main(base) == 0 and not made
    compare_models.main([*base, "--seeds", "0", "1", "2"])
    assert scripts(made).count("main_train") == 2
    text = (tmp_path / "out" / "table.md").read_text()
    assert "| both | 3 |" in text and "random weights" in text
    assert (tmp_path / "out" / "compare.png").stat().st_size > 5000


def test_differences_are_paired_by_seed(calls, tmp_path):
    base = [*BASE, "--output", str(tmp_path / "out"), "--probes", "knn"]
    assert compare_models.main([*base, "--against", "both"]) == 0
    with open(tmp_path / "out" / "results.csv", newline="") as file:
        scores = {(row["source"], row["seed"]): float(row["top1"]) for row in csv.DictReader(file)}
    apart = [scores["model:noise", seed] - scores["both", seed] for seed in "01"]
    low, high = stats.ttest_1samp(apart, 0.0).confidence_interval()
    line = f"| model:noise | both | 2 | {np.mean(apart):+.2f} | {low:+.2f} to {high:+.2f} |"
    text = (tmp_path / "out" / "table.md").read_text()
    assert line in text and "| random weights | both | 2 |" in text
    assert compare_models.main(base) == 0  # nothing to do; other pairs may be asked for
    assert "| both | random weights | 2 |" in (tmp_path / "out" / "table.md").read_text()
    with pytest.raises(UserError, match="--against photos: is none of --sources"):
        compare_models.main([*base, "--against", "photos"])


def test_a_failure_is_named_and_the_others_go_on(calls, tmp_path, capsys):
    made, fail = calls
    fail.add("model:perlin")
    base = [*BASE, "--output", str(tmp_path / "out")]
    assert compare_models.main(base) == 1
    assert "failed: both, seed 0: image_generation" in capsys.readouterr().err
    assert {row["source"] for row in compare_models.read_results(tmp_path / "out" / "results.csv")} == {
        "model:noise",
        "random weights",
    }
    fail.clear()
    made.clear()
    assert compare_models.main(base) == 0
    assert scripts(made).count("main_train") == 2


def test_other_settings_need_another_folder(calls, tmp_path):
    compare_models.main([*BASE, "--output", str(tmp_path / "out")])
    with pytest.raises(UserError, match="another --epochs"):
        compare_models.main([*BASE, "--output", str(tmp_path / "out"), "--epochs", "3"])


def test_a_name_stands_for_one_source_in_a_folder(calls, tmp_path):
    made, _ = calls
    out = tmp_path / "out"
    base = ["--seeds", "0", "--output", str(out)]
    compare_models.main(["--sources", "x=model:noise", "y=model:perlin", *base])
    made.clear()
    compare_models.main(["--sources", "z=model:noise", *base])  # names may be left out meanwhile
    with pytest.raises(UserError, match="--sources x: stood for model:noise in .*/out") as caught:
        compare_models.main(["--sources", "x=model:perlin", *base])
    assert caught.value.code == 2
    made.clear()
    compare_models.main(["--sources", "x=model:noise", *base])
    assert not made
    (out / "sources.json").unlink()  # as of folders that are older
    compare_models.main(["--sources", "x=model:perlin", *base])
    assert not made


@pytest.mark.parametrize("source", ["model:nothing", "x=model:fractaldb:0", "no/such/file"])
def test_wrong_sources_are_refused_before_anything_runs(calls, source, tmp_path):
    with pytest.raises(UserError, match="--sources") as caught:
        compare_models.main(["--sources", source, "--output", str(tmp_path / "out")])
    assert caught.value.code == 2 and not calls[0] and not (tmp_path / "out").exists()


def test_intervals_are_students(tmp_path):
    rows = [
        {"source": "a", "probe": "knn", "top1": str(v), "low": "0", "high": "99", "n": "9"} for v in (40.0, 44.0, 45.0)
    ]
    (found,) = compare_tables.summarise(rows)
    low, high = stats.ttest_1samp([40.0, 44.0, 45.0], 0).confidence_interval(0.95)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.spread == pytest.approx(np.std([40, 44, 45], ddof=1))
    (single,) = compare_tables.summarise(rows[:1])
    assert (single.low, single.high) == (0, 99)


def test_overlap_is_said():
    def summary(name, low, high):
        return compare_tables.Summary(name, "knn", 3, (low + high) / 2, 1.0, low, high)

    text = compare_tables.table([summary("a", 50, 60), summary("b", 40, 52), summary("c", 10, 20)], ["knn"])
    assert "best is a; its interval overlaps with b." in text
    assert text.index("| a |") < text.index("| b |") < text.index("| c |")


def test_the_scaling_fit_is_the_line():
    x = np.array([1, 2, 4, 8, 16])
    rows = [{"method": "SupCon", "programs": str(n), "top1": str(30 + 2.5 * np.log2(n))} for n in x]
    found = scaling.fit(rows, "SupCon")
    assert found.slope == pytest.approx(2.5) and found.intercept == pytest.approx(30)
    noisy = [row | {"top1": str(float(row["top1"]) + d)} for row, d in zip(rows, (1, -1, 0.5, 1, -1))]
    found = scaling.fit(noisy, "SupCon")
    y = np.array([float(row["top1"]) for row in noisy])
    slope, covariance = np.polyfit(np.log2(x), y, 1), np.polyfit(np.log2(x), y, 1, cov="unscaled")[1]
    residual = ((y - np.polyval(slope, np.log2(x))) ** 2).sum() / 3
    half = stats.t.ppf(0.975, 3) * np.sqrt(covariance[0, 0] * residual)
    assert (found.low, found.high) == (pytest.approx(slope[0] - half), pytest.approx(slope[0] + half))
    assert "no interval" in scaling.fit_line(rows[:2], "SupCon") and scaling.fit(rows[:1], "SupCon") is None


def test_a_list_of_scaling_holds_models(tmp_path):
    sources = scaling.resolve(["model:fractaldb:8"])
    path = scaling.write_list(tmp_path, sources, 4, 0)
    assert len(scaling.resolve([str(path)])) == 4
    assert {s.path for s in scaling.resolve([str(path)])} <= {s.path for s in sources}


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_side_by_side_gives_the_same_file(calls, tmp_path, jobs):
    made, fail = calls
    fail.add("model:fractaldb:2")
    out = tmp_path / "out"
    line = [*BASE, "--jobs", jobs, "--order", "sources", "--probes", "knn", "--output", str(out)]
    assert compare_models.main(line) == 1
    rows = compare_models.read_results(out / "results.csv")
    cells = [("model:noise", "0"), ("random weights", "0"), ("model:noise", "1"), ("random weights", "1")]
    assert [(row["source"], row["seed"]) for row in rows] == cells
    assert scripts(made).count("generate_dataset") == 4 and scripts(made).count("main_train") == 2


def test_a_time_limit_leaves_what_is_whole(calls, tmp_path, monkeypatch, capsys):
    made, _ = calls
    real = compare_cells.command

    def slow(script, *arguments, **options):
        if scripts(made).count("main_train") == 1:
            grids.stop_commands()
            raise KeyboardInterrupt
        real(script, *arguments, **options)

    monkeypatch.setattr(compare_cells, "command", slow)
    line = [*BASE, "--output", str(tmp_path / "out"), "--seconds", "1000"]
    assert compare_models.main(line) == 0
    said = capsys.readouterr().out
    assert "4 scores" in said and "7 tasks left after 1000 s" in said and "| model:noise | 1 |" in said
    monkeypatch.setattr(compare_cells, "command", real)
    assert compare_models.main(line) == 0
    assert scripts(made).count("main_train") == 4


def test_a_real_run(tmp_path):
    tiny = ["--n-samples", "64", "--resolution", "32", "--epochs", "1", "--batch-size", "32", "--few", "5"]
    flags = ["--device", "cpu", "--workers", "0", "--threads", "1", "--seeds", "0", "--output", str(tmp_path / "out")]
    assert compare_models.main(["--sources", "model:perlin", *tiny, *flags, "--jobs", "2"]) == 0
    rows = compare_models.read_results(tmp_path / "out" / "results.csv")
    assert {(row["source"], row["probe"]) for row in rows} == {
        (source, probe) for source in ("model:perlin", "random weights") for probe in ("knn", "linear")
    }
    assert all(0 < float(row["top1"]) <= 100 for row in rows)
