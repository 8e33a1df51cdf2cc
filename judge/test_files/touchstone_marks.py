"""What tests can import from ``touchstone``: a test's points, its hint, and whether it is a smoke
test, which asserts nothing.

    from touchstone import hint, points, smoke

    @points(2)
    @hint("Look at the last line.")
    def test_end(self): …

    @smoke
    def test_runs(self): …

They decorate test methods, or classes for all their tests; a method's own mark takes precedence.
"""

import math
import sys
import unittest
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

MAX_POINTS = 1_000_000

_POINTS = "__touchstone_points__"
_HINT = "__touchstone_hint__"
_SMOKE = "__touchstone_smoke__"

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def points(number: Any) -> Callable[[_Decorated], _Decorated]:
    """The test's weight among the assignment's points; a test without this has weight 1."""
    if not isinstance(number, int | float) or isinstance(number, bool):
        raise TypeError("points() takes a number, as in @points(2)")
    if not math.isfinite(number) or not 0 <= number <= MAX_POINTS:
        raise ValueError(f"points() takes a number from 0 to {MAX_POINTS}")
    return _marking(_POINTS, number)


def hint(text: Any) -> Callable[[_Decorated], _Decorated]:
    """A text that the student sees below the test while it does not pass."""
    if not isinstance(text, str) or not text.strip():
        raise TypeError('hint() takes a text, as in @hint("Look at the last line.")')
    return _marking(_HINT, text)


def smoke(decorated: _Decorated) -> _Decorated:
    """The test passes if it raises no exception."""
    return _marking(_SMOKE, True)(decorated)


def is_smoke(test: unittest.TestCase, method_name: str) -> bool:
    return _mark(test, method_name, _SMOKE) is True


def marks_of(test: unittest.TestCase, method_name: str) -> tuple[float | None, str | None]:
    """The test's points and its hint."""
    return _mark(test, method_name, _POINTS), _mark(test, method_name, _HINT)


def provide_touchstone() -> None:
    module = ModuleType("touchstone", "For the tests of an assignment.")
    vars(module).update(points=points, hint=hint, smoke=smoke)
    sys.modules["touchstone"] = module


def _marking(name: str, value: object) -> Callable[[_Decorated], _Decorated]:
    def mark(decorated: _Decorated) -> _Decorated:
        setattr(decorated, name, value)
        return decorated

    return mark


def _mark(test: unittest.TestCase, method_name: str, name: str) -> Any:
    own = getattr(getattr(test, method_name, None), name, None)
    return getattr(type(test), name, None) if own is None else own
