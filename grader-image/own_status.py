"""Reads a process's own files in /proc where no /proc is mounted.

The sandbox has no /proc: it cannot be mounted in a container, and some of its files change settings
of the whole kernel. The supervisor uses an open folder, the host's /proc, that it was started with.
The processes of a grading close it before any code that is not ours can run.
"""

import os
from dataclasses import dataclass

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_RESIDENT, _DATA = 1, 5


@dataclass(frozen=True)
class Mapping:
    """``access`` is such as ``rw-p``; ``path`` is empty for memory without a file."""

    start: int
    end: int
    access: str
    path: str


class OwnStatus:
    def __init__(self, proc_fd: int) -> None:
        self._proc_fd = proc_fd

    def write(self, name: str, content: bytes) -> None:
        """Raises OSError, also if the process is not dumpable."""
        fd = os.open(f"self/{name}", os.O_WRONLY | os.O_CLOEXEC, dir_fd=self._proc_fd)
        try:
            os.write(fd, content)
        finally:
            os.close(fd)

    def open_as(self, name: str, number: int) -> None:
        """Replaces the open file of that number. Raises OSError."""
        fd = os.open(f"self/{name}", os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._proc_fd)
        os.dup2(fd, number)
        os.close(fd)

    def read(self, name: str) -> str:
        return self._read_path(f"self/{name}")

    def _read_path(self, path: str) -> str:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._proc_fd)
        try:
            return os.read(fd, _PAGE_BYTES).decode("ascii", "replace")
        finally:
            os.close(fd)

    def mappings(self) -> list[Mapping]:
        """All mappings of this process, by address."""
        fd = os.open("self/maps", os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._proc_fd)
        with open(fd, encoding="utf-8", errors="replace") as file:
            return [_mapping(line) for line in file]

    def resident_bytes(self) -> int:
        return int(self.read("statm").split()[_RESIDENT]) * _PAGE_BYTES

    def peak_bytes_of(self, process_fd: int) -> int:
        """The largest resident set of another process so far; 0 if that process can't be seen."""
        try:
            status = _fields(self._read_of(process_fd, "status"))
            return int(status["VmHWM"].split()[0]) * 1024
        except (OSError, LookupError, ValueError):
            return 0

    def queued_seconds_of(self, process_fd: int) -> float:
        """How long another process has waited for a core so far; 0 if that process can't be
        seen."""
        try:
            return int(self._read_of(process_fd, "schedstat").split()[1]) / 1e9
        except (OSError, LookupError, ValueError):
            return 0.0

    def _read_of(self, process_fd: int, name: str) -> str:
        """Raises OSError or LookupError for a process that can't be seen."""
        info = _fields(self.read(f"fdinfo/{process_fd}"))
        return self._read_path(f"{info['Pid']}/{name}")

    def data_bytes(self) -> int:
        """The memory that RLIMIT_DATA counts, and the stack."""
        return int(self.read("statm").split()[_DATA]) * _PAGE_BYTES


def _fields(text: str) -> dict[str, str]:
    return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)


def _mapping(line: str) -> Mapping:
    place, access, _offset, _device, _inode, *path = line.split(maxsplit=5)
    start, end = (int(number, 16) for number in place.split("-"))
    return Mapping(start, end, access, path[0].rstrip("\n") if path else "")
