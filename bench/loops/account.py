"""Where the processor time of gradings in two processes goes, and the least that they could take.

Takes the place of the supervisor's ``__main__.py`` in its sandbox, with the same arguments. stdin
has one line of JSON: ``{"gradings": …, "scriptsOnly": …, "parts": [the two parts of a job]}``. The
answer is another: ``{"gradings": [{part: [nanoseconds, page faults]}, …], "floor": {part:
[nanoseconds]}}``.
"""

import importlib
import json
import mmap
import os
import resource
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

# The folder of the sandbox's sources, which is not this file's.
sys.path.insert(0, "/touchstone")
huge_pages = importlib.import_module("huge_pages")
huge_pages.keep_heap_together()
warm_up = importlib.import_module("warm_up")
grading, grading_processes, kernel, rehearsed, supervisor, walls = map(
    importlib.import_module,
    "grading grading_processes kernel rehearsed_grading supervisor walls".split(),
)
channel = importlib.import_module("judge.border.channel")

_STAGES = ("start", "pages", "walls", "work")
_START, _PAGES, _WALLS, _WORK = range(len(_STAGES))
_MARK = struct.Struct("=qq")
_LIMITS = {"cpuSeconds": 20, "wallSeconds": 60, "memoryMiB": 256}
_UNCOUNTED = 5
_TRUE = "/usr/bin/true"

Used = tuple[int, int]


class Marks:
    """What a process has used by the end of each stage. The process and its parent share it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, mmap.PAGESIZE)

    def note(self, stage: int) -> None:
        _MARK.pack_into(self._memory, stage * _MARK.size, *used())

    def read(self) -> list[Used]:
        size = len(_STAGES) * _MARK.size
        return [(mark[0], mark[1]) for mark in _MARK.iter_unpack(self._memory[:size])]


def used() -> Used:
    """Processor time and page faults of this process and of those that it has waited for."""
    scripts = resource.getrusage(resource.RUSAGE_CHILDREN) if _here else None
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    if scripts is None:
        return time.process_time_ns(), faults
    return time.process_time_ns() + _nanoseconds(scripts), faults + scripts.ru_minflt


_marks = {"student": Marks(), "judge": Marks()}
_here: list[Marks] = []


def note(stage: int) -> None:
    """Does nothing in the supervisor, and in the processes of other gradings."""
    for marks in _here:
        marks.note(stage)


def observe_processes() -> None:
    copy, shut_in = walls.WrittenPages.copy, walls.Walls._shut_in
    exit_, read = grading_processes._exit, channel.Channel._read

    def noted_copy(pages: Any, kind: str) -> None:
        _here[:] = [_marks[kind]] if kind in _marks else []
        note(_START)
        copy(pages, kind)
        note(_PAGES)

    def noted_shut_in(*args: Any) -> None:
        shut_in(*args)
        note(_WALLS)

    def noted_exit(status: int) -> None:
        note(_WORK)
        exit_(status)

    def noted_read(this: Any) -> bytes:
        # The student's process is killed while it waits for a request that does not come.
        note(_WORK)
        return read(this)

    setattr(walls.WrittenPages, "copy", noted_copy)  # noqa: B010
    setattr(walls.Walls, "_shut_in", noted_shut_in)  # noqa: B010
    setattr(grading_processes, "_exit", noted_exit)  # noqa: B010
    setattr(channel.Channel, "_read", noted_read)  # noqa: B010


class Account(supervisor.Supervisor):
    def run(self) -> None:
        rehearsed.rehearse_gradings(self._walls, self._mover, self._cores[0])
        with open(self._jobs, encoding="utf-8") as jobs:
            wanted = json.loads(jobs.readline())
        os.sched_setaffinity(0, {self._cores[0]})
        count = int(wanted["gradings"]) + _UNCOUNTED
        observe_processes()
        gradings = [self._grade(wanted["parts"], wanted["scriptsOnly"]) for _ in range(count)]
        answer = {"gradings": gradings[_UNCOUNTED:], "floor": self._floor(count)}
        with open(self._answer, "w", encoding="utf-8") as file:
            file.write(json.dumps(answer))

    def _grade(self, contents: list[Any], scripts_only: bool) -> dict[str, Used]:
        parts = [json.dumps(each).encode() for each in contents]
        source, end = os.pipe()
        answer = os.memfd_create("answer")
        usages: dict[int, resource.struct_rusage] = {}
        wait4 = os.wait4

        def noted_wait(pid: int, options: int) -> tuple[int, int, resource.struct_rusage]:
            ended = wait4(pid, options)
            usages[ended[0]] = ended[2]
            return ended

        os.write(end, b"".join(parts))
        os.wait4 = noted_wait
        try:
            time_before, faults_before = used()
            job = _job(parts, scripts_only)
            one = grading.Grading(self._walls, self._mover, source, job, self._cores[0])
            student = one._student.pid
            one.answer(answer)
            time_after, faults_after = used()
            if b'"verdict":"passed"' not in os.pread(answer, 1 << 20, 0):
                raise RuntimeError("the program did not pass")
        finally:
            os.wait4 = wait4
            for fd in (source, end, answer):
                os.close(fd)
        account = {"supervisor": (time_after - time_before, faults_after - faults_before)}
        account |= _stages("student", usages.pop(student))
        (judge,) = usages.values()
        return account | _stages("judge", judge)

    def _floor(self, count: int) -> dict[str, list[int]]:
        """Processor time of a process and its parent, for processes that do nothing."""
        return {
            "exit of a C program": _of_processes(count, _spawn_true),
            "clone and exit of the warm interpreter": _of_processes(count, _clone_and_exit),
            "the same with its written pages copied": _of_processes(count, self._copy_and_exit),
        }

    def _copy_and_exit(self) -> int:
        pid = kernel.clone_into_namespaces()
        if pid == 0:
            self._walls.written_pages.copy("student")
            os._exit(0)
        return pid


def _job(parts: list[bytes], scripts_only: bool) -> dict[str, Any]:
    sizes = [len(part) for part in parts]
    flags = {"judge": "split", "hidden": False, "scriptsOnly": scripts_only}
    return {**flags, "limits": _LIMITS, "parts": sizes}


def _stages(name: str, usage: resource.struct_rusage) -> dict[str, Used]:
    marks = [*_marks[name].read(), (_nanoseconds(usage), usage.ru_minflt)]
    account: dict[str, Used] = {}
    before = (0, 0)
    for stage, mark in zip((*_STAGES, "exit"), marks, strict=True):
        account[f"{name}: {stage}"] = (mark[0] - before[0], mark[1] - before[1])
        before = mark
    return account


def _of_processes(count: int, start: Callable[[], int]) -> list[int]:
    found: list[int] = []
    for _ in range(count):
        before = time.process_time_ns()
        _, _, usage = os.wait4(start(), 0)
        found.append(time.process_time_ns() - before + _nanoseconds(usage))
    return found[_UNCOUNTED:]


def _spawn_true() -> int:
    return os.posix_spawn(_TRUE, [_TRUE], {})


def _clone_and_exit() -> int:
    pid = kernel.clone_into_namespaces()
    if pid == 0:
        os._exit(0)
    return pid


def _nanoseconds(usage: resource.struct_rusage) -> int:
    return round((usage.ru_utime + usage.ru_stime) * 1e9)


if __name__ == "__main__":
    setattr(warm_up, "Supervisor", Account)  # noqa: B010
    warm_up.warm_up()
