"""The process that student code runs in: forked for one grading, shut in, and judged."""

import fcntl
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from limits import Limits, limit_this_process
from wire import write_frame

from judge.job import parse_job
from judge.shared import judge_shared

#: Exit status that means: out of memory, with not enough left to say so in a frame.
OUT_OF_MEMORY = 71


def run_judged(
    data: dict[str, Any], limits: Limits, folder: Path, report: int, printed: int
) -> NoReturn:
    """Never returns, and never lets an exception into the supervisor's code."""
    try:
        report = _shut_in(report, printed)
        job = parse_job(data)
        sys.argv = [job.file_name]
        limit_this_process(limits)
        judge_shared(job, folder, lambda frame: write_frame(report, frame), _switch())
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        os._exit(0)


def _switch() -> Callable[[bool], None]:
    """Turns off, and on again, what is written past Python's streams."""
    shown = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, _any_number())
    nothing = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, _any_number())

    def hide(hidden: bool) -> None:
        for standard in (1, 2):
            os.dup2(nothing if hidden else shown, standard)

    return hide


def _any_number() -> int:
    return random.randrange(60, 120)


def _shut_in(report: int, printed: int) -> int:
    """Leaves open nothing but the standard three and, at a number of its own, the report."""
    os.setsid()
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    moved = fcntl.fcntl(report, fcntl.F_DUPFD_CLOEXEC, _any_number())
    os.closerange(3, moved)
    os.closerange(moved + 1, 1024)
    return moved
