"""Sends unittest's results as frames: one outcome per test, which includes its sub-tests."""

import sys
import unittest
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType

from ..common.job import Send
from ..common.printed import Printed
from ..common.text import safe_str
from ..program.trace import describe, student_spot
from ..test_files.collect import FixtureFault
from .fault_detector import FaultDetector
from .finding import CaseFailed, CaseStopped, find_error, find_failure
from .planned_test import Finding, PlannedTest, Scene

# Characters of all tests' texts together.
_MAX_TEXTS = 1_000_000

_Caught = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


@dataclass
class _Run:
    """The running test's outcome so far: the worst of its parts."""

    planned: PlannedTest
    outcome: str | None = None
    finding: Finding | None = None
    more_failures: int = 0
    failed_subtests: list[str] = field(default_factory=list[str])

    def note(self, outcome: str, finding: Finding | None) -> None:
        if self.outcome in ("failed", "error"):
            self.more_failures += 1
        elif self.outcome is None or outcome != "passed":
            self.outcome, self.finding = outcome, finding

    def message(self) -> str | None:
        if self.finding is None:
            return None
        message = self.finding.message
        if self.failed_subtests:
            message = f"With {self.failed_subtests[0]}: {message}"
        if self.more_failures:
            message += f"\n(and {self.more_failures} more like it in this test)"
        return message


@dataclass(frozen=True)
class _Fixture:
    """A class or module fixture that raised. ``place`` is ``setUpClass (tests.TestHello)``."""

    place: str
    outcome: str
    error: BaseException

    def covers(self, test: unittest.TestCase) -> bool:
        kind = type(test)
        return self.place.endswith(
            (f"({kind.__module__}.{kind.__qualname__})", f"({kind.__module__})")
        )


