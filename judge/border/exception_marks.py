"""Marks on exceptions: where one comes from, and the trace that the student's process sent."""

from dataclasses import dataclass
from typing import Any

_TRACE = "_touchstone_trace"


@dataclass(frozen=True)
class StudentTrace:
    """What the student's process sent about an exception, which the judge's process did not see.

    ``explanation`` and ``words`` are results of trace.explain() and trace.describe() there.
    ``frames`` are lines, functions and files of the program, outermost first; the file is None if
    the program has only one. ``raised_here`` is whether the program itself raised the exception.
    """

    explanation: str
    words: str
    frames: tuple[tuple[int, str, str | None], ...]
    raised_here: bool


_BY_TESTS = "_touchstone_judge"


def raised_by_tests(error: BaseException) -> int | None:
    """In the student's process: the judge's number of an exception that a test's object raised when
    the program used it; None for the program's own exceptions."""
    return fields_of(error).get(_BY_TESTS)


def mark_raised_by_tests(error: BaseException, number: int) -> None:
    fields_of(error)[_BY_TESTS] = number


_OF_SCRIPT = "_touchstone_script"


def mark_of_script(error: BaseException) -> None:
    """A test ran the file as a script, which called input() when no input was left."""
    fields_of(error)[_OF_SCRIPT] = True


def is_of_script(error: BaseException) -> bool:
    return _OF_SCRIPT in fields_of(error)


def fields_of(error: BaseException) -> dict[str, Any]:
    """The exception's ``__dict__``, even if its class overrides that name."""
    return BaseException.__dict__["__dict__"].__get__(error)


def attach_student_trace(error: BaseException, trace: StudentTrace) -> None:
    fields_of(error)[_TRACE] = trace


def student_trace_of(error: BaseException) -> StudentTrace | None:
    """None for an exception that was raised in this process."""
    found = fields_of(error).get(_TRACE)
    return found if isinstance(found, StudentTrace) else None
