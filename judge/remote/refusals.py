"""Sentences for teachers about objects that a test must not pass to the program."""

import functools
import types
import unittest
from typing import Any
from unittest import mock

from .allowed_objects import FUNCTIONS


def refusal(value: Any) -> str:
    """The sentence for the teacher, with what to do instead."""
    named, advice = _named(value)
    return (
        f"The test passes {named} to the program; what the program does with it would run in the"
        f" tests' process. {advice}"
    )


_OWN_FUNCTION = (
    "Pass a function or a lambda that the test file defines, or let the program import this one"
    " itself."
)
_OWN_OBJECT = (
    "Pass plain values, such as a text, bytes, a list or a path, or an object of a class that the"
    " test file defines."
)


def _named(value: Any) -> tuple[str, str]:
    kind = type(value)
    if issubclass(kind, mock.NonCallableMock):
        return "a mock that wraps or calls such an object", (
            "Give the mock a `return_value`, or a `side_effect` that the test file defines."
        )
    if kind is functools.partial:
        return f"a partial of {_named(value.func)[0]}", _OWN_FUNCTION
    owner = _bound_to(value) if kind in FUNCTIONS else None
    if owner is not None:
        return f"the method `{value.__name__}` of {_a(type(owner))}", _OWN_FUNCTION
    if kind in FUNCTIONS:
        return f"the function `{value.__name__}`", _OWN_FUNCTION
    if issubclass(kind, type):
        return f"the class `{value.__name__}`", _OWN_FUNCTION
    if issubclass(kind, unittest.TestCase):
        return "a TestCase", _OWN_OBJECT
    return _a(kind), _OWN_OBJECT


def _bound_to(value: Any) -> Any:
    owner = getattr(value, "__self__", None)
    return None if isinstance(owner, types.ModuleType) else owner


def _a(kind: type) -> str:
    article = "an" if kind.__name__[:1].lower() in "aeio" else "a"
    return f"{article} {kind.__name__}"
