"""The cases of cases.yaml as unittest's tests: what a script prints, what a call returns."""

import ast
import unittest
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from ..common.job import Case, Job
from ..common.text import MAX_REPR, clip, safe_repr, safe_str
from ..messages import (
    Compared,
    explain_comparison,
    explain_missing_end,
    explain_missing_file,
    explain_none_result,
    explain_not_callable,
    explain_not_utf8,
    explain_nothing_printed,
    explain_nothing_printed_by,
    explain_other_raise,
    explain_uncalled,
)
from ..report.finding import NOT_CALLABLE, CaseFailed, CaseStopped
from ..report.planned_test import Finding, PlannedTest, Scene
from ..test_files.test_source import TestSource
from .call import CallOutcome, StudentError, parse_call
from .case_student import ScriptRun, Student
from .code import last_expression, parse_code
from .compare_output import Readings, compare_output, compare_text
from .compare_value import equals
from .rule_findings import Broken
from .terminal import Entry, shown
from .told import CODE, SCRIPT, Told, told_of_call, told_of_file
from .written_files import Written

_MAX_TERMINAL = 8_192
# Longer values are shown only beside the sentence.
_MAX_SENTENCE = 400


class BrokenCase(Exception):
    """A case that cannot be tested with any program, and why: a mistake of the teacher."""

    def __init__(self, message: str, case: Case) -> None:
        super().__init__(message)
        self.case = case


def check_cases(cases: Sequence[Case]) -> None:
    """Raises BrokenCase; for a hidden case its message has only the number."""
    for case in cases:
        try:
            if case.call is not None:
                parse_call(case.call)
            if case.code is not None:
                _check_code(case, case.code)
            if case.returns is not None:
                ast.literal_eval(case.returns)
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
            what = "" if case.hidden else f" Python does not understand it: {safe_str(error)}"
            raise BrokenCase(f"Case {case.number} of cases.yaml is broken.{what}", case) from error


def _check_code(case: Case, code: str) -> None:
    """Raises SyntaxError, ValueError or RecursionError."""
    if not parse_code(code).body:
        raise SyntaxError("it has no statement")
    if case.returns is not None and last_expression(code) is None:
        raise SyntaxError("its last line must be an expression, whose value is compared")


def plan_cases(
    job: Job,
    student: Student,
    module: ModuleType,
    printed: Callable[[], str],
    broken: Broken,
) -> dict[str, PlannedTest]:
    """The cases by name, hidden ones last; ``printed`` returns the output of the running one,
    ``broken`` are the rules that the program breaks."""
    scene = Scene(job.program, module, TestSource("cases.yaml", "", ()), {})
    readings = Readings()
    return {
        case.name: PlannedTest(
            CaseTest(case, _Shared(student, readings, scene, printed, broken)),
            case.name,
            case.title,
            case.hidden,
            scene,
            case.points,
            case.hint,
        )
        for case in sorted(job.cases, key=lambda case: case.hidden)
    }


@dataclass(frozen=True)
class _Shared:
    """What all cases of a grading share."""

    student: Student
    readings: Readings
    scene: Scene
    printed: Callable[[], str]
    broken: Broken


