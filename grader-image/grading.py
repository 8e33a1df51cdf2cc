"""One grading: its processes and files, from the grader's frame to the answer.

The grader sends a frame with two parts (wire.py) that only the processes of the grading read:

    grade  judge: "split" or "shared", limits {cpuSeconds, wallSeconds, memoryMiB},
           hidden: whether there are hidden tests
           core: the number of the core to run on; alone: whether all other cores are free
           scriptsOnly: whether there are only script cases, which then run in separate processes
           parts: {fileName, code, files}, {testFiles, ...}

The answer comes when no process of the grading is left:

    ended  ending, status (limit_monitor.py), wallMs, cpuMs, peakMemoryBytes, residentBytes
           busyMs: wall time in which the student's process ran or waited for a core
           visible: {wallMs, cpuMs, peakMemoryBytes} when the first hidden test started, else null
           parts: the judge's frames (judge/common/job.py), of which the last may be cut off;
                  where the program was when its time ran out (stopped_place.py), as it claims;
                  in shared mode, what was printed past Python's streams. Both are cut at 64 KiB.

CPU time and memory are those of the student's process, ``residentBytes`` the supervisor's own.
"""

import fcntl
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from grading_processes import run_judge, run_shared, run_student
from limit_monitor import LimitMonitor, MonitoredProcess
from limits import Limits, parse_limits
from script_processes import ScriptProcesses
from script_usage import ScriptUsage
from stopped_place import AnswerFile, ScriptsPlace, request_place
from temporary_folder import PATH as TEMPORARY_FOLDER
from temporary_folder import borrow_over, lend_over
from visible_share import VisibleShare
from walls import FOLDER, Walls
from wire import Mover, Part, send_with_parts
from working_folder import mount_read_only

from judge.cases.script_apart import RunApart

_MAX_REPORT_BYTES = 12 * 1024 * 1024
_KEPT_BYTES = 64 * 1024


