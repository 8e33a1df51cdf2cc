"""The message that tells the judge that the program has run out of memory.

An exit status could not: a program can exit with any.
"""

from typing import Any

#: Memory to reserve for it: more than Python's allocator takes at once.
RESERVE_BYTES = 2 * 1024 * 1024

#: In error_writer.py's format, prepared because there may be too little memory to write it.
_OUT_OF_MEMORY: dict[str, Any] = {
    "type": ["T", "MemoryError"],
    "args": [],
    "text": "",
    "number": 0,
    "state": {},
    "explanation": "",
    "words": "MemoryError",
    "frames": [],
    "raised_here": False,
    "cause": None,
    "context": None,
    "details": None,
    "judge": None,
}


def out_of_memory(sequence: int) -> list[Any]:
    """The answer to the judge's request of that number."""
    return [sequence, "x", _OUT_OF_MEMORY, []]
