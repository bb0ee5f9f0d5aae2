"""How long steps wait for their data: the time for which the device that trains stands still for want of them.

On the CPU that is the time for which the loop waits. A GPU works on what was asked of it before while the loop waits,
so that the loop may wait without the GPU ever standing still: there, events on its stream say for how long it did.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Wait:
    """Seconds that the loop waited for a step's data, and on a GPU when the step before ended and when it began."""

    seconds: float
    ended: torch.cuda.Event | None = None
    began: torch.cuda.Event | None = None

    def measured(self) -> float:
        """Seconds that the device stood still; only once it has done the step."""
        if self.ended is None or self.began is None:
            return self.seconds
        return min(self.seconds, self.ended.elapsed_time(self.began) / 1000.0)


class Waits:
    """Takes the time of steps on a device: `begins` before a step asks anything of it, `ends` after."""

    def __init__(self, device: torch.device):
        self.device = device
        self._ended: torch.cuda.Event | None = None

    def begins(self, seconds: float) -> Wait:
        """The wait of the step that begins now, for whose data the loop waited so many seconds."""
        return Wait(seconds, self._ended, self._event())

    def ends(self) -> None:
        """All of the step has been asked of the device."""
        self._ended = self._event()

    def _event(self) -> torch.cuda.Event | None:
        if self.device.type != "cuda":
            return None
        event = torch.cuda.Event(enable_timing=True)
        event.record(torch.cuda.current_stream(self.device))
        return event
