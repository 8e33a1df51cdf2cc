"""Runs tests and cases, whichever process the student's program is in."""

import ast
import builtins
import itertools
import sys
import traceback
import unittest
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType

from .border.exception_marks import student_trace_of
from .cases.case_student import Student
from .cases.case_tests import BrokenCase, check_cases, plan_cases
from .cases.rule_findings import broken_rules
from .common.job import Frame, Job, Send, TestFile
from .common.nodes import of_kind
from .common.printed import Printed
from .common.text import type_name
from .observe.broken_tests import NO_TEST, Reason, reason_of_case, reason_of_load
from .observe.observer import Observer
from .observe.observing_fault_detector import ObservingFaultDetector
from .program.student_files import DoesNotLoad, StudentFiles
from .program.trace import describe, student_spot
from .report.fault_detector import FaultDetector
from .report.finding import find_error
from .report.planned_test import PlannedTest, Scene
from .report.recorder import Recorder, safe_finding
from .test_files.collect import Collected, TestModules, TestsDoNotLoad, method_name_of, title_of
from .test_files.missing import MissingName
from .test_files.test_source import TestSource
from .test_files.touchstone_marks import marks_of

MAX_TESTS = 2_000

TESTS_ARE_BROKEN = (
    "The tests of this assignment are broken. That is not your program's fault: tell your teacher."
)
FILES_ARE_BROKEN = (
    "The files beside your program are broken. That is not your program's fault: tell your teacher."
)
_HIDDEN_TESTS_DO_NOT_LOAD = "The hidden tests cannot be loaded with this program."


class BrokenTests(Exception):
    """The tests cannot be run, because of the teacher or the program: a verdict and a message.

    ``reason`` explains it to the teacher.
    """

    def __init__(self, verdict: str, message: str, reason: Reason) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.reason = reason


def plan_tests(
    job: Job,
    student_files: StudentFiles,
    student: Student,
    printed: Printed,
    send: Send,
    observer: Observer | None = None,
) -> list[PlannedTest]:
    """Loads the test files and sends the list of tests, in the order of their source.

    Returns them in the order in which they run. Raises BrokenTests or DoesNotLoad.
    """
    try:
        plan = _plan_tests(job, student_files, student, printed, send, observer)
    except BrokenTests as fault:
        if observer is not None:
            send(fault.reason.frame())
        raise
    if observer is not None:
        observer.planned(plan)
    return plan


def _plan_tests(
    job: Job,
    student_files: StudentFiles,
    student: Student,
    printed: Printed,
    send: Send,
    observer: Observer | None,
) -> list[PlannedTest]:
    try:
        check_cases(job.cases)
        # Before anything of the program has run in this process.
        broken = broken_rules(job.cases, job.program)
        if any(case.uses_module for case in job.cases):
            _load_for_calls(student_files)
        collected = _collected(job, student_files, printed, observer)
    except TestsDoNotLoad as fault:
        student_files.end_of_test_files()
        raise BrokenTests(*_tests_do_not_load(fault, student_files)) from fault
    except BrokenCase as fault:
        reason = reason_of_case(fault.case, fault.__cause__ or fault)
        raise BrokenTests("internal-error", f"{TESTS_ARE_BROKEN} {fault}", reason) from fault
    student_files.end_of_test_files()
    module = student_files.module
    plan = _Plan(module, job)
    for part in collected:
        if not part.file.hidden:
            plan.add_file(part)
    plan.add_cases(plan_cases(job, student, module, printed.in_test, broken))
    for part in collected:
        if part.file.hidden:
            plan.add_file(part)
    if not plan.run:
        raise _bad_number(job, "none", NO_TEST)
    if len(plan.run) > MAX_TESTS:
        raise _bad_number(
            job,
            f"more than {MAX_TESTS}",
            f"has {len(plan.run)} tests; make them no more than {MAX_TESTS}",
        )
    send({"kind": "plan", "tests": [_announce(each) for each in plan.announced.values()]})
    return plan.run


def _bad_number(job: Job, number: str, for_teacher: str) -> BrokenTests:
    file_name = job.test_files[0].file_name if job.test_files else "cases.yaml"
    reason = Reason(file_name, for_teacher)
    if _ran_with_the_model_solution(job):
        message = f"The tests cannot be run with this program: there are {number}."
        return BrokenTests("runtime-error", message, reason)
    return BrokenTests("internal-error", f"{TESTS_ARE_BROKEN} There are {number}.", reason)


def _load_for_calls(student_files: StudentFiles) -> None:
    """Cases that call a function need the module, whether or not a test file imports it."""
    with suppress(DoesNotLoad):
        import_module(student_files.program.main.module_name)
    if student_files.fault is not None:
        raise student_files.fault


