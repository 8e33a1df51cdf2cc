"""Detects whether the program has changed what judge and tests depend on.

A program can replace Python's own functions and classes. If tests or judge then fail, they are not
broken themselves.
"""

import builtins
import sys
import unittest

_OWNERS: tuple[tuple[str, object], ...] = (
    ("builtins", builtins),
    ("unittest", unittest),
    *(
        (f"unittest.{kind.__name__}", kind)
        for kind in (
            unittest.TestCase,
            unittest.TestLoader,
            unittest.TestResult,
            unittest.BaseTestSuite,
            unittest.TestSuite,
        )
    ),
)


class Surroundings:
    """The state before the program runs. Compares without calling anything that may be replaced."""

    def __init__(self, own_modules: set[str]) -> None:
        """``own_modules`` are the job's, which may have the same names as Python's."""
        self._before = [
            (label, owner, {name: value for name, value in vars(owner).items() if callable(value)})
            for label, owner in _OWNERS
        ]
        self._modules = sys.modules
        self._loaded = {
            name: module for name, module in sys.modules.items() if name not in own_modules
        }

    def changed(self) -> str | None:
        """The first name that now refers to something else, or None."""
        for label, owner, before in self._before:
            now = owner.__dict__
            for name, value in before.items():
                if now.get(name) is not value:
                    return f"{label}.{name}"
        for name, module in self._loaded.items():
            if self._modules.get(name) is not module:
                return name
        return None
