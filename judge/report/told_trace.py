"""What the student's process tells of an exception of its own: the judge saw none of it."""

from dataclasses import dataclass
from typing import Any

_TOLD = "_touchstone_trace"


@dataclass(frozen=True)
class ToldTrace:
    """``explanation`` and ``words`` as trace.explain() and trace.describe() give them there.

    ``frames`` are lines and functions in the student's file, outermost first; ``raised_here``:
    that file itself raised it.
    """

    explanation: str
    words: str
    frames: tuple[tuple[int, str], ...]
    raised_here: bool


_BY_TESTS = "_touchstone_judge"


def raised_by_tests(error: BaseException) -> int | None:
    """In the student's process: the judge's number for an exception that a test's object raised
    when the program used it; None for the program's own."""
    return fields_of(error).get(_BY_TESTS)


def mark_raised_by_tests(error: BaseException, number: int) -> None:
    fields_of(error)[_BY_TESTS] = number


_OF_SCRIPT = "_touchstone_script"


def mark_of_script(error: BaseException) -> None:
    """A test ran the file as a script, which may ask for input; it got no further answer."""
    fields_of(error)[_OF_SCRIPT] = True


def is_of_script(error: BaseException) -> bool:
    return _OF_SCRIPT in fields_of(error)


def fields_of(error: BaseException) -> dict[str, Any]:
    """The exception's own attributes, whatever its class makes of that name."""
    return BaseException.__dict__["__dict__"].__get__(error)


def tell_trace(error: BaseException, told: ToldTrace) -> None:
    fields_of(error)[_TOLD] = told


def told_trace(error: BaseException) -> ToldTrace | None:
    """None for an exception that was raised in this process."""
    found = fields_of(error).get(_TOLD)
    return found if isinstance(found, ToldTrace) else None
