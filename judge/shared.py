"""Judges in one process: the student's file and its tests share an interpreter.

Student code that sets its mind to it can forge what is told here; ``judge: split`` is for that.
"""

import itertools
import os
import sys
import unittest
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from .assertions import watch_assertions
from .collect import Collected, TestModules, TestsDoNotLoad, title_of
from .finding import Scene, find_error
from .job import Frame, Job, Send, lay_out
from .missing import MissingName
from .printed import OutputLimitReached, Printed
from .program import DoesNotLoad, load_program
from .pytest_marks import provide_pytest_marks
from .recorder import PlannedTest, Recorder
from .surroundings import Surroundings
from .text import type_name
from .trace import describe, explain, student_line

# Freed when memory runs out, so that there is enough left to say so.
_RESERVE_BYTES = 8 * 1024 * 1024

TESTS_MAX = 2_000

_TESTS_ARE_BROKEN = (
    "The tests of this assignment are broken. That is not your program's fault: tell your teacher."
)
_FILES_ARE_BROKEN = (
    "The files beside your program are broken. That is not your program's fault: tell your teacher."
)
_HIDDEN_TESTS_DO_NOT_LOAD = "The hidden tests cannot be loaded with this program."


def _nothing_to_hide(_hidden: bool) -> None:
    pass


def judge_shared(
    job: Job, folder: Path, send: Send, hide_descriptors: Callable[[bool], None] = _nothing_to_hide
) -> None:
    """Judges the job in the folder, which becomes the working directory.

    Sends frames as job.py lists them; the process is of no further use afterwards.
    ``hide_descriptors`` turns off, and on again, what is written past Python's streams.
    """
    tell = _once_told(send)
    reserve = [bytearray(_RESERVE_BYTES)]
    try:
        lay_out(job, folder)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"{_FILES_ARE_BROKEN} {reason}"
        tell({"kind": "verdict", "verdict": "internal-error", "message": message})
        return
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    provide_pytest_marks()
    watch_assertions()
    _forget_ourselves()
    surroundings = Surroundings({job.module_name, *(file.module_name for file in job.test_files)})
    try:
        printed = Printed(tell, hide_descriptors)
        verdict, message = _judge(job, folder, printed, tell)
        printed.flush()
    except OutputLimitReached:
        return
    except MemoryError:
        reserve.clear()
        verdict, message = "memory-limit", ""
    except OSError:
        # The pipe that all is told by has been closed.
        raise
    except Exception as error:
        verdict, message = _judge_failed(error, job.file_name)
    changed = surroundings.changed() if verdict == "internal-error" else None
    if changed is not None:
        verdict = "runtime-error"
        message = f"The program changed {changed}, without which it cannot be tested."
    tell({"kind": "verdict", "verdict": verdict, "message": message})


def _judge_failed(error: Exception, file_name: str) -> tuple[str, str]:
    """A program can have its code run in the midst of ours, say by an audit hook."""
    if student_line(error, file_name) is not None:
        return "runtime-error", explain(error, file_name)
    return "internal-error", f"The judge failed: {describe(error)}"


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
        return "internal-error", f"{_TESTS_ARE_BROKEN} There are none."
    if len(plan) > TESTS_MAX:
        return "internal-error", f"{_TESTS_ARE_BROKEN} There are more than {TESTS_MAX}."
    send({"kind": "plan", "tests": [_announce(each) for each in plan]})
    return _run(plan, printed, send), ""


def _run(plan: Sequence[PlannedTest], printed: Printed, send: Send) -> str:
    printed.redirect()
    recorder = Recorder(plan, printed, send)
    for hidden, group in itertools.groupby(plan, lambda each: each.hidden):
        printed.hide(hidden)
        _run_all(list(group), recorder)
    recorder.end()
    if recorder.out_of_memory:
        return "memory-limit"
    passed = all(recorder.outcomes.get(each.name) == "passed" for each in plan)
    return "passed" if passed else "failed"


def _run_all(tests: Sequence[PlannedTest], recorder: Recorder) -> None:
    """What a program raises to end Python ends no more than the test it is raised in."""
    rest = tests
    while rest:
        try:
            unittest.TestSuite(each.test for each in rest).run(recorder)
            return
        except KeyboardInterrupt as error:
            recorder.interrupted(error)
        before = len(rest)
        rest = [each for each in rest if each.name not in recorder.outcomes]
        if len(rest) == before:
            return


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
    if fault.source is not None:
        scene = Scene(sys.modules[job.module_name], job.file_name, fault.source, fault.missing)
        finding = find_error(error, scene)
        if (
            student_line(error, job.file_name)
            or isinstance(error, MissingName)
            or finding.message != describe(error)
        ):
            message = _HIDDEN_TESTS_DO_NOT_LOAD if fault.file.hidden else finding.message
            return "runtime-error", message
    what = type_name(error) if fault.file.hidden else describe(error)
    return "internal-error", f"{_TESTS_ARE_BROKEN} {fault.file.file_name} does not load: {what}"


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
