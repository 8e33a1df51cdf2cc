"""Counts unittest's own assertions while they run."""

import functools
import sys
import unittest
import unittest.case
from collections.abc import Callable
from typing import Any

#: These return a context manager, which asserts at its exit, unless they get a function to call.
_CONTEXTS = {"assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex"}
_LOG_CONTEXTS = {"assertLogs", "assertNoLogs"}

#: The second argument of these is a message.
_ONE_SIDED = {"assertTrue", "assertFalse", "assertIsNone", "assertIsNotNone"}

Reached = Callable[[str, int], None]
Misused = Callable[[str, int, str], None]


def count_assertions(
    counted: Callable[[], None], reached: Reached, truth_with_value: Misused
) -> None:
    """Calls ``counted`` for each assertion, and ``reached`` with file and line for each call of an
    assert method. Calls ``truth_with_value``, also with the method's name, where assertTrue or a
    similar method looks misused. Cannot be undone, since the process grades only once."""
    for name in dir(unittest.TestCase):
        if name.startswith("assert") and name != "assert_":
            _wrap_method(name, counted, reached, truth_with_value)
    case: Any = unittest.case
    kinds = [case._AssertRaisesContext, case._AssertWarnsContext]
    for kind in [*kinds, getattr(case, "_AssertLogsContext", None)]:
        if kind is not None:
            _wrap_exit(kind, counted)


def _wrap_method(
    name: str, counted: Callable[[], None], reached: Reached, truth_with_value: Misused
) -> None:
    original: Callable[..., Any] = getattr(unittest.TestCase, name)
    # The number of arguments before the function that should raise.
    heads = 2 if name.endswith("Regex") else 1

    @functools.wraps(original)
    def noted(self: unittest.TestCase, *args: Any, **keywords: Any) -> Any:
        frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
        reached(frame.f_code.co_filename, frame.f_lineno)
        if name in _LOG_CONTEXTS or (name in _CONTEXTS and len(args) <= heads):
            return original(self, *args, **keywords)
        if name in _ONE_SIDED and len(args) > 1 and _is_value(args[0], args[1]):
            truth_with_value(frame.f_code.co_filename, frame.f_lineno, name)
        counted()
        return original(self, *args, **keywords)

    setattr(unittest.TestCase, name, noted)


def _is_value(tested: object, message: object) -> bool:
    """Whether the second argument is most likely the expected value, not a message."""
    if message is None:
        return False
    if not issubclass(type(message), str):
        return True
    return type(tested) is str and tested == message


def _wrap_exit(kind: Any, counted: Callable[[], None]) -> None:
    original = kind.__exit__

    @functools.wraps(original)
    def leave(self: Any, *args: Any) -> Any:
        counted()
        return original(self, *args)

    kind.__exit__ = leave
