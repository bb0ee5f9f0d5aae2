"""A dataset's folder on disk: where image i lies, what is finished, what was excluded, who may write.

    config.yaml     the settings that determine the images
    programs.csv    number, name, path and SHA-1 of each program that was drawn
    samples.csv     one row an image: index, file, programs, times, mixing weights and boxes, bytes, crc32
    excluded.csv    programs that could not be drawn, and why, where there are any (once: set_aside.csv)
While it is being made: .journal (finished images as they come), .partial/ (files not yet whole), .lock.
"""

from __future__ import annotations

import contextlib
import csv
import os
import re
import shutil
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import yaml

from image_generation.common.cli import plain, read_config
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write, regular_bytes
from image_generation.common.locks import FolderLock
from image_generation.common.tables import read_rows
from image_generation.datasets.journal import Journal
from image_generation.datasets.layout import (
    CONFIG,
    EXCLUDED,
    EXCLUDED_COLUMNS,
    IMAGE,
    JOURNAL,
    LAYOUTS,
    LOCK,
    OLD_EXCLUDED,
    OWN_FILES,
    OWN_PART,
    PARTIAL,
    PROGRAM_COLUMNS,
    PROGRAMS,
    SAMPLE_COLUMNS,
    SAMPLES,
    is_image,
    labels_name,
)
from image_generation.mixing import ONE


