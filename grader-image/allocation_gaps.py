"""Fills the gaps between Python's objects, so that what a process of a grading allocates lies
together.

Such a process has a copy made of each page that it is the first to write to. Python puts a small
object wherever one of its size was freed, which after the warm-up is all over its memory. With the
gaps taken, new objects fill one page after the other.

For speed alone: where Python allocates in some other way, this does nothing but take some memory.
"""

# Python's own allocator serves sizes up to this one, rounded up, from pools of one size each.
_LARGEST_BYTES = 512
_ROUNDED_TO_BYTES = 16
_POOL_BYTES = 16 * 1024
_POOL_HEAD_BYTES = 48

#: Of an object of type ``bytes``, besides its content.
_HEAD_BYTES = b"".__sizeof__()
_TOTAL_MAX_BYTES = 8 * 1024 * 1024

_fillers: list[bytes] = []


def fill_allocation_gaps() -> None:
    """To be called last, when all that is not needed any more has been freed."""
    left = _TOTAL_MAX_BYTES
    for size in range(3 * _ROUNDED_TO_BYTES, _LARGEST_BYTES + 1, _ROUNDED_TO_BYTES):
        left -= _fill(size, left)


def _fill(size: int, most: int) -> int:
    """Allocates until a whole pool is filled from one end to the other: it was an unused one, which
    Python takes when no other has a gap. Returns the bytes that this took."""
    row = (_POOL_BYTES - _POOL_HEAD_BYTES) // size - 1
    taken = side_by_side = last = 0
    while side_by_side < row and taken < most:
        filler = bytes(size - _HEAD_BYTES)
        side_by_side = side_by_side + 1 if id(filler) - last == size else 0
        last = id(filler)
        _fillers.append(filler)
        taken += size
    return taken
