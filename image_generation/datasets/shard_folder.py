"""A dataset of shards in a storage: what belongs to it, which shards are whole, and what its finished index says.

    config.yaml, programs.csv     settings and programs, written first; every run compares its own with them
    shard-000000.tar ...          see shards.py
    index.json                    written last
While it is made, .run holds: shard-000000.json (a record of each shard that is whole), excluded-12.json (a program that
some machine could not draw), set-DIGEST.json (programs that were excluded when a shard was drawn) and locks.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, BinaryIO

import yaml

from image_generation.common.cli import plain
from image_generation.common.errors import UserError
from image_generation.common.journals import seal, unseal
from image_generation.common.tables import same_digest
from image_generation.datasets.shards import (
    CONFIG,
    INDEX,
    PROGRAMS,
    ShardEntry,
    ShardPlan,
    index_bytes,
    read_index,
    shard_name,
    shard_number,
)
from image_generation.datasets.storage import RUN, Storage

PROGRAM_COLUMNS = ("number", "name", "path", "sha1")
_MOST_FLIPPED = 16  # bytes of a damaged table


@dataclass(frozen=True)
class Record:
    """A whole shard: what index.json will say of it, and the digest of the programs excluded when it was drawn."""

    entry: ShardEntry
    excluded: str


def digest_of(excluded: Collection[int]) -> str:
    """Name of a set of excluded programs."""
    return hashlib.sha256(",".join(map(str, sorted(excluded))).encode()).hexdigest()[:16]


class ShardFolder:
    """The dataset in a storage, for one of the runs that make it; check() comes first and writes nothing.

    plan       images and shards
    settings   what determines the images, as config.yaml stores it
    programs   (number, name, origin, SHA-1 of the text or '') of each program
    """

    def __init__(
        self, storage: Storage, *, plan: ShardPlan, settings: dict[str, Any], programs: list[tuple[int, str, str, str]]
    ):
        self.storage, self.plan = storage, plan
        self.settings, self.programs = plain(settings), programs
        self._sets: set[str] = set()
        self._config = yaml.safe_dump(self.settings, sort_keys=False, allow_unicode=True).encode()

    # ------------------------------------------------------------------ opening

    def check(self) -> None:
        """Look, before anything is written, whether the address may hold this dataset.

        Raises UserError (code 2) where it holds other files, another dataset, or other programs.
        """
        names = [name for name in self.storage.names() if name != RUN]
        config = self._read(CONFIG)
        if config is None:
            if names:
                raise UserError(
                    f"--output {self.storage.url}: holds other files and no dataset ({names[0]}); "
                    "give an empty or new folder",
                    2,
                )
            return
        self._compare(self._parsed(config))
        before, now = self._read(PROGRAMS), self._program_table()
        if before is not None and before != now and not _damaged(before, now):
            raise UserError(
                f"--output {self.storage.url}: {_difference(before, now)} since this dataset was begun; "
                "give another folder, or --overwrite",
                2,
            )

    def begin(self) -> None:
        """Write what is the same for all runs, where it is not there yet."""
        for name, data in ((CONFIG, self._config), (PROGRAMS, self._program_table())):
            if self._read(name) is None or (name == PROGRAMS and self._read(name) != data):  # damaged
                self.storage.write(name, data)

    def abandon(self) -> None:
        """Remove what begin() and excluded programs left, where no shard was made."""
        self.storage.remove([PROGRAMS])
        self._remove_run_files()
        self.storage.remove([CONFIG])

    def _read(self, name: str) -> bytes | None:
        try:
            return self.storage.read(name)
        except FileNotFoundError:
            return None

    def _remove_run_files(self) -> None:
        names = self.storage.names(RUN)
        self.storage.remove(f"{RUN}/{name}" for name in names if not name.startswith("lock-"))

    def _parsed(self, data: bytes) -> dict[str, Any]:
        try:
            settings = yaml.safe_load(data)
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            settings = None
        if not isinstance(settings, dict):
            raise UserError(f"--output {self.storage.url}: its config.yaml is damaged; use another folder", 2)
        return settings

    def _compare(self, before: dict[str, Any]) -> None:
        different = sorted(key for key in {*before, *self.settings} if before.get(key) != self.settings.get(key))
        if not different:
            return
        if before.get("format") != self.settings.get("format"):
            raise UserError(
                f"--output {self.storage.url}: holds a dataset of plain folders, not of shards; give another folder", 2
            )
        was = ", ".join(f"{key}: {before.get(key)!r} there, {self.settings.get(key)!r} now" for key in different[:3])
        raise UserError(
            f"--output {self.storage.url}: holds a dataset with other settings ({was}); "
            "give another folder, or --overwrite",
            2,
        )

    def remove(self) -> None:
        """Remove the dataset's shards and tables and nothing else (--overwrite).

        Raises UserError (code 2), with everything left as it is, where there are other files, or no shards' config.
        """
        names = [name for name in self.storage.names() if name != RUN]
        config = self._read(CONFIG)
        if config is None and not names:
            return
        if config is None or self._parsed(config).get("format") != "webdataset":
            raise UserError(f"--output {self.storage.url}: holds no dataset of shards; give another folder", 2)
        ours = [name for name in names if name in (PROGRAMS, INDEX, CONFIG) or shard_number(name) is not None]
        others = sorted(set(names) - set(ours))
        if others:
            raise UserError(
                f"--output {self.storage.url}: holds files that are not the dataset's ({others[0]}); "
                "move them away, or give another folder",
                2,
            )
        self.storage.remove([INDEX])
        self.storage.remove(name for name in ours if name not in (INDEX, CONFIG))
        self._remove_run_files()
        self.storage.remove([CONFIG])  # last: until here, an interrupted removal is resumed by the same command

    def _program_table(self) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(PROGRAM_COLUMNS)
        writer.writerows(self.programs)
        return text.getvalue().encode()

    # ------------------------------------------------------------------ programs that cannot be drawn

    def excluded(self) -> dict[int, str]:
        """Programs that any machine could not draw, and why: of the runs under way and of a finished index."""
        numbers = {name: number for number, name, *_ in self.programs}
        found = {numbers[name]: reason for name, reason in self._index_excluded().items() if name in numbers}
        files = [f"{RUN}/{name}" for name in self.storage.names(RUN) if name.startswith("excluded-")]
        for _, data in self.storage.read_all(files):
            try:
                entry = _unsealed(data)
                found.setdefault(numbers[entry["name"]], str(entry["reason"]))
            except (ValueError, TypeError, KeyError):
                continue
        return found

    def exclude(self, program: int, reason: str) -> None:
        """Tell the other machines of a program that cannot be drawn here."""
        entry = {"name": self.programs[program][1], "reason": reason}
        self.storage.write(f"{RUN}/excluded-{program}.json", _sealed(entry))

    def excluded_set(self, digest: str) -> frozenset[int] | None:
        """The programs that a record's digest stands for; None where that is not known."""
        if digest == digest_of(()):
            return frozenset()
        try:
            excluded = frozenset(int(number) for number in json.loads(self.storage.read(f"{RUN}/set-{digest}.json")))
        except (FileNotFoundError, ValueError, TypeError, RecursionError):
            return None
        return excluded if digest_of(excluded) == digest else None

    def _publish_set(self, excluded: frozenset[int]) -> str:
        digest = digest_of(excluded)
        if excluded and digest not in self._sets:
            self.storage.write(f"{RUN}/set-{digest}.json", json.dumps(sorted(excluded)).encode())
            self._sets.add(digest)
        return digest

    # ------------------------------------------------------------------ shards

    def put(self, number: int, file: BinaryIO, entry: ShardEntry, excluded: frozenset[int]) -> Record:
        """Write a shard (the bytes of an open file), whole, and its record after it."""
        record = Record(entry, self._publish_set(excluded))
        self.storage.upload(file, entry.name)
        self._write_record(number, record)
        return record

    def _write_record(self, number: int, record: Record) -> None:
        entry = record.entry
        table = {
            "count": entry.count,
            "bytes": entry.bytes,
            "sha256": entry.sha256,
            "excluded": record.excluded,
        }
        self.storage.write(f"{RUN}/{_record_name(number)}", _sealed(table))

    def forget(self, numbers: Iterable[int]) -> None:
        """Take back the records of shards that are to be drawn again."""
        self.storage.remove(f"{RUN}/{_record_name(number)}" for number in numbers)

    def records(self, numbers: Collection[int], of_index: bool = True) -> dict[int, Record]:
        """Those of these shards that lie there whole, judged by their record (or the index) and their size."""
        sizes = self.storage.sizes()
        found = self._index_records() if of_index else {}
        names = {_record_name(number) for number in numbers} & set(self.storage.names(RUN))
        for name, data in self.storage.read_all(f"{RUN}/{name}" for name in sorted(names)):
            number = int(name.removeprefix(f"{RUN}/shard-").removesuffix(".json"))
            try:
                table = _unsealed(data)
                entry = ShardEntry(
                    name=shard_name(number), count=table["count"], bytes=table["bytes"], sha256=table["sha256"]
                )
                found[number] = Record(entry, str(table["excluded"]))
            except (ValueError, TypeError, KeyError):
                continue
        return {
            number: record
            for number, record in sorted(found.items())
            if number in numbers
            and sizes.get(record.entry.name) == record.entry.bytes
            and record.entry.count == len(self.plan.images(number))
        }

    def damaged(self, records: dict[int, Record], threads: int = 4) -> list[int]:
        """Those shards whose bytes are not what was written, found by reading them again."""

        def intact(record: Record) -> bool:
            digest, size = hashlib.sha256(), 0
            try:
                for piece in self.storage.pieces(record.entry.name, record.entry.bytes):
                    digest.update(piece)
                    size += len(piece)
            except OSError:
                return False
            return size == record.entry.bytes and digest.hexdigest() == record.entry.sha256

        with ThreadPoolExecutor(threads) as pool:
            return [number for number, good in zip(records, pool.map(intact, records.values())) if not good]

    # ------------------------------------------------------------------ the index

    def _index(self) -> dict[str, Any] | None:
        data = self._read(INDEX)
        try:
            return None if data is None else read_index(data)
        except ValueError:
            return None

    def _index_excluded(self) -> dict[str, str]:
        return (self._index() or {}).get("excluded", {})

    def _index_records(self) -> dict[int, Record]:
        """Records of a finished dataset; one that has begun to be drawn again has records of its own in .run."""
        index = self._index()
        if index is None:
            return {}
        numbers = {name: number for number, name, *_ in self.programs}
        excluded = frozenset(numbers[name] for name in index["excluded"] if name in numbers)
        digest = self._publish_set(excluded) if excluded else digest_of(())
        found = {}
        for entry in index["shards"]:
            number = shard_number(entry.name)
            if number is not None:
                found[number] = Record(entry, digest)
        return found

    def finish(self, records: dict[int, Record], excluded: dict[int, str]) -> bool:
        """Write index.json and remove what only runs under way need; whether the index is new.

        excluded   programs that no image shows, and why
        """
        names = [name for _, name, *_ in self.programs]
        data = index_bytes(
            plan=self.plan,
            settings=self.settings,
            classes=names,
            excluded={names[program]: reason for program, reason in excluded.items()},
            shards=[records[number].entry for number in sorted(records)],
        )
        new = self._read(INDEX) != data
        if new:
            self.storage.write(INDEX, data)
        self._remove_run_files()
        return new


