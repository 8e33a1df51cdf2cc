"""What a program has used before the first hidden test: the only usage that its student sees.

Hidden tests run last. Before the first of them, the judge notifies the supervisor over a separate
socket, and waits until the supervisor has read the clocks. So what the program does in a hidden
test cannot change the values that the student sees.
"""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from own_status import OwnStatus
from script_usage import ScriptUsage


class Measurable(Protocol):
    """A process whose use so far can be read (limit_monitor.py)."""

    def peak_memory_bytes_so_far(self, own_status: OwnStatus) -> int: ...

    def cpu_seconds(self) -> float: ...


@dataclass(frozen=True)
class Used:
    wall_seconds: float
    cpu_seconds: float
    peak_memory_bytes: int


class VisibleShare:
    """``fd`` is the supervisor's end. ``judge_fd`` is the judge's; the supervisor closes it when it
    has cloned the judge. ``used`` is None until a hidden test starts. ``scripts`` is the usage of
    scripts in separate processes, if there are any.
    """

    def __init__(self, own_status: OwnStatus, scripts: ScriptUsage | None) -> None:
        self._own_status = own_status
        self._scripts = scripts
        self.fd, self.judge_fd = (end.detach() for end in socket.socketpair())
        self.used: Used | None = None

    def frame(self) -> dict[str, float | int] | None:
        """As it is sent to the grader."""
        if self.used is None:
            return None
        return {
            "wallMs": round(self.used.wall_seconds * 1000, 1),
            "cpuMs": round(self.used.cpu_seconds * 1000, 1),
            "peakMemoryBytes": self.used.peak_memory_bytes,
        }

    def note(self, student: Measurable, wall_seconds: float) -> None:
        """Called once, when ``fd`` is readable: the judge has notified, or its process has
        ended."""
        with suppress(OSError):
            if os.read(self.fd, 1):
                peak_bytes = student.peak_memory_bytes_so_far(self._own_status)
                cpu_seconds = student.cpu_seconds()
                if self._scripts is not None:
                    peak_bytes = max(peak_bytes, self._scripts.so_far()[1])
                self.used = Used(wall_seconds, cpu_seconds, peak_bytes)
                os.write(self.fd, b"\0")


def hidden_test_notifier(judge_fd: int | None) -> Callable[[], None]:
    """The judge calls the result once, before the first hidden test."""

    def begin() -> None:
        if judge_fd is not None:
            os.write(judge_fd, b"\0")
            os.read(judge_fd, 1)

    return begin
