"""What tests may import from ``touchstone``: how much a test counts, a hint below it, and whether
it is meant to assert nothing.

    from touchstone import hint, points, smoke

    @points(2)
    @hint("Look at the last line.")
    def test_end(self): …

    @smoke
    def test_runs(self): …

All decorate test methods, or classes for each of their tests; the method's own goes first.
"""

import math
import sys
import unittest
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

POINTS_MAX = 1_000_000

_POINTS = "__touchstone_points__"
_HINT = "__touchstone_hint__"
_SMOKE = "__touchstone_smoke__"

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def points(number: Any) -> Callable[[_Decorated], _Decorated]:
    """The test's share of the assignment's points, against 1 of a test that says nothing."""
    if not isinstance(number, int | float) or isinstance(number, bool):
        raise TypeError("points() takes a number, as in @points(2)")
    if not math.isfinite(number) or not 0 <= number <= POINTS_MAX:
        raise ValueError(f"points() takes a number from 0 to {POINTS_MAX}")
    return _marking(_POINTS, number)


def hint(text: Any) -> Callable[[_Decorated], _Decorated]:
    """Shown to the student below the test while it does not pass."""
    if not isinstance(text, str) or not text.strip():
        raise TypeError('hint() takes a text, as in @hint("Look at the last line.")')
    return _marking(_HINT, text)


def smoke(decorated: _Decorated) -> _Decorated:
    """The test only has to come to its end without an exception."""
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