class DatasetFolder:
    """Holds the folder's lock and files while a dataset is made; use it in a `with` block.

    settings    what determines the images, as config.yaml stores it
    overwrite   remove the dataset that is there first
    Raises UserError where the folder cannot be written, holds other settings or something else, or is in use.
    """

    def __init__(self, root: str | os.PathLike, settings: dict[str, Any], overwrite: bool = False):
        self.root = Path(root)
        self.settings = plain(settings)
        self.created = not self.root.exists()
        self._abandoned = False
        self._refuse_foreign_folder()
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(self.root / LOCK, root)
        except OSError as error:
            raise UserError(f"--output {root}: cannot be written ({error.strerror})") from None
        try:
            self._prepare(overwrite)
        except BaseException:
            shutil.rmtree(self.root / PARTIAL, ignore_errors=True)
            self._lock.close()
            raise

    def _refuse_foreign_folder(self) -> None:
        """Refuse a folder that holds something and no dataset, before anything in it is touched."""
        if not self.root.is_dir() or (self.root / CONFIG).exists():
            return
        try:
            names = [entry.name for entry in os.scandir(self.root)]
        except OSError as error:
            raise UserError(f"--output {self.root}: cannot be read ({error.strerror})") from None
        if any(name != LOCK and not OWN_PART.fullmatch(name) for name in names):
            raise UserError(f"--output {self.root}: holds other files and no dataset; give an empty or new folder", 2)

    def _prepare(self, overwrite: bool) -> None:
        config = self.root / CONFIG
        if overwrite and config.exists():
            self._remove_dataset()
        if config.exists():
            before = self._known_settings(config)
            if 2 * len(before.keys() & self.settings.keys()) < len(self.settings):
                raise UserError(
                    f"--output {self.root}: its config.yaml is damaged, or of no dataset (it lacks most "
                    "settings); put it back, or use --overwrite",
                    2,
                )
            different = sorted(k for k in {*before, *self.settings} if before.get(k) != self.settings.get(k))
            if different:
                was = ", ".join(f"{k}: {before.get(k)!r} there, {self.settings.get(k)!r} now" for k in different[:3])
                raise UserError(
                    f"--output {self.root}: holds a dataset with other settings ({was}); "
                    "give another folder, or --overwrite",
                    2,
                )
        else:
            with atomic_write(config) as file:
                yaml.safe_dump(self.settings, file, sort_keys=False, allow_unicode=True)
        for entry in list(os.scandir(self.root)):  # what atomic_write had begun when a run was killed
            if OWN_PART.fullmatch(entry.name):
                os.unlink(entry.path)
        shutil.rmtree(self.root / PARTIAL, ignore_errors=True)
        (self.root / PARTIAL).mkdir()
        self.journal = Journal(self.root / JOURNAL)
        self._read_tables()

    def _known_settings(self, config: Path) -> dict[str, Any]:
        try:
            return read_config(config)
        except UserError as error:
            raise UserError(f"--output {self.root}: its config.yaml is damaged ({error}); use --overwrite", 2) from None

    def _remove_dataset(self) -> None:
        """Remove the dataset's images and tables and nothing else.

        Raises UserError, with everything left as it is, where the folder holds other files too, or where nothing
        shows that config.yaml is a dataset's.
        """
        self.journal = Journal(self.root / JOURNAL, write=False)
        self._read_tables()
        try:
            ours = "image_format" in read_config(self.root / CONFIG)
        except UserError:  # damaged: then the dataset's other files must speak for it
            ours = False
        if not ours and not self.journal.images:
            raise UserError(f"--output {self.root}: its config.yaml is of no dataset; give another folder", 2)
        programs = {*self.journal.texts, *self.journal.excluded}
        images: list[str] = []
        others: list[str] = []
        for folder, _, files in os.walk(self.root):
            inside = os.path.relpath(folder, self.root)
            for file in files:
                if inside == PARTIAL or (inside == "." and (file in (*OWN_FILES, LOCK) or OWN_PART.fullmatch(file))):
                    continue
                (images if is_image(inside, file, programs) else others).append(os.path.join(folder, file))
        if others:
            raise UserError(
                f"--output {self.root}: holds {len(others)} files that are not the dataset's ({others[0]}); "
                "move them away, or give another folder",
                2,
            )
        for path in images:
            os.unlink(path)
        for folder in sorted({os.path.dirname(path) for path in images}):
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        for name in OWN_FILES:
            (self.root / name).unlink(missing_ok=True)

    def _read_tables(self) -> None:
        """What a finished run left behind counts as journaled."""

        journal = self.journal

        def program(row: dict[str, str]) -> None:
            if re.fullmatch(r"[0-9a-f]{40}", row["sha1"]):
                journal.texts.setdefault(row["name"], row["sha1"])
            if row.get("image_inputs"):
                journal.inputs.setdefault(row["name"], int(row["image_inputs"]))
            if row.get("parameters"):
                journal.parameters.setdefault(row["name"], (int(row["parameters"]), int(row["refused"])))

        def excluded(row: dict[str, str]) -> None:
            journal.excluded.setdefault(row["name"], row["reason"])

        def sample(row: dict[str, str]) -> None:
            index = int(row["index"])
            names = tuple(row["programs"].split(";")) if "programs" in row else ()
            journal.images.setdefault(index, (int(row["bytes"]), int(row["crc32"], 16), names))
            if row.get("labels_crc32"):
                journal.labels.setdefault(index, (int(row["labels_bytes"]), int(row["labels_crc32"], 16)))
            if row.get("weights"):
                parts = tuple(round(float(part) * ONE) for part in row["weights"].split(";"))
                journal.weights.setdefault(index, parts)

        for name, take in ((PROGRAMS, program), (EXCLUDED, excluded), (OLD_EXCLUDED, excluded), (SAMPLES, sample)):
            for row in read_rows(self.root / name, LAYOUTS[name]):
                # Where one row is damaged the others still count.
                with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                    take(row)

    # ------------------------------------------------------------------ finished images

    def intact(self, index: int, name: str, labels: bool = False) -> bool:
        """Whether image `index` is finished and its file is what was written, and that of its `labels`."""
        known = self.journal.images.get(index)
        if known is None or not self._holds(name, known[0], known[1]):
            return False
        if not labels:
            return True
        size, crc = self.journal.labels.get(index, (-1, 0))
        return size == 0 or (size > 0 and self._holds(labels_name(name), size, crc))

    def _holds(self, name: str, size: int, crc: int) -> bool:
        try:
            data = regular_bytes(self.root / name, size)
        except OSError:
            return False
        return len(data) == size and zlib.crc32(data) == crc

    def sweep_class_folders(self, names: Iterable[str], wanted: Collection[str]) -> None:
        """Remove images below the class folders of these programs that are not among the wanted files."""
        for name in names:
            folder = self.root / name
            if not folder.is_dir():
                continue
            for entry in list(os.scandir(folder)):
                if IMAGE.fullmatch(entry.name) and f"{name}/{entry.name}" not in wanted:
                    os.unlink(entry.path)
            with contextlib.suppress(OSError):
                folder.rmdir()

    def finish(
        self,
        sample_rows: Iterable[tuple],
        program_rows: Iterable[tuple],
        sample_columns: tuple[str, ...] = SAMPLE_COLUMNS,
        program_columns: tuple[str, ...] = PROGRAM_COLUMNS,
    ) -> None:
        """Write the tables and remove what only a run under way needs; sample_columns: with index, bytes, crc32."""
        self._write_table(PROGRAMS, program_columns, program_rows)
        if self.journal.excluded:
            self._write_table(EXCLUDED, EXCLUDED_COLUMNS, sorted(self.journal.excluded.items()))
        (self.root / OLD_EXCLUDED).unlink(missing_ok=True)
        self._write_table(SAMPLES, sample_columns, sample_rows)
        self.journal.close()
        (self.root / JOURNAL).unlink(missing_ok=True)

    def _write_table(self, name: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
        with atomic_write(self.root / name) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)

    def abandon(self) -> None:
        """Remove a dataset of which no image was made, and the folder where this run made it."""
        self.journal.close()
        for name in OWN_FILES:
            (self.root / name).unlink(missing_ok=True)
        self._abandoned = True

    def __enter__(self) -> DatasetFolder:
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.journal.close()
        shutil.rmtree(self.root / PARTIAL, ignore_errors=True)
        self._lock.close()
        if self._abandoned and self.created:
            with contextlib.suppress(OSError):
                self.root.rmdir()
