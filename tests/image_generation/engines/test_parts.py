"""Parts of a dataset on machines that do not know each other: they agree, whatever each of them can draw."""

import hashlib
import json
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from image_generation.common.errors import UserError
from image_generation.datasets.run_lock import RunLock
from image_generation.datasets.shards import ShardPlan, read_index, shard_name
from image_generation.datasets.storage import Storage
from image_generation.engines import parts
from image_generation.engines.parts import Part, parse_part
from image_generation.mixing import MixtureSettings
from image_generation.shaders.sampler import Sampler, SamplerSettings
from tests.image_generation.engines.toy import make, toy_job

MIXED = SamplerSettings(seed=3, mixture=MixtureSettings(kind="convex", n_samples=3))


def contents(folder):
    """Digest of each file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def samples(folder):
    """(index, programs) of all images, in the shards' order."""
    found = []
    for shard in sorted(Path(folder).glob("*.tar")):
        with tarfile.open(shard) as tar:
            for member in tar:
                if member.name.endswith(".json"):
                    table = json.load(tar.extractfile(member))
                    found.append((table["index"], tuple(table["programs"])))
    return found


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference") / "d"
    make(toy_job(folder))
    return contents(folder)


def test_one_run_makes_all_shards_and_the_index(tmp_path, reference):
    outcome = make(toy_job(tmp_path / "d"))
    assert (outcome.shards, outcome.images, outcome.finished) == (5, 90, True)
    assert contents(tmp_path / "d") == reference
    assert sorted(reference) == ["config.yaml", "index.json", "programs.csv", *map(shard_name, range(5))]
    index = read_index((tmp_path / "d" / "index.json").read_bytes())
    assert [entry.count for entry in index["shards"]] == [20, 20, 20, 20, 10]
    assert {entry.name: entry.sha256 for entry in index["shards"]}.items() <= reference.items()
    assert [number for number, _ in samples(tmp_path / "d")] == list(range(90))
    assert index["settings"]["seed"] == 0 and index["classes"][3] == "p03" and index["images"] == 90


def test_a_second_call_draws_nothing(tmp_path, reference):
    make(toy_job(tmp_path / "d"))
    again = make(toy_job(tmp_path / "d"))
    assert (again.images, again.kept) == (0, 5) and contents(tmp_path / "d") == reference


@pytest.mark.parametrize("count", [3])
def test_parts_and_a_finishing_call_make_the_same(tmp_path, reference, count):
    for number in reversed(range(count)):
        outcome = make(toy_job(tmp_path / "d"), part=Part(number, count))
        assert not outcome.finished and outcome.shards == len(range(number, 5, count))
    assert not (tmp_path / "d" / "index.json").exists()
    assert make(toy_job(tmp_path / "d"), finish=True).images == 0
    assert contents(tmp_path / "d") == reference


def test_finish_names_missing_shards(tmp_path):
    make(toy_job(tmp_path / "d"), part=Part(1, 2))
    with pytest.raises(UserError, match=r"--finish: 3 of 5 shards are missing \(numbers 0, 2, 4\)"):
        make(toy_job(tmp_path / "d"), finish=True)
    assert not (tmp_path / "d" / "index.json").exists()


BAD = "fail:2 crash:5 hang:8"


@pytest.mark.parametrize("sampler", [SamplerSettings(), MIXED], ids=["plain", "mixed"])
def test_machines_that_can_draw_different_programs_agree(tmp_path, sampler):
    """Every second machine fails, crashes and hangs at programs that the others draw: as if none could draw them."""
    job = toy_job(tmp_path / "all", bad=BAD, sampler=sampler)
    one = make(job)
    assert sorted(one.excluded) == ["p02", "p05", "p08"]
    for number in range(2):
        bad = BAD if number % 2 else ""
        make(toy_job(tmp_path / "parts", bad=bad, sampler=sampler), part=Part(number, 2))
    finishing = make(toy_job(tmp_path / "parts", sampler=sampler), finish=True)
    assert sorted(finishing.excluded) == ["p02", "p05", "p08"]
    tars = {name: digest for name, digest in contents(tmp_path / "all").items() if name.endswith(".tar")}
    assert {name: digest for name, digest in contents(tmp_path / "parts").items() if name.endswith(".tar")} == tars
    shown = {program for _, programs in samples(tmp_path / "parts") for program in programs}
    assert shown.isdisjoint({"p02", "p05", "p08"})


