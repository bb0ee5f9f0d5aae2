"""Video encoders: frames in, an MP4 file out."""

from __future__ import annotations

import shutil
import subprocess
from typing import Protocol

import cv2
import numpy as np

from image_generation.common.errors import UserError

MAX_FRAMES = 1_000_000


class Encoder(Protocol):
    """Takes frames, uint8 RGB [h, w, 3], and makes a file of them."""

    def write(self, frame: np.ndarray) -> None: ...

    def close(self) -> None: ...


class FfmpegEncoder:
    """H.264 by the ffmpeg command, which reads raw frames from a pipe."""

    def __init__(self, path: str, fps: float, width: int, height: int):
        size = f"{width}x{height}"
        command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size]
        command += ["-r", f"{fps:g}", "-i", "-", "-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"]
        # 4:2:0 needs even sides
        command += ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-movflags", "+faststart", path]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdin and self.process.stderr
        self.frames, self.messages = self.process.stdin, self.process.stderr

    def write(self, frame: np.ndarray) -> None:
        """Add a frame."""
        try:
            self.frames.write(np.ascontiguousarray(frame).tobytes())
        except BrokenPipeError:
            self.close()

    def close(self) -> None:
        """Finish the file; raises UserError where ffmpeg failed."""
        self.frames.close()
        message = self.messages.read().decode(errors="replace").strip()
        if self.process.wait():
            raise UserError(
                f"--output-path: ffmpeg failed: {message.splitlines()[-1] if message else 'no reason given'}"
            )


class OpenCvEncoder:
    """MPEG-4 by OpenCV."""

    def __init__(self, path: str, fps: float, width: int, height: int):
        self.writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"mp4v"), fps, (width, height))
        if not self.writer.isOpened():
            raise UserError(
                f"--output-path: this OpenCV cannot write {width}x{height} video at {fps:g} frames a second"
            )

    def write(self, frame: np.ndarray) -> None:
        """Add a frame."""
        self.writer.write(cv2.cvtColor(np.ascontiguousarray(frame), cv2.COLOR_RGB2BGR))

    def close(self) -> None:
        """Finish the file."""
        self.writer.release()


def has_h264() -> bool:
    """Whether an ffmpeg that encodes H.264 is installed."""
    if shutil.which("ffmpeg") is None:
        return False
    listed = subprocess.run(["ffmpeg", "-hide_banner", "-encoders"], capture_output=True, text=True, check=False)
    return "libx264" in listed.stdout
