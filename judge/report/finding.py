"""What the student reads about one test that did not pass."""

import re
from dataclasses import replace

from ..common.program import NO_FILE, Program, ProgramFile, Spot
from ..common.text import MAX_MESSAGE, clip, safe_str, type_name
from ..messages import (
    Compared,
    explain_comparison,
    explain_none_result,
    explain_not_callable,
    explain_not_raised,
    explain_other,
    explain_wrong_kind,
)
from ..program.trace import explain, raised_in, student_spot
from ..test_files.assertion import Assertion
from ..test_files.missing import MissingName, missing_attribute
from .assertions import Comparison, comparison_of, object_sentence
from .caught_exceptions import other_message, raised_without_message, where_raised
from .planned_test import Finding, Scene, joined

# "ValueError not raised", "(<class 'ValueError'>, <class 'KeyError'>) not raised by f : message"
_NOT_RAISED = re.compile(
    r"^(?P<wanted>\w+|\(<class .*>,?\)) not raised(?: by [^:]+?)?(?: : (?P<message>.+))?$",
    re.DOTALL,
)


NOT_CALLABLE = re.compile(r"'(\w+)' object is not callable")


class CaseFailed(AssertionError):
    """The program did not do what a case of cases.yaml expects."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding

    def of_code(self, code: str) -> "CaseFailed":
        return CaseFailed(_with_code(self.finding, code))


class CaseStopped(Exception):
    """An exception stopped the program before a case of cases.yaml had a result."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding

    def of_code(self, code: str) -> "CaseStopped":
        return CaseStopped(_with_code(self.finding, code))


def _with_code(finding: Finding, code: str) -> Finding:
    """With the statements of the case, which no other part of a result has."""
    shown = f"{finding.message}\n\nThe code of this test:\n\n{code.rstrip()}"
    return replace(finding, message=clip(shown, MAX_MESSAGE))


def find_failure(error: BaseException, scene: Scene) -> Finding:
    """For a failed assertion."""
    assertion = scene.source.assertion_at(error)
    comparison = comparison_of(error)
    if comparison is None:
        return _without_comparison(error, assertion, scene)
    spot = student_spot(error, scene.program)
    expected, actual = _sides(comparison, assertion)
    compared = _compared(error, assertion, scene)
    raised = where_raised(error, scene)
    # The line that raised it is more useful than the one that returns.
    file = scene.file_of(compared.call or compared.called) if raised is None else NO_FILE
    sentence = _sentence(error, comparison, expected, actual, compared, file)
    sentence = " ".join(filter(None, (sentence, raised)))
    message = clip(joined(comparison.teacher_message, sentence), MAX_MESSAGE)
    return Finding(message, compared.call, expected, actual, spot, comparison.teacher_message)


def _without_comparison(error: BaseException, assertion: Assertion | None, scene: Scene) -> Finding:
    call = assertion.call if assertion else None
    spot = student_spot(error, scene.program)
    text = safe_str(error) or "The test failed without a message."
    raised = _NOT_RAISED.match(text)
    if raised:
        wanted = " or ".join(re.findall(r"(\w+)'>", raised["wanted"])) or raised["wanted"]
        call = scene.source.should_have_raised(error)
        message = joined(raised["message"], explain_not_raised(call, wanted, scene.file_of(call)))
        return Finding(message, call, wanted, None, spot, raised["message"])
    other = other_message(error, scene)
    if other is not None:
        return other
    if raised_in(error, scene.program):
        return Finding(explain(error, scene.program), call, None, None, spot)
    return Finding(clip(text, MAX_MESSAGE), call, None, None, spot)


def _compared(error: BaseException, assertion: Assertion | None, scene: Scene) -> Compared:
    call = assertion.call if assertion else None
    return Compared(
        call=call,
        called=call or scene.source.called_at(error),
        variable=assertion.variable if assertion and call is None else None,
        printed=scene.printed,
        of_output=scene.source.reads_output,
    )


def find_error(error: BaseException, scene: Scene) -> Finding:
    """For a test that raised an exception other than a failed assertion."""
    assertion = scene.source.assertion_at(error)
    call = assertion.call if assertion else None
    spot = student_spot(error, scene.program)
    if isinstance(error, MissingName):
        return Finding(safe_str(error), call, None, None, spot)
    if spot is None:
        missing = _missing(error, scene)
        if missing is None and (raised := raised_without_message(error, scene)) is not None:
            return raised
        return Finding(missing or _explain_in_test(error, call, scene), call)
    sentence = explain(error, scene.program)
    wanted = scene.source.raises_wanted(error)
    if wanted is not None:
        name, call = wanted
        subject = f"`{call}`" if call else "This"
        came = type_name(error)
        message = f"{subject} should raise {name}, but raises {came}.\n{sentence}"
        return Finding(clip(message, MAX_MESSAGE), call, name, came, spot)
    return Finding(sentence, call, None, None, _mentioned_spot(sentence, scene.program) or spot)


_LINE_MENTIONED = re.compile(r"Line (\d{1,6})(?: of (\w+\.py))?: ")


def _mentioned_spot(sentence: str, program: Program) -> Spot | None:
    """The line to change can be another one than the line that raised the exception."""
    found = _LINE_MENTIONED.match(sentence)
    file = found and program.file(found[2] or program.main.name)
    line = int(found[1]) if found else 0
    if file is None or not 0 < line <= file.code.count("\n") + 1:
        return None
    return program.spot(file.name, line)


def _missing(error: BaseException, scene: Scene) -> str | None:
    """A stand-in can violate Python's own rules, in ``except`` for example, before it is used."""
    attribute = missing_attribute(error, scene.program, scene.module)
    if attribute or not isinstance(error, TypeError):
        return attribute
    return next(
        (
            sentence
            for name, sentence in scene.missing.items()
            if scene.source.mentions(error, name)
        ),
        None,
    )


def _sides(comparison: Comparison, assertion: Assertion | None) -> tuple[str | None, str]:
    """The expected and the actual side, in whichever order the test has them."""
    if comparison.second is None:
        return comparison.wanted, comparison.first
    if assertion is not None and assertion.expected_first:
        return comparison.first, comparison.second
    return comparison.second, comparison.first


def _sentence(
    error: BaseException,
    comparison: Comparison,
    expected: str | None,
    actual: str,
    compared: Compared,
    file: ProgramFile,
) -> str:
    if comparison.given_object is not None:
        return object_sentence(comparison.given_object)
    if comparison.method == "assertIsInstance" and comparison.wanted is not None:
        return explain_wrong_kind(compared, comparison.wanted, actual, file)
    if expected is not None and (comparison.same or comparison.second is None):
        return explain_comparison(compared, expected, actual, file)
    words = safe_str(error).removesuffix(f" : {comparison.teacher_message}")
    return explain_other(words, compared, actual, file)


def _explain_in_test(error: BaseException, call: str | None, scene: Scene) -> str:
    """For an exception that the test itself raised, most likely because of a value it was given."""
    sentence = explain(error, scene.program)
    none = "NoneType" in sentence and issubclass(type(error), TypeError | AttributeError)
    called = call or scene.source.called_at(error)
    kind = NOT_CALLABLE.match(safe_str(error))
    if kind is not None:
        return explain_not_callable(called, kind[1], scene.file_of(called)) or sentence
    reason = explain_none_result(called, scene.file_of(called), scene.printed) if none else None
    return f"{reason}\n\n{sentence}" if reason else sentence