def test_the_rule_of_replacement(tmp_path):
    """Each image shows the first drawable program of the candidates that follow from (seed, index): written out anew."""
    make(toy_job(tmp_path / "d", bad="fail:2 fail:5 fail:8"))
    excluded, n = {2, 5, 8}, 12
    assigned = Sampler(SamplerSettings(), n).assigned(np.arange(90))[:, 0]
    for index, programs in samples(tmp_path / "d"):
        key = np.array([0, (2 << 56) | index], np.uint64)
        generator = np.random.Generator(np.random.Philox(key=key))
        program = int(assigned[index])
        while program in excluded:
            program = int(generator.integers(n))
        assert programs == (f"p{program:02d}",)


def test_a_program_that_is_excluded_late_is_drawn_out_of_earlier_shards(tmp_path):
    """A run that could draw a program, and one after it that could not: the first one's shards are drawn again."""
    make(toy_job(tmp_path / "d"), part=Part(0, 2))
    first = contents(tmp_path / "d")
    make(toy_job(tmp_path / "d", bad="fail:4"), part=Part(1, 2))
    finishing = make(toy_job(tmp_path / "d"), finish=True)
    assert finishing.images > 0
    make(toy_job(tmp_path / "reference", bad="fail:4"))
    mine, theirs = contents(tmp_path / "d"), contents(tmp_path / "reference")
    assert mine == theirs
    assert any(mine[name] != digest for name, digest in first.items() if name.endswith(".tar"))


def test_where_no_program_can_be_drawn_nothing_is_left(tmp_path):
    bad = " ".join(f"fail:{k}" for k in range(3))
    with pytest.raises(UserError, match="no program is left that can be drawn: p00 .and 2 others.: does not compile"):
        make(toy_job(tmp_path / "d", bad=bad, n_programs=3))
    assert [name for name in contents(tmp_path / "d") if not name.startswith(".run/")] == []


def test_a_flipped_byte_is_found_named_and_drawn_again(tmp_path, reference, capsys):
    make(toy_job(tmp_path / "d"))
    path = tmp_path / "d" / shard_name(3)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert make(toy_job(tmp_path / "d")).images == 0  # its size is right: only reading it shows the damage
    outcome = make(toy_job(tmp_path / "d"), verify=True)
    assert (outcome.repaired, outcome.images) == (1, 20)
    assert "damaged: shard-000003.tar" in capsys.readouterr().err
    assert contents(tmp_path / "d") == reference


@pytest.mark.parametrize("damage", ["gone", "short", "empty"])
def test_lost_and_short_shards_are_drawn_again(tmp_path, reference, damage):
    make(toy_job(tmp_path / "d"))
    path = tmp_path / "d" / shard_name(2)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: 5000 if damage == "short" else 0])
    assert make(toy_job(tmp_path / "d")).images == 20
    assert contents(tmp_path / "d") == reference


def test_a_damaged_index_and_damaged_records_are_made_anew(tmp_path, reference):
    make(toy_job(tmp_path / "d"))
    (tmp_path / "d" / "index.json").write_text('{"format": "webdataset", "version"')
    make(toy_job(tmp_path / "d"))
    assert contents(tmp_path / "d") == reference
    make(toy_job(tmp_path / "e"), part=Part(0, 2))
    (tmp_path / "e" / ".run" / "shard-000000.json").write_text("[]")
    (tmp_path / "e" / ".run" / "excluded-1.json").write_text("nonsense")
    make(toy_job(tmp_path / "e"))
    assert contents(tmp_path / "e") == reference


