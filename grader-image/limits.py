"""What one grading may use, and what it has used."""

import math
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

_MIB = 1024 * 1024

#: From Linux 5.14 on, counted for each user namespace, which here is one process with its threads.
#: Older kernels count all gradings of the host's user together.
THREADS = 64
_OPEN_FILES = 128
_FILE_BYTES = 16 * _MIB

# Students must not be able to stop the judge: its own limits are only for a runaway judge.
_JUDGE_CPU_SECONDS = 10.0
_JUDGE_CPU_FACTOR = 2
_JUDGE_MEMORY_BYTES = 256 * _MIB


@dataclass(frozen=True)
class Limits:
    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int

    def for_judge(self) -> "Limits":
        return Limits(
            cpu_seconds=max(_JUDGE_CPU_SECONDS, _JUDGE_CPU_FACTOR * self.cpu_seconds),
            wall_seconds=self.wall_seconds,
            memory_bytes=self.memory_bytes + _JUDGE_MEMORY_BYTES,
        )


def parse_limits(data: dict[str, Any]) -> Limits:
    return Limits(
        cpu_seconds=float(data["cpuSeconds"]),
        wall_seconds=float(data["wallSeconds"]),
        memory_bytes=int(data["memoryMiB"]) * _MIB,
    )


def limiting(limits: Limits, inherited_bytes: int) -> Sequence[Callable[[], None]]:
    """Calls that limit the process that makes them. They raise OSError.

    Uses RLIMIT_DATA and not RLIMIT_AS, which counts the address space that threads only reserve.

    ``inherited_bytes`` is what the warm interpreter already uses of it. The supervisor measures CPU
    time exactly; the kernel's limit, in whole seconds, is a backstop.
    """
    return (
        *_ALWAYS,
        _limiting(resource.RLIMIT_DATA, limits.memory_bytes + inherited_bytes),
        _limiting(resource.RLIMIT_CPU, math.ceil(limits.cpu_seconds) + 1),
    )


def _limiting(kind: int, value: int) -> Callable[[], None]:
    return partial(resource.setrlimit, kind, (value, value))


_ALWAYS = (
    _limiting(resource.RLIMIT_NPROC, THREADS),
    _limiting(resource.RLIMIT_NOFILE, _OPEN_FILES),
    _limiting(resource.RLIMIT_FSIZE, _FILE_BYTES),
    _limiting(resource.RLIMIT_CORE, 0),
)


def used_cpu_seconds(pid: int) -> float:
    """CPU time of a child and all its threads so far, from the clock that Linux has for each
    process.

    The number of the clock is that of clock_getcpuclockid(3). Raises OSError if the child has
    ended.
    """
    return time.clock_gettime((~pid << 3) | 2)
