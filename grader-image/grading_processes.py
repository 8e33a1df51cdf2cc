"""What runs inside the processes of a grading, once their walls are up.

``work`` is the job's first half with the student's file, ``tests`` its second half. Other files are
passed by number: the judge writes its frames to ``report``.
"""

import fcntl
import os
import random
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from stopped_place import AnswerFile
from visible_share import hidden_test_notifier
from wire import Part, write_frame
from working_folder import PATH as FOLDER

from judge.cases.script_apart import RunApart
from judge.common.job import Send, parse_job
from judge.shared import judge_shared
from judge.split import judge_split
from judge.student import serve_student

#: Exit statuses of the judge: it has sent its verdict; it has run out of memory. They can be
#: trusted only if no student code runs in its process.
VERDICT_SENT = 70
JUDGE_OUT_OF_MEMORY = 71

# While a script runs in this process, os._exit only ends the script (judge/cases/script_end.py).
_exit = os._exit


def run_student(
    work: Part,
    channel: int,
    printed: tuple[int, int],
    place: int,
    run_apart: Callable[[AnswerFile], RunApart] | None = None,
) -> None:
    """The student's file, in a process that has no tests. ``place`` is for stopped_place.py."""
    answers = AnswerFile(place)
    if run_apart is None:
        answers.answer_requests()
    _standard_files(*printed)
    job = parse_job(work.content())
    sys.argv = [job.file_name]
    serve_student(job, FOLDER, channel, run_apart and run_apart(answers))


def run_judge(
    work: Part,
    tests: Part,
    channel: int,
    printed: tuple[int, int],
    report: int,
    hidden: int | None = None,
) -> NoReturn:
    """The tests, which reach the student's file only over the channel. ``hidden`` is for
    visible_share.py.
    """
    _standard_files()
    job = parse_job({**work.content(), **tests.content()})
    sys.argv = [job.file_name]
    send = _sender(report)
    try:
        judge_split(job, FOLDER, channel, printed, send, hidden_test_notifier(hidden))
    except MemoryError:
        os._exit(JUDGE_OUT_OF_MEMORY)
    except Exception as error:
        # Without the message, which may quote what the student's process sent.
        _send_fault(send, error)
    os._exit(1)


def run_shared(
    work: Part, tests: Part, printed: int, report: int, place: int, hidden: int | None = None
) -> None:
    """Both in one process. Files that the student must not write to get random numbers."""
    AnswerFile(place).answer_requests()
    report = _moved(report)
    begin_hidden = hidden_test_notifier(hidden and _moved(hidden))
    _standard_files(printed, printed)
    job = parse_job({**work.content(), **tests.content()})
    sys.argv = [job.file_name]
    judge_shared(job, FOLDER, _sender(report), _switch(), begin_hidden)


def _send_fault(send: Send, error: Exception) -> None:
    message = f"The judge failed: {type(error).__name__}"
    send({"kind": "verdict", "verdict": "internal-error", "message": message})


def _sender(report: int) -> Send:
    """The verdict is the last frame: it ends everything that still runs in this process."""

    def send(frame: dict[str, Any]) -> None:
        write_frame(report, frame)
        if frame["kind"] == "verdict":
            _exit(VERDICT_SENT)

    return send


def _standard_files(out: int | None = None, err: int | None = None) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, file in enumerate((nothing, out or nothing, err or nothing)):
        os.dup2(file, number)
    for file in {file for file in (nothing, out, err) if file is not None}:
        os.close(file)


def _switch() -> Callable[[bool], None]:
    """Turns output past Python's streams off and on."""
    shown = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, _random_number())
    nothing = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, _random_number())

    def hide(hidden: bool) -> None:
        for standard in (1, 2):
            os.dup2(nothing if hidden else shown, standard)

    return hide


def _moved(fd: int) -> int:
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _random_number())
    os.close(fd)
    return moved


def _random_number() -> int:
    return random.randrange(60, 120)
