"""From test files to outcomes, whichever process the student's program lives in."""

import itertools
import sys
import unittest
from collections.abc import Sequence
from types import ModuleType

from .collect import Collected, TestModules, TestsDoNotLoad, title_of
from .finding import Scene, find_error
from .job import Frame, Job, Send
from .missing import MissingName
from .printed import Printed
from .recorder import PlannedTest, Recorder, Watch
from .text import type_name
from .trace import describe, student_line

TESTS_MAX = 2_000

TESTS_ARE_BROKEN = (
    "The tests of this assignment are broken. That is not your program's fault: tell your teacher."
)
FILES_ARE_BROKEN = (
    "The files beside your program are broken. That is not your program's fault: tell your teacher."
)
_HIDDEN_TESTS_DO_NOT_LOAD = "The hidden tests cannot be loaded with this program."


class BrokenTests(Exception):
    """The tests can't be run, by the teacher's fault or by the program's: a verdict and why."""

    def __init__(self, verdict: str, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


def plan_tests(job: Job, program: ModuleType, printed: Printed, send: Send) -> list[PlannedTest]:
    """Loads the test files and tells which tests there are. Raises BrokenTests."""
    collected: list[Collected] = []
    try:
        test_modules = TestModules(job, program)
        for file in job.test_files:
            printed.hide(file.hidden)
            collected.append(test_modules.collect(file))
    except TestsDoNotLoad as fault:
        raise BrokenTests(*_tests_do_not_load(fault, job)) from fault
    plan = _plan(collected, program, job.file_name)
    if not plan:
        raise BrokenTests("internal-error", f"{TESTS_ARE_BROKEN} There are none.")
    if len(plan) > TESTS_MAX:
        raise BrokenTests("internal-error", f"{TESTS_ARE_BROKEN} There are more than {TESTS_MAX}.")
    send({"kind": "plan", "tests": [_announce(each) for each in plan]})
    return plan


def run_tests(plan: Sequence[PlannedTest], printed: Printed, send: Send, watch: Watch) -> Recorder:
    """Runs all of the plan, and tells the outcome of each."""
    printed.redirect()
    recorder = Recorder(plan, printed, send, watch)
    for hidden, group in itertools.groupby(plan, lambda each: each.hidden):
        printed.hide(hidden)
        _run_all(list(group), recorder)
    recorder.end()
    return recorder


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
    return "internal-error", f"{TESTS_ARE_BROKEN} {fault.file.file_name} does not load: {what}"
