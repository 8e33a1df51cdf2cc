"""What the student is told of one test that did not pass."""

import re
from dataclasses import dataclass
from types import ModuleType

from ..messages import (
    Compared,
    explain_comparison,
    explain_none_result,
    explain_not_callable,
    explain_not_raised,
    explain_other,
    explain_wrong_kind,
)
from ..test_files.missing import MissingName, missing_attribute
from ..test_files.test_source import Assertion, TestSource
from .assertions import Comparison, comparison_of, object_sentence
from .caught_exceptions import other_message, raised_without_message, where_raised
from .text import MESSAGE_MAX, clip, safe_str, type_name
from .trace import explain, raised_in, student_line

# "ValueError not raised", "(<class 'ValueError'>, <class 'KeyError'>) not raised by f : message"
_NOT_RAISED = re.compile(
    r"^(?P<wanted>\w+|\(<class .*>,?\)) not raised(?: by [^:]+?)?(?: : (?P<message>.+))?$",
    re.DOTALL,
)


_NOT_CALLABLE = re.compile(r"'(\w+)' object is not callable")


@dataclass(frozen=True)
class Finding:
    message: str
    call: str | None = None
    expected: str | None = None
    actual: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Scene:
    """Where a test failed: the student's program, the test's source, what the file lacks, its text,
    and what the test has printed so far."""

    program: ModuleType
    file_name: str
    source: TestSource
    missing: dict[str, str]
    code: str = ""
    printed: str = ""


def find_failure(error: BaseException, scene: Scene) -> Finding:
    """An assertion did not hold."""
    assertion = scene.source.assertion_at(error)
    comparison = comparison_of(error)
    if comparison is None:
        return _without_comparison(error, assertion, scene)
    line = student_line(error, scene.file_name)
    expected, actual = _sides(comparison, assertion)
    compared = _compared(error, assertion, scene)
    raised = where_raised(error, scene)
    # What raised it says more than where the function returns.
    code = scene.code if raised is None else ""
    sentence = _sentence(error, comparison, expected, actual, compared, code)
    sentence = " ".join(filter(None, (sentence, raised)))
    message = clip(_joined(comparison.teacher_message, sentence), MESSAGE_MAX)
    return Finding(message, compared.call, expected, actual, line)


def _without_comparison(error: BaseException, assertion: Assertion | None, scene: Scene) -> Finding:
    call = assertion.call if assertion else None
    line = student_line(error, scene.file_name)
    text = safe_str(error) or "The test failed without a message."
    raised = _NOT_RAISED.match(text)
    if raised:
        wanted = " or ".join(re.findall(r"(\w+)'>", raised["wanted"])) or raised["wanted"]
        call = scene.source.should_have_raised(error)
        message = _joined(raised["message"], explain_not_raised(call, wanted, scene.code))
        return Finding(message, call, wanted, None, line)
    other = other_message(error, scene)
    if other is not None:
        return Finding(
            clip(_joined(other.teacher_message, other.sentence), MESSAGE_MAX),
            other.call,
            other.expected,
            other.actual,
            other.line,
        )
    if raised_in(error, scene.file_name):
        return Finding(explain(error, scene.file_name), call, None, None, line)
    return Finding(clip(text, MESSAGE_MAX), call, None, None, line)


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
    """An exception came out of the test that is no failed assertion."""
    assertion = scene.source.assertion_at(error)
    call = assertion.call if assertion else None
    line = student_line(error, scene.file_name)
    if isinstance(error, MissingName):
        return Finding(safe_str(error), call, None, None, line)
    if line is None:
        missing = _missing(error, scene)
        if missing is None and (raised := raised_without_message(error, scene)) is not None:
            return Finding(raised.sentence, raised.call, line=raised.line)
        return Finding(missing or _explain_in_test(error, call, scene), call)
    sentence = explain(error, scene.file_name)
    wanted = scene.source.raises_wanted(error)
    if wanted is not None:
        name, call = wanted
        subject = f"`{call}`" if call else "This"
        came = type_name(error)
        message = f"{subject} should raise {name}, but raises {came}.\n{sentence}"
        return Finding(clip(message, MESSAGE_MAX), call, name, came, line)
    return Finding(sentence, call, None, None, _line_named(sentence, scene.code) or line)


_LINE_NAMED = re.compile(r"Line (\d{1,6}): ")


def _line_named(sentence: str, code: str) -> int | None:
    """What is to be changed may stand in another line than the one that raised the exception."""
    found = _LINE_NAMED.match(sentence)
    line = int(found[1]) if found else 0
    return line if 0 < line <= code.count("\n") + 1 else None


def _missing(error: BaseException, scene: Scene) -> str | None:
    """A stand-in can break Python's own rules, say in ``except``, before it can be used."""
    attribute = missing_attribute(error, scene.program, scene.code)
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
    """What was expected and what came, whichever way round the test is written."""
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
    code: str,
) -> str:
    if comparison.given_object is not None:
        return object_sentence(comparison.given_object)
    if comparison.method == "assertIsInstance" and comparison.wanted is not None:
        return explain_wrong_kind(compared, comparison.wanted, actual, code)
    if expected is not None and (comparison.same or comparison.second is None):
        return explain_comparison(compared, expected, actual, code)
    words = safe_str(error).removesuffix(f" : {comparison.teacher_message}")
    return explain_other(words, compared, actual, code)


def _explain_in_test(error: BaseException, call: str | None, scene: Scene) -> str:
    """The exception was raised by the test itself, most likely over what it was given."""
    sentence = explain(error, scene.file_name)
    none = "NoneType" in sentence and issubclass(type(error), TypeError | AttributeError)
    called = call or scene.source.called_at(error)
    kind = _NOT_CALLABLE.match(safe_str(error))
    if kind is not None:
        return explain_not_callable(called, kind[1], scene.code) or sentence
    reason = explain_none_result(called, scene.code, scene.printed) if none else None
    return f"{reason}\n\n{sentence}" if reason else sentence


def _joined(teacher_message: str | None, sentence: str) -> str:
    """The teacher's own words stand first."""
    return f"{teacher_message}\n\n{sentence}" if teacher_message else sentence
