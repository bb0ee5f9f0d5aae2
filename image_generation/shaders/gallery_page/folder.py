"""A gallery's folder on disk: who may write, what an interrupted run left, and how a new page takes an old one's place.

index.html          the page; it names the folder of its files, so that replacing it switches to all of them at once
page-0123456789/    styles, scripts, tables, sprites and texts; the digits are a digest of them
.gallery/           thumbnails and measurements, which a later run keeps; may be deleted
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.locks import FolderLock

WORK = ".gallery"
INDEX = "index.html"
_PAGE = re.compile(r"page-[0-9a-f]{10}")
_INDEX_PART = re.compile(r"\.index\.html\.\w+\.part")


class GalleryFolder:
    """Holds the folder's lock while a gallery is made; use it in a `with` block.

    Attributes: root, work (what a later run keeps), new (where the page's files are put until publish).
    Raises UserError where the folder cannot be written, holds something else, or is in use.
    """

    def __init__(self, root: str | os.PathLike):
        self.root = Path(root)
        self.work, self.new = self.root / WORK, self.root / WORK / "new"
        self._created = not self.root.exists()
        self._refuse_foreign_folder()
        try:
            self.work.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(self.work / "lock", root)
        except OSError as error:
            raise UserError(f"--output {root}: cannot be written ({error.strerror})") from None
        self._sweep()
        self.new.mkdir()

    def _refuse_foreign_folder(self) -> None:
        """Refuse a folder that holds something and no gallery, before anything in it is touched."""
        try:
            names = {entry.name for entry in os.scandir(self.root)}
        except FileNotFoundError:
            return
        except OSError as error:
            raise UserError(f"--output {self.root}: cannot be written ({error.strerror})", 2) from None
        ours = WORK in names or (INDEX in names and any(map(_PAGE.fullmatch, names)))
        if names and not ours:
            raise UserError(f"--output {self.root}: holds other files and no gallery; give an empty or new folder", 2)

    def _sweep(self, keep: str | None = None) -> None:
        """Remove what a killed run had begun; keep: the only folder of page files to leave, None leaves all."""
        shutil.rmtree(self.new, ignore_errors=True)
        for entry in list(os.scandir(self.root)):
            if _INDEX_PART.fullmatch(entry.name):
                os.unlink(entry.path)
            elif keep is not None and entry.name != keep and _PAGE.fullmatch(entry.name):
                shutil.rmtree(entry.path, ignore_errors=True)

    def publish(self, template: str) -> None:
        """Make what lies in `new` the gallery's page; template: index.html, with {{FILES}} for the folder's name."""
        digest = hashlib.sha256()
        for path in sorted(path for path in self.new.rglob("*") if path.is_file()):
            digest.update(f"{path.relative_to(self.new)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        name = f"page-{digest.hexdigest()[:10]}"
        shutil.rmtree(self.root / name, ignore_errors=True)  # the same files, or what is left of them
        os.rename(self.new, self.root / name)
        with atomic_write(self.root / INDEX) as file:
            file.write(template.replace("{{FILES}}", name))
        self._sweep(keep=name)

    def abandon(self) -> None:
        """Remove all traces of a run that has made nothing, in a folder where no run before it has."""
        pictures = self.work / "frames"
        if not (self.root / INDEX).exists() and not (pictures.is_dir() and any(pictures.iterdir())):
            shutil.rmtree(self.work, ignore_errors=True)
            if self._created:
                with contextlib.suppress(OSError):
                    self.root.rmdir()

    def __enter__(self) -> GalleryFolder:
        return self

    def __exit__(self, *_) -> None:
        shutil.rmtree(self.new, ignore_errors=True)
        self._lock.close()