def _sealed(table: dict[str, Any]) -> bytes:
    """A record with its checksum."""
    return seal(json.dumps(table, ensure_ascii=False)).encode()


def _unsealed(data: bytes) -> dict[str, Any]:
    """A record without its checksum, which those of before do not have; raises ValueError where it is damaged."""
    text = unseal(data.decode("utf-8"))
    try:
        table = None if text is None else json.loads(text)
    except RecursionError:
        table = None
    if not isinstance(table, dict):
        raise ValueError("a damaged record")
    return table


def _record_name(number: int) -> str:
    return shard_name(number).replace(".tar", ".json")


def _damaged(before: bytes, now: bytes) -> bool:
    """Whether a program table is this one but for flipped bits, zeros, or a missing end; not a table of other programs.

    A program that has changed has another digest in nearly all of its digits; one that has another name has it in its
    path, too.
    """
    if len(before) < len(now):  # cut off, maybe within a line
        return now.startswith(before)
    wrong = sum(a not in (b, 0) for a, b in zip(before, now))
    if len(before) != len(now) or wrong > _MOST_FLIPPED:
        return False
    start = 0
    for line in now.splitlines(keepends=True):
        cells, mine = (text.decode("latin1").split(",") for text in (before[start : start + len(line)], line))
        start += len(line)
        if "\0" in "".join(cells) or len(cells) != len(mine):
            continue
        if sum(a != b for a, b in zip(cells, mine)) > 1 or not same_digest(cells[-1], mine[-1]):
            return False
    return True


def _difference(before: bytes, now: bytes) -> str:
    """How two program tables differ, in words."""
    one, other = before.decode("utf-8", "replace").splitlines(), now.decode("utf-8", "replace").splitlines()
    if len(one) != len(other):
        return f"the list of programs has changed ({len(one) - 1} programs there, {len(other) - 1} now)"
    name = next((row.split(",")[1] for row, mine in zip(one, other) if row != mine and "," in row), "a program")
    return f"program {name} has changed"
