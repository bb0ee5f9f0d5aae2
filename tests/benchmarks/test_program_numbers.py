"""The line through scores, what a step gives, and the command over a table."""

import numpy as np
import pytest
from scipy import stats

from benchmarks import program_numbers
from image_generation.image_files import read_image

HEADER = "source,programs,seed,knn,linear\n"


def _rows(points, source="composed"):
    return [
        {"source": source, "programs": str(n), "seed": str(k), "knn": str(score), "linear": str(score + 1)}
        for k, (n, score) in enumerate(points)
    ]


def test_the_line_is_least_squares_over_tenfolds():
    points = [(20, 44.0), (200, 45.5), (2000, 46.1), (20000, 49.0), (20000, 48.0)]
    found = program_numbers.per_tenfold(_rows(points), "composed", "knn")
    x, y = np.log10([n for n, _ in points]), np.array([score for _, score in points])
    slope, at_one = np.polyfit(x, y, 1)
    residuals = y - at_one - slope * x
    error = np.sqrt(residuals @ residuals / 3 / ((x - x.mean()) ** 2).sum())
    half = stats.t.ppf(0.975, 3) * error
    assert [found.slope, found.intercept, found.low, found.high] == pytest.approx(
        [slope, at_one, slope - half, slope + half]
    )
    assert program_numbers.per_tenfold(_rows([(20, 44.0), (20, 45.0)]), "composed", "knn") is None


def test_a_steps_interval_is_welchs():
    fewer, more = np.array([45.0, 46.0, 44.5]), np.array([47.0, 46.5])
    a, b = fewer.var(ddof=1) / 3, more.var(ddof=1) / 2
    freedom = (a + b) ** 2 / (a**2 / 2 + b**2 / 1)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(a + b)
    step = more.mean() - fewer.mean()
    assert program_numbers.gain(fewer, more) == pytest.approx((step, step - half, step + half))
    assert np.isnan(program_numbers.gain(fewer, np.array([47.0]))[1])


def test_the_command_prints_and_draws(tmp_path, capsys):
    table = tmp_path / "t.csv"
    lines = [
        f"composed,{n},{seed},{40 + seed + k},{50 + k + seed / 2}" for k, n in enumerate((20, 200)) for seed in (0, 1)
    ]
    table.write_text(HEADER + "\n".join([*lines, "real,20,0,39.0,47.0"]) + "\n")
    program_numbers.main(["--results", str(table), "--output", str(tmp_path / "new" / "plot.png")])
    out = capsys.readouterr().out
    assert "| composed | 200 | 2 | 41.5 | 51.2 |" in out and "| real | 20 | 1 | 39.0 | 47.0 |" in out
    assert "composed, linear: 20 to 200 +1.00" in out and "real, knn" not in out
    assert read_image(tmp_path / "new" / "plot.png").shape[2] == 3


@pytest.mark.parametrize("text", [None, "", HEADER, "a,b\n1,2\n", HEADER + "composed,20,0,,51\n"])
def test_a_table_without_trainings_is_named(tmp_path, text):
    table = tmp_path / "t.csv"
    if text is not None:
        table.write_text(text)
    with pytest.raises(SystemExit) as error:
        program_numbers.cli.run_main(lambda: program_numbers.main(["--results", str(table)]))
    assert error.value.code == 2


@pytest.mark.parametrize("number", ["0", "2.5", "-3"])
def test_a_number_of_programs_is_whole(tmp_path, capsys, number):
    (tmp_path / "t.csv").write_text(HEADER + f"composed,{number},0,44,51\n")
    with pytest.raises(SystemExit) as error:
        program_numbers.cli.run_main(lambda: program_numbers.main(["--results", str(tmp_path / "t.csv")]))
    said = capsys.readouterr()
    assert error.value.code == 2 and number in said.err and said.err.count("\n") == 1 and not said.out