def _collected(
    job: Job, student_files: StudentFiles, printed: Printed, observer: Observer | None
) -> list[Collected]:
    test_modules = TestModules(job, student_files, observer)
    untouched = builtins.input, sys.stdin
    collected: list[Collected] = []
    for file in job.test_files:

        @contextmanager
        def shown(file: TestFile = file) -> Generator[None]:
            """What the file prints while it is loaded is not secret, unless a hidden test file
            provides input to it meanwhile."""
            printed.hide(file.hidden and (builtins.input, sys.stdin) != untouched)
            yield
            printed.hide(file.hidden)

        student_files.while_loading = shown
        printed.hide(file.hidden)
        collected.append(test_modules.collect(file))
        if student_files.fault is not None:
            raise student_files.fault
    printed.hide(False)
    return collected


def run_tests(
    plan: Sequence[PlannedTest],
    student_files: StudentFiles,
    printed: Printed,
    send: Send,
    faults: FaultDetector,
    observer: Observer | None = None,
) -> Recorder:
    """Runs all tests of the plan, and sends the outcome of each."""
    if observer is not None:
        faults = ObservingFaultDetector(faults, observer)
    printed.redirect()
    recorder = Recorder(plan, printed, send, faults)
    student_files.follow_run(recorder.running, recorder.outcomes)
    for hidden, group in itertools.groupby(plan, lambda each: each.hidden):
        if faults.cut_short():
            # Output that has not been read yet belongs to the tests before.
            break
        printed.hide(hidden)
        faults.begin_group(hidden)
        _run_all(list(group), recorder)
    recorder.end()
    if observer is not None:
        observer.end(plan, passed=recorder.verdict() == "passed")
    return recorder


def _run_all(tests: Sequence[PlannedTest], recorder: Recorder) -> None:
    """An exception that would end Python only ends the test in which it is raised."""
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


class _Plan:
    """Tests under their names: ``announced`` in the order of their source, ``run`` as they run."""

    def __init__(self, module: ModuleType, job: Job) -> None:
        self._module = module
        self._job = job
        self.announced: dict[str, PlannedTest] = {}
        self.run: list[PlannedTest] = []

    def add_file(self, part: Collected) -> None:
        scene = Scene(self._job.program, self._module, part.source, part.missing)
        planned: dict[int, PlannedTest] = {}
        for test in part.written:
            name = test.id().removeprefix(f"{part.file.module_name}.")
            while name in self.announced:
                name = f"{part.file.module_name}.{name}"
            marks = marks_of(test, method_name_of(test))
            title = title_of(test)
            each = PlannedTest(test, name, title, part.file.hidden, scene, *marks)
            self.announced[name] = planned[id(test)] = each
        self.run += [planned[id(test)] for test in part.tests]

    def add_cases(self, cases: dict[str, PlannedTest]) -> None:
        self.announced |= cases
        self.run += cases.values()


def _announce(planned: PlannedTest) -> Frame:
    return {
        "name": planned.name,
        "title": planned.title,
        "points": planned.points,
        "hint": planned.hint,
        "hidden": planned.hidden,
    }


def _ran_with_the_model_solution(job: Job) -> bool:
    """Whether these tests load with the model solution. Then only the program can prevent that."""
    return job.record is not None and bool(job.record["tests"])


def _at_import(error: BaseException, source: TestSource) -> bool:
    """Whether the tests import a module that is not available, which is a fault of the host."""
    if not isinstance(error, ImportError):
        return False
    frames = traceback.walk_tb(error.__traceback__)
    lines = (line for frame, line in frames if frame.f_code.co_filename == source.file_name)
    imports = of_kind(ast.walk(source.tree), ast.Import, ast.ImportFrom)
    return next(lines, None) in [node.lineno for node in imports]


def _tests_do_not_load(
    fault: TestsDoNotLoad, student_files: StudentFiles
) -> tuple[str, str, Reason]:
    """It is the student's fault if the exception came from the student's file, or if a name that
    the tests use is missing there; otherwise it is the teacher's."""
    error, job = fault.__cause__ or fault, student_files.job
    reason = reason_of_load(error, fault.file, job.program)
    if fault.source is not None:
        scene = Scene(job.program, student_files.module, fault.source, fault.missing)
        finding = safe_finding(find_error, error, scene)
        if (
            _ran_with_the_model_solution(job)
            and not _at_import(error, fault.source)
            or student_trace_of(error) is not None
            or student_spot(error, job.program)
            or isinstance(error, MissingName)
            or finding.message != describe(error)
        ):
            message = _HIDDEN_TESTS_DO_NOT_LOAD if fault.file.hidden else finding.message
            return "runtime-error", message, reason
    what = type_name(error) if fault.file.hidden else describe(error)
    message = f"{TESTS_ARE_BROKEN} {fault.file.file_name} does not load: {what}"
    return "internal-error", message, reason