class Grading:
    """Owns the files of one grading."""

    def __init__(
        self, walls: Walls, mover: Mover, source: int, job: dict[str, Any], core: int
    ) -> None:
        self._walls = walls
        self._mover = mover
        self._source = source
        self._limits: Limits = parse_limits(job["limits"])
        self._work_bytes, self._tests_bytes = (int(size) for size in job["parts"])
        self._files: list[int] = []
        self._printed: list[int] = []
        self._printed_part: list[int] = []
        self._scripts = ScriptUsage() if job["scriptsOnly"] else None
        self._place = self._file("place")
        self._queued_seconds = 0.0
        self._visible = VisibleShare(walls.own_status, self._scripts) if job["hidden"] else None
        self._student, judge = self._shared() if job["judge"] == "shared" else self._split()
        if self._visible is not None:
            os.close(self._visible.judge_fd)
        self._monitor = LimitMonitor(
            self._student, judge, self._printed, core, self._visible, self._time_is_up
        )

    def answer(self, answer: int) -> None:
        ending = self._monitor.wait_until_over()
        if ending.ending != "verdict":
            self._walls.faults.raise_if_reported()
        frame = {
            "kind": "ended",
            "ending": ending.ending,
            "status": ending.status,
            "wallMs": round(self._monitor.wall_seconds() * 1000, 1),
            "cpuMs": round(self._student.cpu_seconds() * 1000, 1),
            "busyMs": round((self._student.cpu_seconds() + self._queued_seconds) * 1000, 1),
            "peakMemoryBytes": self._student.peak_memory_bytes(),
            "visible": None if self._visible is None else self._visible.frame(),
            "residentBytes": self._walls.own_status.resident_bytes(),
        }
        report = (self._report, min(os.fstat(self._report).st_size, _MAX_REPORT_BYTES))
        place, *printed = (
            (file, min(os.fstat(file).st_size, _KEPT_BYTES))
            for file in (self._place, *self._printed_part)
        )
        if self._hidden_has_started():
            place = (self._place, 0)
        send_with_parts(answer, frame, [report, place, *printed])
        for file in self._files:
            os.close(file)
        if self._visible is not None:
            os.close(self._visible.fd)
        if self._scripts is not None:
            self._scripts.close()

    def _time_is_up(self) -> None:
        self._queued_seconds = self._walls.own_status.queued_seconds_of(self._student.fd)
        if not self._hidden_has_started():
            request_place(self._student.pid, self._place)

    def _hidden_has_started(self) -> bool:
        return self._visible is not None and self._visible.used is not None

    def _split(self) -> tuple[MonitoredProcess, MonitoredProcess]:
        """Clones the student's process first, before this process has received any test."""
        work = self._receive("work", self._work_bytes)
        out, err = self._printed = [self._file("out"), self._file("err")]
        report = self._report = self._file("report")
        ours, theirs = (end.detach() for end in socket.socketpair())
        limits, hidden = self._limits.for_judge(), self._hidden_fds()
        walls, place, run_apart = self._walls, self._place, None
        if self._scripts is not None:
            walls = replace(walls, system_calls=walls.parent_calls)
            run_apart = self._script_processes(theirs, self._scripts)
        # Do as little as possible between the two clones: a page written here is copied twice.
        student = walls.clone(
            self._limits,
            self._walls.student_cgroup,
            (work.fd, theirs, out, err, place, *self._usage_fds()),
            lambda: run_student(work, theirs, (out, err), place, run_apart),
            lend_over(theirs),
            kind="student",
        )
        os.close(theirs)
        tests = self._receive("tests", self._tests_bytes)
        judge = self._walls.clone(
            limits,
            self._walls.judge_cgroup,
            (work.fd, tests.fd, ours, out, err, report, *hidden),
            lambda: run_judge(work, tests, ours, (out, err), report, *hidden),
            borrow_over(ours),
            mount_read_only(work),
            "judge",
        )
        os.close(ours)
        return (
            MonitoredProcess(student, self._limits, self._walls.student_cgroup, self._scripts),
            MonitoredProcess(judge, limits, self._walls.judge_cgroup),
        )

    def _script_processes(
        self, channel: int, usage: ScriptUsage
    ) -> Callable[[AnswerFile], RunApart]:
        """Makes them in the student's process."""
        folders = (FOLDER, TEMPORARY_FOLDER)
        calls, closed = self._walls.system_calls, (channel, usage.fd)
        make = partial(ScriptProcesses, self._limits, calls, folders, closed, usage)
        return lambda answers: make(ScriptsPlace(answers)).run

    def _usage_fds(self) -> list[int]:
        return [] if self._scripts is None else [self._scripts.fd]

    def _shared(self) -> tuple[MonitoredProcess, None]:
        work = self._receive("work", self._work_bytes)
        tests = self._receive("tests", self._tests_bytes)
        printed, report = self._file("printed"), self._file("report")
        self._printed = self._printed_part = [printed]
        self._report = report
        hidden = self._hidden_fds()
        pid = self._walls.clone(
            self._limits,
            self._walls.student_cgroup,
            (work.fd, tests.fd, printed, report, self._place, *hidden),
            lambda: run_shared(work, tests, printed, report, self._place, *hidden),
            kind="shared",
        )
        return MonitoredProcess(pid, self._limits, self._walls.student_cgroup), None

    def _hidden_fds(self) -> list[int]:
        return [] if self._visible is None else [self._visible.judge_fd]

    def _file(self, name: str) -> int:
        """A file in memory; every write appends."""
        file = os.memfd_create(name)
        fcntl.fcntl(file, fcntl.F_SETFL, os.O_APPEND)
        self._files.append(file)
        return file

    def _receive(self, name: str, size: int) -> Part:
        # Without O_APPEND, which splice(2) refuses.
        file = os.memfd_create(name)
        self._files.append(file)
        self._mover.receive(self._source, size, file)
        return Part(file)
