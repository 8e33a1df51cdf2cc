"""Moves the memory that all processes of a grading inherit to pages of 2 MiB, if the kernel has
any.

For a cloned process, the kernel copies the supervisor's page tables, and frees them when it ends.
With small pages, these are thousands of entries, most of them for memory that it never uses. The
entries of Python's code are not even copied: each process would fault it in again, 64 KiB at a
time.

This only improves speed. If a step fails, nothing changes.
"""

import contextlib
import ctypes
import importlib.util
import mmap
from collections.abc import Iterator

from own_status import Mapping, OwnStatus

_HUGE_BYTES = 2 * 1024 * 1024
_FAILED = ctypes.c_void_p(-1).value
_PROT_NONE = 0
_MADV_COLLAPSE = 25
_MREMAP_MAYMOVE, _MREMAP_FIXED = 1, 2

# Modules in C that the judge needs or programs import most often.
_IN_C = ("_asyncio _bz2 _contextvars _decimal _json _lzma _ssl _typing _zoneinfo resource").split()

_libc = ctypes.CDLL(None)
_address, _size = ctypes.c_void_p, ctypes.c_size_t
for _function, _arguments in (
    (_libc.mmap, (_address, _size, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)),
    (_libc.mremap, (_address, _size, _size, ctypes.c_int, _address)),
    (_libc.mprotect, (_address, _size, ctypes.c_int)),
    (_libc.madvise, (_address, _size, ctypes.c_int)),
    (_libc.munmap, (_address, _size)),
):
    _function.argtypes = _arguments
_libc.mmap.restype = _libc.mremap.restype = _address


def keep_heap_together() -> None:
    """Call it before other modules are imported.

    The kernel maps one thing below the other. Modules in C between them would cut Python's memory
    into pieces that are too small for huge pages. So they are mapped first, and what follows starts
    at the boundary of a huge page.
    """
    for name in _IN_C:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.has_location:
            with contextlib.suppress(OSError):
                ctypes.CDLL(spec.origin)
    place = _map(_HUGE_BYTES, _PROT_NONE)
    if place is not None:
        _libc.munmap(place, _HUGE_BYTES)
        # The size of the part above the boundary.
        _map(place % _HUGE_BYTES, _PROT_NONE)


def use_huge_pages(own_status: OwnStatus) -> None:
    """For all memory in use that fills whole ones."""
    mappings = own_status.mappings()
    for each in mappings:
        if each.access == "rw-p" and each.path in ("", "[heap]"):
            for block in _blocks(each.start, each.end):
                _libc.madvise(block, _HUGE_BYTES, _MADV_COLLAPSE)
    for block in _blocks(*_code_of_python(mappings)):
        _copy_code(block)


def _code_of_python(mappings: list[Mapping]) -> tuple[int, int]:
    """Start and end, with the constants beside the code in the same file."""
    within = ctypes.cast(ctypes.pythonapi.Py_IncRef, ctypes.c_void_p).value or 0
    start = end = 0
    path = next((each.path for each in mappings if each.start <= within < each.end), None)
    for each in mappings:
        if each.path != path or "w" in each.access:
            continue
        if each.start != end:
            if start <= within < end:
                break
            start = each.start
        end = each.end
    return (start, end) if start <= within < end else (0, 0)


def _copy_code(block: int) -> None:
    """Replaces it by a copy. The bytes stay the same, so this is safe while it runs."""
    spare = _map(2 * _HUGE_BYTES, mmap.PROT_READ | mmap.PROT_WRITE)
    if spare is None:
        return
    copy = next(_blocks(spare, spare + 2 * _HUGE_BYTES))
    ctypes.memmove(copy, block, _HUGE_BYTES)
    flags = _MREMAP_MAYMOVE | _MREMAP_FIXED
    if (
        _libc.madvise(copy, _HUGE_BYTES, _MADV_COLLAPSE) == 0
        and _libc.mprotect(copy, _HUGE_BYTES, mmap.PROT_READ | mmap.PROT_EXEC) == 0
    ):
        _libc.mremap(copy, _HUGE_BYTES, _HUGE_BYTES, flags, block)
    _libc.munmap(spare, 2 * _HUGE_BYTES)


def _blocks(start: int, end: int) -> Iterator[int]:
    """The starts of whole huge pages between the two."""
    first = -(-start // _HUGE_BYTES) * _HUGE_BYTES
    yield from range(first, end - _HUGE_BYTES + 1, _HUGE_BYTES)


def _map(size: int, access: int) -> int | None:
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    place = _libc.mmap(None, size, access, flags, -1, 0)
    return None if place in (None, _FAILED) else int(place)