class CaseTest(unittest.TestCase):
    """One case. ``terminal`` is what the screen showed, None unless the file ran as a script."""

    def __init__(self, case: Case, shared: _Shared) -> None:
        super().__init__()
        self._case = case
        self._readings = shared.readings
        self._student = shared.student
        self._scene = shared.scene
        self._main = shared.scene.program.main
        self._printed = shared.printed
        self._broken = shared.broken.get(case.number)
        self.terminal: str | None = None

    def id(self) -> str:
        return self._case.name

    def runTest(self) -> None:
        case = self._case
        if case.constructs:
            if self._broken is not None:
                raise CaseFailed(self._broken)
        elif case.is_script:
            self._check_run(self._student.run_script(case))
        elif case.code is None:
            self._check_call(case.call or "", told_of_call(case.call or ""))
        else:
            try:
                self._check_call(last_expression(case.code), CODE)
            except (CaseFailed, CaseStopped) as failure:
                raise failure.of_code(case.code) from failure

    def _check_run(self, run: ScriptRun) -> None:
        self._show(run.transcript)
        if run.error is not None:
            raise CaseStopped(self._stopped(run.error, run.asked_too_often, run.error.sentence))
        self._check_output(run.transcript, SCRIPT)
        self._check_files(run.written, SCRIPT)

    def _show(self, transcript: Sequence[Entry]) -> None:
        self.terminal = clip(shown(transcript), _MAX_TERMINAL) or None

    def _check_output(self, transcript: Sequence[Entry], told: Told, value: object = None) -> None:
        """``value`` is what a call has returned."""
        case = self._case
        if case.stdout is None:
            return
        found = compare_output(case.compare, case.stdout, transcript, self._readings, told)
        if found is None:
            return
        expected, actual = clip(found.expected, MAX_REPR), clip(found.actual, MAX_REPR)
        why = None
        if not any(kind == "printed" for kind, _ in transcript):
            why = self._why_nothing_printed(value)
            if any(kind == "complaint" for kind, _ in transcript):
                why = "What it writes to `sys.stderr` does not count. Use `print(…)`."
        sentence = f"{found.sentence} {why}" if why else found.sentence
        raise CaseFailed(Finding(sentence, expected=expected, actual=actual))

    def _why_nothing_printed(self, value: object) -> str | None:
        """``value`` is what a call has returned."""
        case = self._case
        if case.is_script:
            return explain_nothing_printed(self._main)
        has_value = case.code is None and value is not None
        returned = clip(safe_repr(value), _MAX_SENTENCE) if has_value else None
        tests = case.code or case.call or ""
        return explain_nothing_printed_by(tests, self._scene.file_of(tests), returned)

    def _check_files(self, written: Written, told: Told) -> None:
        there = [name for name, text in written.items() if text is not None]
        for name, expected in self._case.writes:
            actual = written.get(name)
            if actual is None:
                missing = f"{told.who} should write the file {name}, but afterwards there is none."
                silent = self._case.is_script and not self.terminal
                uncalled = explain_uncalled(self._main) if silent else None
                why = uncalled or explain_missing_file(name, self._main, there)
                raise CaseFailed(Finding(f"{missing} {why}" if why else missing))
            file = told_of_file(told, name)
            found = compare_text(self._case.compare, expected, actual, file)
            if found is not None:
                sides = clip(found.expected, MAX_REPR), clip(found.actual, MAX_REPR)
                why = explain_not_utf8(actual, expected)
                if why is None and expected.startswith(actual.rstrip()):
                    why = explain_missing_end(self._main)
                sentence = f"{found.sentence} {why}" if why else found.sentence
                raise CaseFailed(Finding(sentence, None, *sides))

    def _stopped(self, error: StudentError, asked_too_often: bool, sentence: str) -> Finding:
        message = _asked_too_often(error, self._case.stdin or "") if asked_too_often else None
        return Finding(message or sentence, spot=error.spot)

    def _check_call(self, call: str | None, told: Told) -> None:
        """``call`` is the expression whose value counts, if there is one."""
        case = self._case
        outcome = self._student.call(case)
        if outcome.transcript is not None:
            self._show(outcome.transcript)
        if case.raises is not None:
            self._check_raised(call, case.raises, outcome)
        elif outcome.error is not None:
            sentence = self._why_stopped(call, outcome.error)
            found = self._stopped(outcome.error, outcome.asked_too_often, sentence)
            raise CaseStopped(replace(found, call=call))
        elif call is not None and case.returns is not None:
            self._check_value(call, outcome.value)
        self._check_output(outcome.transcript or (), told, outcome.value)
        self._check_files(outcome.written, told)

    def _why_stopped(self, call: str | None, error: StudentError) -> str:
        """The expression of the case may have failed because of what the program returned."""
        if call is None or error.spot is not None:
            return error.sentence
        kind = NOT_CALLABLE.match(error.text)
        file = self._scene.file_of(call)
        if kind is not None:
            return explain_not_callable(call, kind[1], file) or error.sentence
        if "NoneType" not in error.text:
            return error.sentence
        reason = explain_none_result(call, file, self._printed())
        return f"{reason}\n\n{error.sentence}" if reason else error.sentence

    def _check_value(self, call: str, value: object) -> None:
        expected = ast.literal_eval(self._case.returns or "None")
        if equals(value, expected):
            return
        want, got = safe_repr(expected), safe_repr(value)
        compared = Compared(call=call, printed=self._printed())
        sentence = explain_comparison(compared, want, got, self._scene.file_of(call))
        raise CaseFailed(Finding(sentence, call, want, got))

    def _check_raised(self, call: str | None, raises: str, outcome: CallOutcome) -> None:
        name, _, part = raises.partition(": ")
        error = outcome.error
        is_code = self._case.code is not None
        who = "This code" if is_code else f"`{call}`"
        if error is None:
            got = "no exception" if is_code else safe_repr(outcome.value)
            does = "raises nothing" if is_code else f"returns {clip(got, _MAX_SENTENCE)}"
            sentence = f"{who} should raise {name}, but {does}."
            raise CaseFailed(Finding(sentence, call, raises, got))
        if not error.kinds:
            raise CaseStopped(Finding(error.sentence, call, spot=error.spot))
        got = f"{error.kind}: {error.text}" if error.text else error.kind
        if name not in error.kinds and name == error.kind:
            has = "your files have" if self._scene.program.has_several else "your file has"
            sentence = (
                f"{who} should raise Python's own {name}, but {has} a class of the same "
                "name and raises that. Remove the class."
            )
            raise CaseFailed(Finding(sentence, call, raises, got, error.spot))
        if name not in error.kinds:
            sentence = f"{who} should raise {name}, but raises {error.kind}."
            own = explain_other_raise(error.kind, name, error.spot, self._scene.program)
            message = f"{sentence} {own}" if own else f"{sentence}\n{error.sentence}"
            raise CaseFailed(Finding(message, call, raises, got, error.spot))
        if part not in error.text:
            sentence = f"{who} raises {name}, but its message should contain {part!r}."
            raise CaseFailed(Finding(sentence, call, raises, got, error.spot))


def _asked_too_often(error: StudentError, stdin: str) -> str:
    count = len(stdin.splitlines())
    lines = {0: "no lines are", 1: "only one line is"}.get(count, f"only {count} lines are")
    where = "" if error.spot is None else f"Line {error.spot}: "
    way = error.sentence.partition("\n\n")[2]
    sentence = (
        f"{where}EOFError: your program calls input() more often than this example answers: "
        f"{lines} typed here."
    )
    return f"{sentence}\n\n{way}" if way else sentence