class Recorder(unittest.TestResult):
    """Sends a ``test`` frame for each test. ``outcomes`` has each test's outcome by its name."""

    def __init__(
        self, plan: Sequence[PlannedTest], printed: Printed, send: Send, faults: FaultDetector
    ) -> None:
        super().__init__()
        self._faults = faults
        self._plan = plan
        self._planned = {id(each.test): each for each in plan}
        self._printed = printed
        self._send = send
        self._run: _Run | None = None
        self._cut_short: _Run | None = None
        self._texts_left = _MAX_TEXTS
        self._fixtures: list[_Fixture] = []
        self.outcomes: dict[str, str] = {}
        self.out_of_memory = False

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        planned = self._planned[id(test)]
        self._run = _Run(planned)
        self._faults.begin_test(planned.name)
        self._send({"kind": "started", "name": planned.name})
        self._printed.begin_test()

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        self._note_caught_fault()
        self._faults.begin_test("")
        if self._faults.cut_short():
            self._run = None
            self.stop()
        else:
            self._end_run()

    def _note_caught_fault(self) -> None:
        """A fault fails the test even if the test caught it."""
        fault = self._faults.fault()
        if self._run is None or fault is None or self._run.outcome in ("failed", "error"):
            return
        self._faults.caught(self._run.planned, fault)
        failed = isinstance(fault, AssertionError)
        found = safe_finding(find_failure if failed else find_error, fault, self._scene(self._run))
        self._note("failed" if failed else "error", found)

    def addSuccess(self, test: unittest.TestCase) -> None:
        self._note("passed", None)

    def addExpectedFailure(self, test: unittest.TestCase, err: _Caught) -> None:
        self._note("passed", None)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        self._note("failed", Finding("This was expected to fail, but it did not."))

    def addFailure(self, test: unittest.TestCase, err: _Caught) -> None:
        self._caught(test, err, failed=True)

    def addError(self, test: unittest.TestCase, err: _Caught) -> None:
        self._caught(test, err, failed=False)

    def addSubTest(
        self, test: unittest.TestCase, subtest: unittest.TestCase, err: _Caught | None
    ) -> None:
        if err is not None and err[1] is not None and self._run is not None:
            self._run.failed_subtests.append(subtest.id().removeprefix(test.id()).strip())
            self._caught(test, err, failed=issubclass(err[0], test.failureException))

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        """Tests can skip themselves. A test that the program skips has failed."""
        error = sys.exception()
        if self._run is None:
            self._fixtures.append(_Fixture(test.id(), "skipped", unittest.SkipTest(reason)))
        elif error and student_spot(error, self._run.planned.scene.program):
            self._note("failed", safe_finding(find_error, error, self._scene(self._run)))
        else:
            self._note("skipped", Finding(f"Skipped: {reason}"))

    def interrupted(self, error: BaseException) -> None:
        """An exception that unittest does not catch has ended the run, most likely in a test."""
        run, self._cut_short = self._cut_short, None
        if run is not None:
            run.note("error", safe_finding(find_error, error, run.planned.scene))
            self._send_result(run, self._printed.end_test())

    def running(self) -> str:
        """The running test's name, empty in fixtures of classes and modules."""
        return self._run.planned.name if self._run is not None else ""

    def verdict(self) -> str:
        """The verdict on all tests, once they have run."""
        if self.out_of_memory:
            return "memory-limit"
        passed = all(self.outcomes.get(each.name) == "passed" for each in self._plan)
        return "passed" if passed else "failed"

    def end(self) -> None:
        """Reports tests that did not run because of a fixture, or whose fixture failed later."""
        for planned in self._plan:
            if self.outcomes.get(planned.name, "passed") != "passed":
                continue
            fixture = next((each for each in self._fixtures if each.covers(planned.test)), None)
            if fixture is not None:
                self._faults.caught(planned, fixture.error)
                run = _Run(planned)
                run.note(fixture.outcome, _in_fixture(fixture, planned.scene))
                self._send_result(run, None)

    def _caught(self, test: unittest.TestCase, err: _Caught, *, failed: bool) -> None:
        kind, error, _ = err
        if kind is None or error is None:
            return
        if issubclass(kind, FixtureFault):
            error = error.__cause__ or error
        if issubclass(kind, MemoryError):
            self.out_of_memory = True
            self.stop()
        if self._run is not None:
            self._faults.caught(self._run.planned, error)
        if self._run is None:
            outcome = "failed" if isinstance(error, AssertionError) else "error"
            self._fixtures.append(_Fixture(test.id(), outcome, error))
        elif failed:
            self._note("failed", safe_finding(find_failure, error, self._scene(self._run)))
        else:
            self._note("error", safe_finding(find_error, error, self._scene(self._run)))

    def _scene(self, run: _Run) -> Scene:
        return replace(run.planned.scene, printed=self._printed.in_test())

    def _note(self, outcome: str, finding: Finding | None) -> None:
        if self._run is not None:
            self._run.note(outcome, finding)

    def _end_run(self) -> None:
        run, self._run = self._run, None
        if run is not None and run.outcome is None:
            self._cut_short = run
        elif run is not None:
            self._send_result(run, self._printed.end_test())

    def _send_result(self, run: _Run, output: str | None) -> None:
        outcome = run.outcome or "error"
        self.outcomes[run.planned.name] = outcome
        finding = run.finding
        terminal = getattr(run.planned.test, "terminal", None)
        spot = finding.spot if finding else None
        result: dict[str, str | float | bool | None] = {
            "name": run.planned.name,
            "title": run.planned.title,
            "outcome": outcome,
            "message": self._limited(run.message()),
            "call": finding.call if finding else None,
            "expected": self._limited(finding.expected if finding else None),
            "actual": self._limited(finding.actual if finding else None),
            "line": spot.line if spot else None,
            "output": self._limited(output if terminal is None else terminal),
            "points": run.planned.points,
            "hint": run.planned.hint,
            "hidden": run.planned.hidden,
        }
        if spot is not None and spot.file is not None:
            result["file"] = spot.file
        teacher = self._limited(finding.teacher if finding else None)
        if teacher:
            result["teacherMessage"] = teacher
        self._send({"kind": "test", "result": result})

    def _limited(self, text: str | None) -> str | None:
        self._texts_left -= len(text or "")
        return text if self._texts_left >= 0 else None


def safe_finding(
    find: Callable[[BaseException, Scene], Finding], error: BaseException, scene: Scene
) -> Finding:
    """Inspecting an exception that the program made can fail; the finding is then its message."""
    try:
        if isinstance(error, CaseFailed | CaseStopped):
            return error.finding
        return find(error, scene)
    except MemoryError:
        raise
    except BaseException:
        return Finding(describe(error), spot=student_spot(error, scene.program))


def _in_fixture(fixture: _Fixture, scene: Scene) -> Finding:
    if isinstance(fixture.error, unittest.SkipTest):
        return Finding(f"Skipped: {safe_str(fixture.error)}")
    if fixture.outcome == "failed":
        return safe_finding(find_failure, fixture.error, scene)
    found = safe_finding(find_error, fixture.error, scene)
    return Finding(f"In {fixture.place.partition(' ')[0]}: {found.message}", spot=found.spot)
