"""Fills the gaps between Python's objects, so that a process of a grading allocates new objects
side by side.

Such a process gets a copy of each page that it writes to first. Python puts a small object where
one of the same size was freed, which after the warm-up is all over its memory. When these gaps are
filled, new objects fill one page after the other.

This only improves speed. If Python allocates in another way, it only costs some memory.
"""

# Python's allocator serves sizes up to this one, rounded up, from pools of one size each.
_LARGEST_BYTES = 512
_ROUNDED_TO_BYTES = 16
_POOL_BYTES = 16 * 1024
_POOL_HEAD_BYTES = 48

#: Of an object of type ``bytes``, besides its content.
_HEAD_BYTES = b"".__sizeof__()
_MAX_TOTAL_BYTES = 8 * 1024 * 1024

_fillers: list[bytes] = []


def fill_allocation_gaps() -> None:
    """Call it last, when everything that is no longer needed has been freed."""
    left = _MAX_TOTAL_BYTES
    for size in range(3 * _ROUNDED_TO_BYTES, _LARGEST_BYTES + 1, _ROUNDED_TO_BYTES):
        left -= _fill(size, left)


def _fill(size: int, max_bytes: int) -> int:
    """Allocates until a whole pool is filled from one end to the other. That pool was unused, and
    Python takes an unused one only when no other has a gap. Returns the bytes that this took."""
    row = (_POOL_BYTES - _POOL_HEAD_BYTES) // size - 1
    taken = side_by_side = last = 0
    while side_by_side < row and taken < max_bytes:
        filler = bytes(size - _HEAD_BYTES)
        side_by_side = side_by_side + 1 if id(filler) - last == size else 0
        last = id(filler)
        _fillers.append(filler)
        taken += size
    return taken