@pytest.mark.parametrize("how", ["a digit", "a path", "a first line", "zeros", "cut off"])
def test_a_damaged_table_of_programs_is_repaired(tmp_path, reference, how):
    make(toy_job(tmp_path / "d"))
    table = tmp_path / "d" / "programs.csv"
    data = bytearray(table.read_bytes())
    if how == "cut off":
        del data[len(data) // 2 :]
    elif how == "zeros":
        data[40:90] = bytes(50)
    else:
        data[{"a digit": len(data) - 5, "a path": data.index(b"composed"), "a first line": 3}[how]] ^= 1
    table.write_bytes(data)
    make(toy_job(tmp_path / "d"))
    assert contents(tmp_path / "d") == reference


def test_a_flipped_bit_in_a_record_costs_its_shard_and_is_in_no_index(tmp_path, reference):
    make(toy_job(tmp_path / "e"), part=Part(0, 2))
    record = tmp_path / "e" / ".run" / "shard-000000.json"
    record.write_text(record.read_text().replace('"sha256": "', '"sha256": "0')[:-1])
    make(toy_job(tmp_path / "e"))
    assert contents(tmp_path / "e") == reference


def test_other_settings_programs_and_files_are_refused(tmp_path):
    make(toy_job(tmp_path / "d"))
    before = contents(tmp_path / "d")
    with pytest.raises(UserError, match="holds a dataset with other settings .*seed: 0 there, 1 now") as error:
        make(toy_job(tmp_path / "d", sampler=SamplerSettings(seed=1)))
    assert error.value.code == 2
    with pytest.raises(UserError, match=r"the list of programs has changed \(12 programs there, 11 now\)"):
        make(toy_job(tmp_path / "d", n_programs=11))
    job = toy_job(tmp_path / "d")
    changed = replace(job, programs=(*job.programs[:4], (4, "p04", "composed:0/4", "5" * 40), *job.programs[5:]))
    with pytest.raises(UserError, match="program p04 has changed"):
        make(changed)
    assert contents(tmp_path / "d") == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    for options in ({}, {"overwrite": True}, {"part": Part(0, 2)}):
        with pytest.raises(UserError, match="holds (other files|no dataset)"):
            make(toy_job(tmp_path / "other"), **options)
    assert contents(tmp_path / "other").keys() == {"notes.txt"}


def test_overwrite_removes_the_dataset_and_nothing_else(tmp_path, reference):
    make(toy_job(tmp_path / "d", sampler=SamplerSettings(seed=1)))
    (tmp_path / "d" / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"not the dataset's \(notes.txt\)"):
        make(toy_job(tmp_path / "d"), overwrite=True)
    (tmp_path / "d" / "notes.txt").unlink()
    make(toy_job(tmp_path / "d"), overwrite=True)
    assert contents(tmp_path / "d") == reference


def test_one_run_of_a_part_at_a_time(tmp_path):
    make(toy_job(tmp_path / "d"), part=Part(0, 2))
    storage = Storage(tmp_path / "d")
    with RunLock(storage, (1, 2)):
        with pytest.raises(UserError, match=r"another run of --part 1/2 is writing there"):
            make(toy_job(tmp_path / "d"), part=Part(1, 2))
        with pytest.raises(UserError, match=r"--part 1/2 is writing there; wait for it"):
            make(toy_job(tmp_path / "d"), finish=True)
        make(toy_job(tmp_path / "d"), part=Part(0, 2))
    with RunLock(storage, (0, 1)), pytest.raises(UserError, match="a run is writing there"):
        make(toy_job(tmp_path / "d"), part=Part(1, 2))
    make(toy_job(tmp_path / "d"), part=Part(1, 2))
    assert not list((tmp_path / "d" / ".run").glob("lock-*"))


def test_memory_and_status_page(tmp_path):
    job = toy_job("memory://toy/d", bad="crash:3")
    outcome = make(job, status_page=str(tmp_path / "page" / "status.html"))
    assert outcome.failures >= 2
    page = (tmp_path / "page" / "status.html").read_text()
    assert "90 of 90 images" in page and "p03: crash" in page and "Failures" in page
    storage = Storage("memory://toy/d")
    make(toy_job(tmp_path / "d", bad="fail:3"))
    for name, digest in contents(tmp_path / "d").items():
        if name.endswith(".tar"):
            assert hashlib.sha256(storage.read(name)).hexdigest() == digest


def test_parts_are_written_as_fractions():
    assert parse_part("0/4") == parse_part("4/4") == Part(0, 4)
    assert parse_part("3/4").shards(10) == range(3, 10, 4)
    for text in ("5/4", "-1/4", "1/0", "1", "a/b", "1/2/3", "", "1/9999999"):
        with pytest.raises(ValueError):
            parse_part(text)


def test_memory_of_the_run_does_not_grow_with_the_dataset(tmp_path, monkeypatch):
    """Of a hundred million images a run holds a few thousand numbers: shards are the unit of what it knows."""
    tracemalloc = pytest.importorskip("tracemalloc")
    job = toy_job(tmp_path / "d", n_images=100_000_000, shard_size=10_000)
    folder = job.folder()
    folder.check()
    folder.storage.prepare()
    folder.begin()
    tracemalloc.start()
    with RunLock(folder.storage, (0, 1)) as lock:
        run = parts._Run(job, folder, lock, Part(), None)
        assert len(run.numbers) == 10_000 and run.status.total == 100_000_000
        peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20
    shutil.rmtree(tmp_path / "d")


def test_a_plan_counts_every_image_once():
    for images, size in ((1, 1), (10, 3), (9, 3), (5, 100)):
        plan = ShardPlan(n_images=images, shard_size=size)
        assert [index for number in range(plan.n_shards) for index in plan.images(number)] == list(range(images))
