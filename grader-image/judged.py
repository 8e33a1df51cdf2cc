"""The process that student code runs in: forked for one grading, shut in, and judged."""

import fcntl
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from limits import Limits, limit_this_process
from wire import write_frame

from judge.job import Job, lay_out, parse_job
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
        lay_out(job, folder)
        sys.argv = [job.file_name]
        limit_this_process(limits)
        _judge(job, folder, report)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        os._exit(0)


def _judge(job: Job, folder: Path, report: int) -> None:
    def send(frame: dict[str, Any]) -> None:
        write_frame(report, frame)

    try:
        judge_shared(job, folder, send)
    except (MemoryError, OSError):
        raise
    except BaseException as error:
        message = f"The judge failed: {type(error).__name__}: {error}"
        send({"kind": "verdict", "verdict": "internal-error", "message": message})


def _shut_in(report: int, printed: int) -> int:
    """Leaves open nothing but the standard three and, at a number of its own, the report."""
    os.setsid()
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    moved = fcntl.fcntl(report, fcntl.F_DUPFD_CLOEXEC, random.randrange(60, 120))
    os.closerange(3, moved)
    os.closerange(moved + 1, 1024)
    return moved
