"""Counts unittest's own assertions while they are made."""

import functools
import sys
import unittest
import unittest.case
from collections.abc import Callable
from typing import Any

#: Gives back a context manager, which asserts when it is left, unless a function is handed over.
_CONTEXTS = {"assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex"}
_LOG_CONTEXTS = {"assertLogs", "assertNoLogs"}

#: Their second argument is a message.
_ONE_SIDED = {"assertTrue", "assertFalse", "assertIsNone", "assertIsNotNone"}

Reached = Callable[[str, int], None]
Misused = Callable[[str, int, str], None]


def count_assertions(
    counted: Callable[[], None], reached: Reached, truth_with_value: Misused
) -> None:
    """``counted`` is called for each assertion; ``reached`` with file and line of each call of an
    assert method, and ``truth_with_value`` where assertTrue and its like look misused, with the
    method's name. For good: the process judges once."""
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
    # Of what comes before the function that should raise.
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


def _is_value(looked_at: object, message: object) -> bool:
    """Whether the second argument is no message, but most likely what was expected."""
    if message is None:
        return False
    if not issubclass(type(message), str):
        return True
    return type(looked_at) is str and looked_at == message


def _wrap_exit(kind: Any, counted: Callable[[], None]) -> None:
    original = kind.__exit__

    @functools.wraps(original)
    def leave(self: Any, *args: Any) -> Any:
        counted()
        return original(self, *args)

    kind.__exit__ = leave
