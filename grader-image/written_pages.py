"""Copies at once the pages that a process of a grading is going to write to.

A cloned process shares the supervisor's memory until it writes: then the kernel makes it a copy of
that page, by a fault for each of more than a thousand. They are nearly the same in each grading,
for most writes only count references to objects that the warm interpreter has. So a grading of a
program of our own shows which they are (rehearsed_grading.py); processes that are cloned later have
them all copied by one system call.

For speed alone: where the kernel can't do that, which is before Linux 6.13, things stay as they
were.
"""

import ctypes
import mmap
import os
import struct
from dataclasses import dataclass
from typing import Any

from own_status import OwnStatus

_PROCESS_MADVISE = 440
_MADV_POPULATE_WRITE = 23
_PAGE_BYTES = mmap.PAGESIZE

# What /proc/self/pagemap says of a page, in a number of eight bytes.
_ENTRY = struct.Struct("=Q")
_PRESENT, _OF_FILE, _NOT_SHARED = 1 << 63, 1 << 61, 1 << 56

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _Range(ctypes.Structure):
    """struct iovec"""

    _fields_ = [("start", ctypes.c_void_p), ("size", ctypes.c_size_t)]


# As many as the kernel takes at once.
_RANGES_MAX = 1_024

_Plan = list[ctypes.Array[_Range]]


@dataclass(frozen=True)
class Watched:
    """What a process that is watched has open: the kernel's map of its pages, and a file for what
    that says of the ``places``, (address, size in bytes)."""

    page_map: int
    pages: int
    places: tuple[tuple[int, int], ...]

    def code(self) -> str:
        """Python statements that fill the file, to be run in the process."""
        entries = [(_entry_at(start), _entry_at(size)) for start, size in self.places]
        return (
            f"import os\nfor start, size in {entries!r}:\n"
            f"    os.write({self.pages}, os.pread({self.page_map}, size, start))\n"
        )

    def close(self) -> None:
        os.close(self.page_map)
        os.close(self.pages)


class WrittenPages:
    """Of each kind of process, by its name. ``watched`` are those that are watched next."""

    def __init__(self) -> None:
        self.watched: dict[str, Watched] = {}
        self._plans: dict[str, _Plan] = {}

    def open_files(self, kind: str) -> list[int]:
        watched = self.watched.get(kind)
        return [] if watched is None else [watched.page_map, watched.pages]

    def copy(self, kind: str) -> None:
        """In a process that has just been cloned."""
        plan = self._plans.get(kind)
        if plan is not None:
            _populate(plan)

    def show_map(self, kind: str, own_status: OwnStatus) -> None:
        """In a process that is to be watched, as long as it is dumpable."""
        watched = self.watched.get(kind)
        if watched is not None:
            own_status.open_as("pagemap", watched.page_map)

    def watch(self, kind: str, own_status: OwnStatus) -> Watched:
        """To be closed by the caller, after learn()."""
        places = tuple(
            (each.start, each.end - each.start)
            for each in own_status.mappings()
            if each.access == "rw-p"
        )
        watched = Watched(os.open(os.devnull, os.O_RDONLY), os.memfd_create("pages"), places)
        self.watched[kind] = watched
        return watched

    def learn(self, kind: str) -> None:
        """From what the watched process has written; nothing where it has not written all."""
        watched = self.watched.pop(kind)
        said = os.pread(watched.pages, os.fstat(watched.pages).st_size, 0)
        if len(said) != sum(_entry_at(size) for _, size in watched.places):
            return
        entries = (entry for (entry,) in _ENTRY.iter_unpack(said))
        written = [
            page
            for start, size in watched.places
            for page in range(start, start + size, _PAGE_BYTES)
            if _is_copied(next(entries))
        ]
        self._plans[kind] = _plan(written)


def can_copy_pages() -> bool:
    """Whether the kernel can, for a process that asks it for itself."""
    page = mmap.mmap(-1, _PAGE_BYTES, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return _populate(_plan([start]))


def _populate(plan: _Plan) -> bool:
    process = os.pidfd_open(os.getpid())
    try:
        return all(
            _libc.syscall(
                _PROCESS_MADVISE, process, part, len(part), _MADV_POPULATE_WRITE, ctypes.c_uint(0)
            )
            > 0
            for part in plan
        )
    finally:
        os.close(process)


def _plan(pages: list[int]) -> _Plan:
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and sum(ranges[-1]) == page:
            ranges[-1][1] += _PAGE_BYTES
        else:
            ranges.append([page, _PAGE_BYTES])
    parts = [ranges[at : at + _RANGES_MAX] for at in range(0, len(ranges), _RANGES_MAX)]
    return [(_Range * len(part))(*(_Range(*each) for each in part)) for part in parts]


def _entry_at(offset: int) -> int:
    return offset // _PAGE_BYTES * _ENTRY.size


def _is_copied(entry: Any) -> bool:
    """Whether no other process has the page. Of a few the supervisor has made a copy, writing."""
    return bool(entry & _PRESENT and entry & _NOT_SHARED and not entry & _OF_FILE)
