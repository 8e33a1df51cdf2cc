"""Grades in two processes: the tests run here, the student's program in another one (student/).

The student's process never decides a comparison with a plain value, and cannot access the tests'
own objects. Whatever it does to itself results in a verdict, never in a pass:

- it exits: this process sends what it knows and returns without a verdict; the supervisor, which
  started both, knows why the other one exited;
- it sends an invalid message: ``runtime-error``, the program interfered with its own grading;
- a refused operation, or an assertion that failed in a callback, fails the test in which it
  happened, even if the test caught it (border/faults.py);
- ``passed`` means that every test of the record ran and passed.
"""

import codecs
import linecache
import os
import sys
from collections.abc import Callable

from .border.channel import Channel
from .border.exception_marks import student_trace_of
from .border.faults import StudentGarbled, StudentGone
from .border.plain import RECURSION
from .cases.remote_student import RemoteStudent
from .common.job import Job, Send, check_laid_out, until_verdict
from .common.printed import OutputLimitReached, Printed
from .common.text import lines_of
from .observe.observer import Observer, start_observing
from .program.student_files import DoesNotLoad
from .program.trace import describe
from .remote.library_redirects import redirect_library_calls
from .remote.remote_student_files import RemoteStudentFiles
from .remote.student_code_guard import Guard, refuse_student_code
from .remote.student_session import Session
from .remote.student_source import StudentSource
from .remote.trusted_code import refuse_code_in_shared_folders
from .remote.uses import Uses
from .report.fault_detector import FaultDetector, do_nothing
from .report.recorder import Recorder
from .run import FILES_ARE_BROKEN, BrokenTests, plan_tests, run_tests
from .test_files.helper_files import HelperFiles

# The first is for what is printed usually: nothing, or a short line.
_FIRST_READ_BYTES, _READ_BYTES = 256, 65_536
_STREAMS = ("stdout", "stderr")
_INTERFERED = "The program interfered with its own grading."
_NO_RECORD = (
    "There is no record of the model solution for these tests. That is not your program's fault: "
    "tell your teacher to load the course again."
)


def judge_split(
    job: Job,
    folder: str,
    channel_fd: int,
    output_fds: tuple[int, int],
    send: Send,
    begin_hidden: Callable[[], None] = do_nothing,
) -> None:
    """Grades the job, whose program is in another process at the channel's other end.

    The interpreter is warm (warm.py). The files beside the student's file are in the folder, which
    does not need to be writable. ``output_fds`` are the files to which the other process's stdout
    and stderr are redirected. ``begin_hidden`` is called once, before the first request for a
    hidden test. Sends the frames that common/job.py lists, the record before the verdict. The
    process cannot be used again afterwards.
    """
    refuse_code_in_shared_folders()
    channel = Channel(channel_fd)
    judge_over(job, folder, channel, output_fds, send, begin_hidden, refuse_student_code)


def judge_over(
    job: Job,
    folder: str,
    channel: Channel,
    output_fds: tuple[int, int],
    send: Send,
    begin_hidden: Callable[[], None] = do_nothing,
    guard: Guard | None = None,
) -> None:
    """``guard`` is installed for the rest of this process."""
    send = until_verdict(send)
    output = _StudentOutput(output_fds)

    def begin_session() -> Session:
        uses = None if job.recording or job.record is None else job.record["uses"]
        session = Session(channel, Uses(uses), output.take, begin_hidden)
        session.source = StudentSource(job, session.refuse, session.evaluate)
        session.source.guard()
        if guard is not None:
            guard(job, folder, session.refuse)
        return session

    try:
        verdict, message = _judge(job, folder, begin_session, output, send)
    except OutputLimitReached:
        return
    except StudentGone:
        return
    except StudentGarbled:
        verdict, message = "runtime-error", _INTERFERED
    except MemoryError:
        verdict, message = "memory-limit", ""
    except BaseException as error:
        if student_trace_of(error) is not None:
            verdict, message = "runtime-error", _INTERFERED
        elif isinstance(error, Exception):
            verdict, message = "internal-error", f"The judge failed: {describe(error)}"
        else:
            raise
    send({"kind": "verdict", "verdict": verdict, "message": message})


def _judge(
    job: Job,
    folder: str,
    begin_session: Callable[[], Session],
    output: "_StudentOutput",
    send: Send,
) -> tuple[str, str]:
    if job.record is None and not job.recording:
        return "internal-error", _NO_RECORD
    try:
        check_laid_out(job.files, folder)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return "internal-error", f"{FILES_ARE_BROKEN} {reason}"
    os.chdir(folder)
    if job.files:
        HelperFiles(job.files, folder).provide()
    sys.setrecursionlimit(sys.getrecursionlimit() + RECURSION)
    observer = start_observing(job, send, split=True)
    session = begin_session()
    printed = Printed(send, session.hide)
    try:
        with redirect_library_calls(session, [each.source for each in job.test_files]):
            return _run(job, folder, session, printed, send, observer)
    finally:
        printed.flush()
        # The last test may have left streams that are closed.
        printed.redirect()
        output.take()
        printed.flush()


def _run(
    job: Job,
    folder: str,
    session: Session,
    printed: Printed,
    send: Send,
    observer: Observer | None,
) -> tuple[str, str]:
    for each in job.program.files:
        linecache.cache[each.name] = (len(each.code), None, lines_of(each.code), each.name)
    files = RemoteStudentFiles(job, folder, session)
    student = RemoteStudent(session, files.module, job.program)
    try:
        plan = plan_tests(job, files, student, printed, send, observer)
    except (DoesNotLoad, BrokenTests) as fault:
        _raise_if_gone(session)
        return fault.verdict, str(fault)
    recorder = run_tests(plan, files, printed, send, _SessionFaultDetector(session), observer)
    _raise_if_gone(session)
    if job.recording:
        record = {"tests": [each.name for each in plan], "uses": session.uses.noted()}
        send({"kind": "record", "record": record})
    return _verdict(recorder, job)


def _verdict(recorder: Recorder, job: Job) -> tuple[str, str]:
    verdict = recorder.verdict()
    recorded = job.record["tests"] if job.record is not None else []
    missing = [name for name in recorded if recorder.outcomes.get(name) != "passed"]
    if verdict == "passed" and missing:
        return "failed", f"The test {missing[0]} did not run with this program."
    return verdict, ""


def _raise_if_gone(session: Session) -> None:
    if session.gone is not None:
        raise session.gone


class _SessionFaultDetector(FaultDetector):
    def __init__(self, session: Session) -> None:
        super().__init__(session.begin_hidden)
        self._session = session

    def begin_test(self, name: str) -> None:
        self._session.begin_test(name)

    def fault(self) -> BaseException | None:
        return self._session.fault()

    def cut_short(self) -> bool:
        return self._session.gone is not None


class _StudentOutput:
    """Reads what the program has printed and writes it to this process's stdout and stderr."""

    def __init__(self, fds: tuple[int, int]) -> None:
        self._fds = fds
        self._offsets = [0, 0]
        self._texts = [codecs.getincrementaldecoder("utf-8")("replace") for _ in fds]

    def take(self) -> None:
        for index, fd in enumerate(self._fds):
            data = os.pread(fd, _FIRST_READ_BYTES, self._offsets[index])
            while data:
                self._offsets[index] += len(data)
                text = self._texts[index].decode(data)
                if text:
                    getattr(sys, _STREAMS[index]).write(text)
                data = os.pread(fd, _READ_BYTES, self._offsets[index])
