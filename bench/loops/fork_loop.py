"""The limit: forks of a warm interpreter run the tests, without a sandbox.

usage: fork_loop.py FOLDER CONCURRENCY PROCESSES [MODULE…]; modules are imported before the first
fork. With 2 processes a run forks twice: one runs the tests, the other loads the student's file,
the minimum that a judge and a student process must do.
"""

import gc
import importlib
import os
import sys
import unittest
from collections.abc import Callable

from slices import answer_slices


def load_submission() -> bool:
    importlib.import_module("submission")
    return True


def run_tests() -> bool:
    program = unittest.main("tests", argv=["unittest"], exit=False)
    return program.result.wasSuccessful()


def fork(work: Callable[[], bool]) -> int:
    pid = os.fork()
    if pid != 0:
        return pid
    status = 1
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(quiet, fd)
        status = 0 if work() else 1
    finally:
        os._exit(status)


def main() -> None:
    folder, concurrency, processes, *modules = sys.argv[1:]
    os.chdir(folder)
    sys.path.insert(0, folder)
    for name in modules:
        importlib.import_module(name)
    gc.freeze()
    works = [run_tests, load_submission][: int(processes)]
    answer_slices(lambda: [fork(work) for work in works], int(concurrency))


if __name__ == "__main__":
    main()
