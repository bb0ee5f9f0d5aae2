"""The cost model: hand-computed plans."""

import json

import pytest

from benchmarks.scale import Machine, Rates, estimate, main
from image_generation.common.errors import UserError

RATES = Rates(draw=100.0, encode=400.0, write=1e6, image=10_000.0)


def test_software_rendering_shares_its_cores():
    # A core needs 1/100 + 1/400 s an image: 80 images/s; two cores 160, above the 100 that 1 MB/s of writing allows.
    found = estimate(RATES, Machine(processes=1, cores=1, price=2.0, shared=True), 4, 1_152_000)
    assert found.rate == pytest.approx(320) and found.hours == pytest.approx(1) and found.bottleneck == "drawing"
    assert found.gigabytes == pytest.approx(11.52) and found.money == pytest.approx(8)
    found = estimate(RATES, Machine(processes=1, cores=2, price=2.0, shared=True), 1, 100)
    assert found.rate == pytest.approx(100) and found.bottleneck == "writing"


def test_gpus_draw_while_cores_encode():
    fast = Rates(draw=5000.0, encode=400.0, write=1e9, image=10_000.0)
    found = estimate(fast, Machine(processes=2, cores=8, price=1.0, shared=False), 1, 3200)
    assert found.rate == pytest.approx(3200) and found.bottleneck == "encoding"
    found = estimate(fast, Machine(processes=1, cores=64, price=1.0, shared=False), 2, 3200)
    assert found.rate == pytest.approx(10_000) and found.bottleneck == "drawing"


def test_the_plan_of_a_file_of_rates(tmp_path, capsys):
    values = {"draw": 100, "encode": 400, "write": 1e6, "image": 1e4, "device": "software"}
    (tmp_path / "rates.json").write_text(json.dumps(values))
    call = ["plan", "--output", tmp_path, "--machines", 4, "--cores", 1, "--n-samples", 1_152_000, "--price", 2]
    assert main([str(word) for word in (*call, "--rates", tmp_path / "rates.json")]) == 0
    said = capsys.readouterr().out
    assert "320 images/s (computed), 1.0 hours, 12 GB, 8 at 2 a machine" in said and "bottleneck is drawing" in said
    for text in ("{}", "nonsense", json.dumps({**values, "draw": 0})):
        (tmp_path / "bad.json").write_text(text)
        with pytest.raises(UserError, match="is no file of rates"):
            main([str(word) for word in (*call, "--rates", tmp_path / "bad.json")])
