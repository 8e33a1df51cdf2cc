"""What a program has used when the first hidden test begins: all that its student is shown.

Hidden tests run last. Before the first of them the judge says so, over a socket that is its own,
and waits until the supervisor has looked at the clocks: what the program does for a hidden test can
add nothing to what they showed.
"""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from own_status import OwnStatus
from script_usage import ScriptUsage

if TYPE_CHECKING:
    from watch import WatchedProcess


@dataclass(frozen=True)
class Used:
    wall_seconds: float
    cpu_seconds: float
    peak_memory_bytes: int


class VisibleShare:
    """The supervisor's end is ``fd``; the judge's, to be closed after its process was cloned, is
    ``judge_fd``. ``used`` is None for as long as no hidden test has begun. ``scripts`` is what
    those used that have processes of their own.
    """

    def __init__(self, own_status: OwnStatus, scripts: ScriptUsage | None) -> None:
        self._own_status = own_status
        self._scripts = scripts
        self.fd, self.judge_fd = (end.detach() for end in socket.socketpair())
        self.used: Used | None = None

    def frame(self) -> dict[str, float | int] | None:
        """As it is told to the grader."""
        if self.used is None:
            return None
        return {
            "wallMs": round(self.used.wall_seconds * 1000, 1),
            "cpuMs": round(self.used.cpu_seconds * 1000, 1),
            "peakMemoryBytes": self.used.peak_memory_bytes,
        }

    def note(self, student: "WatchedProcess", wall_seconds: float) -> None:
        """Once, when there is something to read: the judge's word, or the end of its process."""
        with suppress(OSError):
            if os.read(self.fd, 1):
                peak_bytes = student.peak_memory_bytes_so_far(self._own_status)
                cpu_seconds = student.cpu_seconds()
                if self._scripts is not None:
                    peak_bytes = max(peak_bytes, self._scripts.so_far()[1])
                self.used = Used(wall_seconds, cpu_seconds, peak_bytes)
                os.write(self.fd, b"\0")


def begins_hidden(judge_fd: int | None) -> Callable[[], None]:
    """For the judge to call before the first hidden test, and not again."""

    def begin() -> None:
        if judge_fd is not None:
            os.write(judge_fd, b"\0")
            os.read(judge_fd, 1)

    return begin
