"""gpu_check.py: a section whose processes die says so at once, and one that fails does not hold up the others."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from benchmarks import gpu_check, gpu_common, gpu_interop


def die(results) -> None:
    os._exit(3)


def fail(results) -> None:
    raise ValueError("two\nlines")


def started(function, *arguments):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    worker = context.Process(target=function, args=(*arguments, results), daemon=True)
    worker.start()
    return results, [worker]


def test_a_process_that_dies_is_noticed_before_patience_ends():
    began = time.monotonic()
    assert gpu_common.next_result(*started(die), 60.0) == "1 of 1 processes ended with exit code 3"
    assert time.monotonic() - began < 50.0


def test_an_error_of_a_process_is_one_line():
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    worker = context.Process(target=gpu_common.guarded, args=(fail, results), daemon=True)
    worker.start()
    assert gpu_common.next_result(results, [worker], 60.0) == "fail: ValueError: two lines"


def test_a_section_that_cannot_be_done_is_recorded():
    options = {"device": "cpu", "resolutions": ["many"]}
    found = gpu_check.run_section("shared", options, 60.0)
    assert "failed" in found
    assert found["took_s"] < 60.0


def test_options_are_json():
    args = gpu_check.parse_args(["--option", "batch=8", 'training={"steps": 3}'])
    options = gpu_check.section_options(args)
    assert (options["batch"], options["training"]) == (8, {"steps": 3})


def test_limits_are_of_sections():
    args = gpu_check.parse_args(["--limits", "interop=58", "machine=9"])
    assert dict(args.limits) == {"interop": 58.0, "machine": 9.0}
    with pytest.raises(SystemExit):
        gpu_check.parse_args(["--limits", "nothing=3"])


def test_pictures_that_differ_are_counted_by_program():
    tally = gpu_interop.Tally()
    assert not tally.add([0.0, 0.0], ["a", "b"])
    assert tally.add([0.0, 2.5, 0.5], ["a", "b", "b"])
    assert tally.told() == {"pictures": 5, "different": 2, "furthest": 2.5, "of": {"b": 2}}
