"""What one grading may use, and what it has used."""

import math
import os
import resource
from dataclasses import dataclass
from typing import Any

# Counted for each user namespace on kernels from 5.14 on, which is for each grading; on older
# ones for all gradings of the host user together.
_PROCESSES = 64
_OPEN_FILES = 128
_FILE_BYTES = 16 * 1024 * 1024
# Beyond the limit on each process: room in which several together are told from one.
_MEMORY_SLACK_BYTES = 32 * 1024 * 1024

# The places that can be written to, all in memory; what a file takes beside its content.
_WRITABLE = ("/tmp", "/submission")
_INODE_BYTES = 1024

_PAGE_BYTES = resource.getpagesize()
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Limits:
    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int

    @property
    def memory_together_bytes(self) -> int:
        return self.memory_bytes + _MEMORY_SLACK_BYTES


def parse_limits(data: dict[str, Any]) -> Limits:
    return Limits(
        cpu_seconds=float(data["cpuSeconds"]),
        wall_seconds=float(data["wallSeconds"]),
        memory_bytes=int(data["memoryMiB"]) * 1024 * 1024,
    )


def limit_this_process(limits: Limits) -> None:
    """RLIMIT_DATA and not RLIMIT_AS: address space that threads only reserve does not count.

    CPU time is for the supervisor to watch, exactly and over all processes; the kernel's limit
    is a second rope, in whole seconds.
    """
    cpu = math.ceil(limits.cpu_seconds) + 1
    for kind, value in (
        (resource.RLIMIT_DATA, limits.memory_bytes),
        (resource.RLIMIT_NPROC, _PROCESSES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu),
    ):
        resource.setrlimit(kind, (value, value))


@dataclass(frozen=True)
class Usage:
    """Of all processes but the supervisor: CPU time, and memory beyond what they began with.

    Files count as memory, for that is where they lie.
    """

    cpu_seconds: float
    memory_bytes: int


def usage_now(baseline_pages: int) -> Usage:
    """Reads /proc, where but for the supervisor there is nothing but the grading.

    ``baseline_pages`` is what each process shares with the supervisor it was forked from.
    """
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = ended.ru_utime + ended.ru_stime
    pages = 0
    own = str(os.getpid())
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or entry == own:
            continue
        try:
            fields = _stat(entry)
        except OSError:
            continue
        cpu += sum(int(field) for field in fields[11:15]) / _TICKS
        pages += max(0, int(fields[21]) - baseline_pages)
    return Usage(cpu, pages * _PAGE_BYTES + _stored_bytes())


def _stored_bytes() -> int:
    held = [os.statvfs(folder) for folder in _WRITABLE]
    return sum(
        (each.f_blocks - each.f_bfree) * each.f_frsize
        + (each.f_files - each.f_ffree) * _INODE_BYTES
        for each in held
    )


def resident_pages() -> int:
    return int(_stat("self")[21])


def _stat(entry: str) -> list[str]:
    """The fields of /proc/PID/stat from the state on: the name before may contain anything."""
    with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
        return file.read().rpartition(")")[2].split()
