"""Judges in two processes: the tests here, the student's program in another (student/).

Nothing that the student's process says decides a comparison with a plain value, none of the
tests' own objects is within its reach, and what it does to itself is a verdict, never a pass:

- it ends: this process tells what it knows and returns without a verdict; whoever started both
  knows why it ended;
- it says what can't be understood: ``runtime-error``, the program disturbed its own grading;
- anything refused, and any assertion that failed in a callback, fails the test that it happened
  in, whatever was caught (remote/faults.py);
- passed means that every test of the record ran and passed.
"""

import codecs
import linecache
import os
import sys
from collections.abc import Callable

from .border.channel import Channel
from .border.plain import RECURSION
from .job import Job, Send, check_laid_out, tell_once
from .observe.observer import Observer
from .observe.start import start_observing
from .printed import OutputLimitReached, Printed
from .program import DoesNotLoad
from .remote.faults import StudentGarbled, StudentGone
from .remote.library import library_asks_there
from .remote.own_code_guard import Guard, refuse_student_code
from .remote.remote_student import RemoteStudent
from .remote.session import Session
from .remote.student_module import RemoteStudentFile
from .remote.student_source import StudentSource
from .remote.trusted_code import trust_no_code_in_shared_folders
from .remote.uses import Uses
from .report.recorder import Recorder, Watch, nothing_to_begin
from .report.text import lines_of
from .report.told_trace import told_trace
from .report.trace import describe
from .run import FILES_ARE_BROKEN, BrokenTests, plan_tests, run_tests
from .test_files.helper_files import HelperFiles

_READ_BYTES = 4_096
_DISTURBED = "The program disturbed its own grading."
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
    begin_hidden: Callable[[], None] = nothing_to_begin,
) -> None:
    """Judges the job, whose program another process holds at the channel's other end.

    The interpreter is warm (warm.py), and what lies beside the student's file is in the folder,
    which need not be writable. ``output_fds`` are the files that the other process's
    stdout and stderr go to. ``begin_hidden`` is called once, before the program is asked anything
    for a hidden test. Sends frames as job.py lists them, the record's before the verdict;
    the process is of no use afterwards.
    """
    trust_no_code_in_shared_folders()
    channel = Channel(channel_fd)
    judge_over(job, folder, channel, output_fds, send, begin_hidden, refuse_student_code)


def judge_over(
    job: Job,
    folder: str,
    channel: Channel,
    output_fds: tuple[int, int],
    send: Send,
    begin_hidden: Callable[[], None] = nothing_to_begin,
    guard: Guard | None = None,
) -> None:
    """``guard`` watches for the rest of this process."""
    tell = tell_once(send)
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
        verdict, message = _judge(job, folder, begin_session, output, tell)
    except OutputLimitReached:
        return
    except StudentGone:
        return
    except StudentGarbled:
        verdict, message = "runtime-error", _DISTURBED
    except MemoryError:
        verdict, message = "memory-limit", ""
    except BaseException as error:
        if told_trace(error) is not None:
            verdict, message = "runtime-error", _DISTURBED
        elif isinstance(error, Exception):
            verdict, message = "internal-error", f"The judge failed: {describe(error)}"
        else:
            raise
    tell({"kind": "verdict", "verdict": verdict, "message": message})


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
        with library_asks_there(session, [each.source for each in job.test_files]):
            return _run(job, folder, session, printed, send, observer)
    finally:
        printed.flush()
        # The last test may have left streams behind that take nothing.
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
    linecache.cache[job.file_name] = (len(job.code), None, lines_of(job.code), job.file_name)
    file = RemoteStudentFile(job, folder, session)
    student = RemoteStudent(session, file.module, job.file_name)
    try:
        plan = plan_tests(job, file, student, printed, send, observer)
    except (DoesNotLoad, BrokenTests) as fault:
        _raise_if_gone(session)
        return fault.verdict, str(fault)
    recorder = run_tests(plan, file, printed, send, _FaultWatch(session), observer)
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


class _FaultWatch(Watch):
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
    """Reads what the program has printed into whatever stands for stdout and stderr here."""

    def __init__(self, fds: tuple[int, int]) -> None:
        self._fds = fds
        self._offsets = [0, 0]
        self._texts = [codecs.getincrementaldecoder("utf-8")("replace") for _ in fds]

    def take(self) -> None:
        for index, name in enumerate(("stdout", "stderr")):
            while data := os.pread(self._fds[index], _READ_BYTES, self._offsets[index]):
                self._offsets[index] += len(data)
                text = self._texts[index].decode(data)
                if text:
                    getattr(sys, name).write(text)
