"""The files that a program should write, as the student's process reads them.

Its answer is worth as much as the program's output: the judge alone knows what they should contain.
"""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress

# In bytes. What a case can expect is shorter.
_MAX_READ = 400_000

Written = dict[str, str | None]
"""The text of each file by its name, None if there is none of that name."""


def read_written(folder: str, names: Iterable[str]) -> Written:
    return {name: _text_of(os.path.join(folder, name)) for name in names}


def remove_written(folder: str, names: Iterable[str]) -> None:
    """What an earlier case has left there."""
    for name in names:
        with suppress(OSError):
            os.remove(os.path.join(folder, name))


def _text_of(path: str) -> str | None:
    try:
        # A program can make a pipe of that name, which would block.
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return None
        parts: list[bytes] = []
        left = _MAX_READ
        while left and (part := os.read(file, left)):
            parts.append(part)
            left -= len(part)
        return b"".join(parts).decode("utf-8", "replace")
    except OSError:
        return None
    finally:
        os.close(file)
