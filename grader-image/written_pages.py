"""Copies, in one step, the pages that a process of a grading is going to write to.

A cloned process shares the supervisor's memory until it writes. Then the kernel copies the page, at
one page fault for each of more than a thousand pages. They are nearly the same in every grading,
because most writes only count references to objects of the warm interpreter. So one grading of our
own program shows which pages they are (rehearsed_grading.py), and processes that are cloned later
have all of them copied by one system call.

This only improves speed. Kernels before Linux 6.13 cannot do it; there, nothing changes.
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

# The entry of a page in /proc/self/pagemap, a number of eight bytes.
_ENTRY = struct.Struct("=Q")
_PRESENT, _OF_FILE, _NOT_SHARED = 1 << 63, 1 << 61, 1 << 56

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _Range(ctypes.Structure):
    """struct iovec"""

    _fields_ = [("start", ctypes.c_void_p), ("size", ctypes.c_size_t)]


# The maximum of one call.
_MAX_RANGES = 1_024

_Plan = list[ctypes.Array[_Range]]


@dataclass(frozen=True)
class Observed:
    """The open files of an observed process: the kernel's map of its pages, and a file for the
    map's
    entries for the ``places``, (address, size in bytes)."""

    page_map: int
    pages: int
    places: tuple[tuple[int, int], ...]

    def code(self) -> str:
        """Python statements that fill the file when the process runs them."""
        entries = [(_entry_at(start), _entry_at(size)) for start, size in self.places]
        return (
            f"import os\nfor start, size in {entries!r}:\n"
            f"    os.write({self.pages}, os.pread({self.page_map}, size, start))\n"
        )

    def close(self) -> None:
        os.close(self.page_map)
        os.close(self.pages)


class WrittenPages:
    """For each kind of process, by name. ``observed`` are those that are observed next."""

    def __init__(self) -> None:
        self.observed: dict[str, Observed] = {}
        self._plans: dict[str, _Plan] = {}

    def open_files(self, kind: str) -> list[int]:
        observed = self.observed.get(kind)
        return [] if observed is None else [observed.page_map, observed.pages]

    def copy(self, kind: str) -> None:
        """Called in a process that has just been cloned."""
        plan = self._plans.get(kind)
        if plan is not None:
            _populate(plan)

    def show_map(self, kind: str, own_status: OwnStatus) -> None:
        """Called in a process that is to be observed, while it is dumpable."""
        observed = self.observed.get(kind)
        if observed is not None:
            own_status.open_as("pagemap", observed.page_map)

    def observe(self, kind: str, own_status: OwnStatus) -> Observed:
        """The caller must close it, after learn()."""
        places = tuple(
            (each.start, each.end - each.start)
            for each in own_status.mappings()
            if each.access == "rw-p"
        )
        observed = Observed(os.open(os.devnull, os.O_RDONLY), os.memfd_create("pages"), places)
        self.observed[kind] = observed
        return observed

    def learn(self, kind: str) -> None:
        """From the file of the observed process; learns nothing if the file is not complete."""
        observed = self.observed.pop(kind)
        content = os.pread(observed.pages, os.fstat(observed.pages).st_size, 0)
        if len(content) != sum(_entry_at(size) for _, size in observed.places):
            return
        entries = (entry for (entry,) in _ENTRY.iter_unpack(content))
        written = [
            page
            for start, size in observed.places
            for page in range(start, start + size, _PAGE_BYTES)
            if _is_copied(next(entries))
        ]
        self._plans[kind] = _plan(written)


def can_copy_pages() -> bool:
    """Whether the kernel can copy pages of the calling process."""
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
    parts = [ranges[at : at + _MAX_RANGES] for at in range(0, len(ranges), _MAX_RANGES)]
    return [(_Range * len(part))(*(_Range(*each) for each in part)) for part in parts]


def _entry_at(offset: int) -> int:
    return offset // _PAGE_BYTES * _ENTRY.size


def _is_copied(entry: Any) -> bool:
    """Whether no other process shares the page. For a few pages, the supervisor wrote and has a
    copy."""
    return bool(entry & _PRESENT and entry & _NOT_SHARED and not entry & _OF_FILE)
