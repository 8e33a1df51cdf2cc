"""Judges in one process: the student's file and its tests share an interpreter.

Student code that sets its mind to it can forge what is told here; ``judge: split`` is for that.
"""

import itertools
import os
import sys
import unittest
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from .assertions import watch_assertions
from .collect import Collected, TestModules, TestsDoNotLoad, title_of
from .finding import Scene, find_error
from .job import Frame, Job, Send
from .missing import MissingName
from .printed import OutputLimitReached, Printed
from .program import DoesNotLoad, load_program
from .pytest_marks import provide_pytest_marks
from .recorder import PlannedTest, Recorder
from .text import safe_str
from .trace import describe, student_line

# Freed when memory runs out, so that there is enough left to say so.
_RESERVE_BYTES = 8 * 1024 * 1024


def judge_shared(job: Job, folder: Path, send: Send) -> None:
    """Judges the file laid out in the folder, which becomes the working directory.

    Sends frames as job.py lists them; the process is of no further use afterwards.
    """
    tell = _once_told(send)
    reserve = [bytearray(_RESERVE_BYTES)]
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    provide_pytest_marks()
    watch_assertions()
    _forget_ourselves()
    printed = Printed(tell)
    try:
        verdict, message = _judge(job, folder, printed, tell)
        printed.flush()
    except OutputLimitReached:
        return
    except MemoryError:
        reserve.clear()
        verdict, message = "memory-limit", ""
    tell({"kind": "verdict", "verdict": verdict, "message": message})


def _judge(job: Job, folder: Path, printed: Printed, send: Send) -> tuple[str, str]:
    try:
        program = load_program(job, folder)
        test_modules = TestModules(job, program)
        collected: list[Collected] = []
        for file in job.test_files:
            printed.hide(file.hidden)
            collected.append(test_modules.collect(file))
    except DoesNotLoad as fault:
        return fault.verdict, str(fault)
    except TestsDoNotLoad as fault:
        return _tests_do_not_load(fault, job)
    plan = _plan(collected, program, job.file_name)
    if not plan:
        return "internal-error", "The assignment has no tests."
    send({"kind": "plan", "tests": [_announce(each) for each in plan]})
    return _run(plan, printed, send), ""


def _run(plan: Sequence[PlannedTest], printed: Printed, send: Send) -> str:
    recorder = Recorder(plan, printed, send)
    try:
        for hidden, group in itertools.groupby(plan, lambda each: each.hidden):
            printed.hide(hidden)
            unittest.TestSuite(each.test for each in group).run(recorder)
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MissingName) as error:
        recorder.interrupted(error)
    recorder.end()
    if recorder.out_of_memory:
        return "memory-limit"
    passed = all(recorder.outcomes.get(each.name) == "passed" for each in plan)
    return "passed" if passed else "failed"


def _plan(collected: Sequence[Collected], program: ModuleType, file_name: str) -> list[PlannedTest]:
    plan: dict[str, PlannedTest] = {}
    for part in collected:
        scene = Scene(program, file_name, part.source, part.missing)
        for test in part.tests:
            name = test.id().removeprefix(f"{part.file.module_name}.")
            while name in plan:
                name = f"{part.file.module_name}.{name}"
            plan[name] = PlannedTest(test, name, title_of(test), part.file.hidden, scene)
    return list(plan.values())


def _announce(planned: PlannedTest) -> Frame:
    return {
        "name": planned.name,
        "title": planned.title,
        "points": None,
        "hint": None,
        "hidden": planned.hidden,
    }


def _tests_do_not_load(fault: TestsDoNotLoad, job: Job) -> tuple[str, str]:
    """It is the student's fault when the exception came through the student's file, or when a
    name that the tests use is missing there; else it is the teacher's."""
    error = fault.__cause__ or fault
    program = sys.modules[job.module_name]
    scene = Scene(program, job.file_name, fault.source, fault.missing)
    finding = find_error(error, scene)
    if student_line(error, job.file_name) or isinstance(error, MissingName):
        return "runtime-error", finding.message
    if finding.message != describe(error):
        return "runtime-error", finding.message
    return "internal-error", f"The tests in {fault.source.file_name} fail: {safe_str(error)}"


def _once_told(send: Send) -> Send:
    """Nothing is told after the verdict, and nothing by a forked copy of this process."""
    judge_process = os.getpid()
    told: list[bool] = []

    def tell(frame: Frame) -> None:
        if os.getpid() != judge_process:
            os._exit(1)
        if not told:
            if frame["kind"] == "verdict":
                told.append(True)
            send(frame)

    return tell


def _forget_ourselves() -> None:
    """Takes the judge, and what started it, away from where a program would come upon them."""
    home = str(Path(__file__).parent.parent)
    sys.path[:] = [entry for entry in sys.path if entry != home]
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(f"{home}/"):
            del sys.modules[name]
    sys.modules["__main__"] = ModuleType("__main__")
