"""The baseline: ``python3 -m unittest``, started for each run, without a sandbox.

usage: bare_loop.py FOLDER CONCURRENCY; the folder has tests.py and submission.py.
"""

import os
import sys

from slices import answer_slices

_QUIET = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]


def start() -> list[int]:
    command = [sys.executable, "-m", "unittest", "tests"]
    return [os.posix_spawn(sys.executable, command, os.environ, file_actions=_QUIET)]


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    answer_slices(start, int(sys.argv[2]))
