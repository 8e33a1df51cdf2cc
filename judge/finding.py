"""What the student is told of one test that did not pass."""

import re
from dataclasses import dataclass
from types import ModuleType

from .assertions import Comparison, comparison_of, object_sentence
from .missing import MissingName, missing_attribute
from .test_source import Assertion, TestSource
from .text import MESSAGE_MAX, clip, safe_str
from .trace import describe, explain, raised_in, student_line

# Longer values are told apart from the sentence only.
_SENTENCE_MAX = 400
# "ValueError not raised", "(<class 'ValueError'>, <class 'KeyError'>) not raised by f : message"
_NOT_RAISED = re.compile(
    r"^(?P<wanted>\w+|\(<class .*>,?\)) not raised(?: by \w+)?(?: : (?P<message>.+))?$", re.DOTALL
)


@dataclass(frozen=True)
class Finding:
    message: str
    call: str | None = None
    expected: str | None = None
    actual: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Scene:
    """Where a test failed: the student's program, the test's source, and what the file lacks."""

    program: ModuleType
    file_name: str
    source: TestSource
    missing: dict[str, str]


def find_failure(error: BaseException, scene: Scene) -> Finding:
    """An assertion did not hold."""
    assertion = scene.source.assertion_at(error)
    comparison = comparison_of(error)
    line = student_line(error, scene.file_name)
    call = assertion.call if assertion else None
    if comparison is None:
        text = safe_str(error) or "The test failed without a message."
        raised = _NOT_RAISED.match(text)
        if raised:
            wanted = " or ".join(re.findall(r"(\w+)'>", raised["wanted"])) or raised["wanted"]
            message = raised["message"] or f"{wanted} should have been raised here, but was not."
            return Finding(message, call, wanted, None, line)
        if raised_in(error, scene.file_name):
            return Finding(explain(error, scene.file_name), call, None, None, line)
        return Finding(clip(text, MESSAGE_MAX), call, None, None, line)
    expected, actual = _sides(comparison, assertion)
    message = comparison.teacher_message or _sentence(error, comparison, call, expected, actual)
    return Finding(clip(message, MESSAGE_MAX), call, expected, actual, line)


def find_error(error: BaseException, scene: Scene) -> Finding:
    """An exception came out of the test that is no failed assertion."""
    assertion = scene.source.assertion_at(error)
    call = assertion.call if assertion else None
    line = student_line(error, scene.file_name)
    if isinstance(error, MissingName):
        return Finding(safe_str(error), call, None, None, line)
    if line is None:
        return Finding(_missing(error, scene) or describe(error), call)
    return Finding(explain(error, scene.file_name), call, None, None, line)


def _missing(error: BaseException, scene: Scene) -> str | None:
    """A stand-in can break Python's own rules, say in ``except``, before it can be used."""
    attribute = missing_attribute(error, scene.program)
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
    call: str | None,
    expected: str | None,
    actual: str,
) -> str:
    subject = f"`{call}`" if call else "The value"
    if comparison.given_object is not None:
        return object_sentence(comparison.given_object)
    if expected is not None and (comparison.same or comparison.second is None):
        if len(expected) + len(actual) > _SENTENCE_MAX:
            return f"{subject} is not what was expected."
        if expected != actual:
            return f"{subject} should be {expected}, but is {actual}."
        return f"{subject} looks like what is expected ({expected}), but is not equal to it."
    return safe_str(error)
