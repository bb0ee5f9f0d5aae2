"""Training images for a GAN: square, of one size that is a power of two.

Grey images become RGB with three equal channels; alpha is dropped, the colours below it are taken as they are stored
(learning/data/sources.py). The first sub-folders are classes, unless they are the numbered ones of a flat dataset.
"""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from image_generation.common.errors import UserError
from learning.data.sources import BadImage, ImageFolder

SIZES_CHECKED = 2000  # headers read before training starts; the other images are checked when their turn comes


class GanImages:
    """Images of a folder at `resolution`: source.read(number) -> (uint8 [r, r, 3], label).

    resolution  None takes the images' own; a smaller one averages whole blocks of pixels
    mirror      doubles the set: numbers from len(self) / 2 on are mirrored
    labels      whether class folders give labels (read returns 0 for all otherwise)
    Raises UserError (code 2) for images that are not square, differ in size, or do not fit the resolution.
    """

    def __init__(self, folder, resolution=None, mirror=False, labels=False):
        if not Path(folder).is_dir():
            raise UserError(f"--data {folder}: no such folder; name a folder of images", 2)
        self.files = ImageFolder([folder])
        self.folder, self.mirror = folder, mirror
        if labels and len(self.files.classes) < 2:
            raise UserError(f"--cond: {folder} has no class folders; arrange the images as {folder}/CLASS/IMAGE", 2)
        self.classes = self.files.classes if labels else []
        self.size = self._common_size()
        self.resolution = resolution or self.size
        _check_resolution(self.resolution, self.size, folder)

    def _common_size(self):
        chosen = np.unique(np.linspace(0, len(self.files) - 1, min(len(self.files), SIZES_CHECKED)).astype(int))
        first, first_name = None, None
        for number in chosen:
            name = self.files.files[number]
            try:
                with Image.open(name) as image:
                    size = image.size
            except Exception:
                continue  # an unreadable image is left out, and named, when its turn comes
            if size[0] != size[1]:
                raise UserError(
                    f"{name}: is {size[0]}x{size[1]}: StyleGAN2 needs square images; crop or render them", 2
                )
            if first is None:
                first, first_name = size, name
            if size != first:
                sizes = f"{first_name} is {first[0]}x{first[1]}, {name} is {size[0]}x{size[1]}"
                raise UserError(f"--data {self.folder}: images of different sizes: {sizes}; bring them to one", 2)
        if first is None:
            raise UserError(f"--data {self.folder}: none of its {len(self.files)} images can be read", 2)
        return first[0]

    def __len__(self):
        return len(self.files) * (2 if self.mirror else 1)

    def read(self, number):
        """One image and its label. Raises BadImage for an unreadable file, UserError for one of another size."""
        flip, number = divmod(number, len(self.files))
        image, label = self.files.read(number)
        if image.shape[:2] != (self.size, self.size):
            name = Path(self.files.files[number])
            height, width = image.shape[:2]
            raise UserError(f"{name}: is {width}x{height}, other images of --data are {self.size}x{self.size}")
        if self.resolution != self.size:
            image = cv2.resize(image, (self.resolution, self.resolution), interpolation=cv2.INTER_AREA)
        return (image[:, ::-1] if flip else image), max(label, 0) if self.classes else 0

    def sample(self, count, seed=0):
        """Yield `count` readable images [r, r, 3] with labels, drawn without repetition while there are enough."""
        order = np.random.default_rng(seed).permutation(len(self.files))
        for number in np.resize(order, count * 2 + len(order)):
            if count == 0:
                return
            try:
                yield self.read(int(number))
            except BadImage:
                continue
            count -= 1

    def some(self, count, seed=0):
        """What `sample` yields, at once: images [n, r, r, 3] and labels [n]."""
        images, labels = zip(*self.sample(count, seed))
        return np.stack(images), np.array(labels)


def _check_resolution(resolution, size, folder):
    if resolution < 8 or resolution & (resolution - 1):
        flag = "--resolution" if resolution != size else "--data: images of"
        advice = "a power of two, at least 8 (8, 16, 32 ...)"
        raise UserError(f"{flag} {resolution}: StyleGAN2 needs {advice}; --resolution R reduces larger images", 2)
    if size % resolution or size < resolution:
        raise UserError(
            f"--resolution {resolution}: the images of {folder} are {size}x{size}; give a size that divides theirs",
            2,
        )
