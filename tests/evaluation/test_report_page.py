"""The results page: what it says and shows, and what it refuses."""

import re

import pytest
from PIL import Image

from evaluation.report_page import main
from evaluation.results import Score, append_results
from image_generation.common.errors import UserError


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.yaml").write_text("arch: tiny_resnet\nbatch_size: 8\ndata: [bundled]\n")
    (folder / "metrics.csv").write_text("step,epoch,loss,images_per_s,knn\n10,1,4.5,100,\n20,2,3.25,300,61.5\n")
    Image.new("RGB", (30, 20)).save(folder / "curve.png")
    return folder


def test_the_page_shows_images_curve_and_scores(run, tmp_path):
    results, sheet, output = tmp_path / "r.csv", tmp_path / "sheet.jpg", tmp_path / "page"
    Image.new("RGB", (40, 30)).save(sheet)
    scores = [
        Score("kNN", name, "tiny_resnet", "x", "digits", 600, top1, 99.0)
        for name, top1 in (("<trained>", 90.0), ("random", 60.0))
    ]
    append_results(results, scores)
    main(
        [
            "--run",
            str(run),
            "--results",
            str(results),
            "--images",
            str(sheet),
            "--links",
            "gallery=gallery/index.html",
            "--output",
            str(output),
        ]
    )
    page = (output / "index.html").read_text()
    assert "tiny_resnet on bundled: 2 epochs, 160 images, 200 images/s, last loss 3.250." in page
    assert "&lt;trained&gt;" in page and "<trained>" not in page and "90.0" in page and "60.0" in page
    assert 'href="gallery/index.html"' in page
    shown = re.findall(r'<img src="([^"]+)"', page)
    assert shown == ["../sheet.jpg", "curve.png", "scores0.png"]
    assert all((output / name).is_file() for name in shown)
    # The curve stands beside the bars, and what is written nests as it should.
    assert page.count("<div") == page.count("</div>") == 3


def test_what_is_missing_is_named(run, tmp_path):
    results = tmp_path / "r.csv"
    arguments = ["--run", str(run), "--results", str(results), "--output", str(tmp_path / "page")]
    with pytest.raises(UserError, match=r"r\.csv: is no table"):
        main(arguments)
    results.write_text("method,label\n")
    with pytest.raises(UserError, match="no scores"):
        main(arguments)
    append_results(tmp_path / "good.csv", [Score("kNN", "a", "b", "c", "d", 5, 1.0, 2.0)])
    arguments[3] = str(tmp_path / "good.csv")
    with pytest.raises(UserError, match="sheet.jpg: no such file"):
        main([*arguments, "--images", "sheet.jpg"])
    (run / "metrics.csv").unlink()
    with pytest.raises(UserError, match="no metrics.csv"):
        main(arguments)
