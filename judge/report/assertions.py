"""Stores what a failed assertion compared, which unittest only puts into its message."""

import functools
import unittest
import unittest.case
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType, SimpleNamespace
from typing import Any, cast

from ..common.text import safe_repr, safe_str, type_name
from ..messages.trouble import kind_in_words
from ..remote.proxy_base import is_instance, is_remote

_ATTRIBUTE = "touchstone_comparison"

_SAME = (
    "assertEqual assertListEqual assertTupleEqual assertSetEqual assertDictEqual "
    "assertSequenceEqual assertMultiLineEqual assertCountEqual assertIs "
    "assertAlmostEqual"
).split()
_TWO_SIDED = ("assertIn", "assertRegex", "assertIsInstance")
_FIXED = {"assertTrue": "True", "assertFalse": "False", "assertIsNone": "None"}
_OTHER = (
    "assertNotEqual assertNotIn assertIsNot assertIsNotNone assertNotRegex "
    "assertNotAlmostEqual assertNotIsInstance assertGreater assertGreaterEqual assertLess "
    "assertLessEqual"
).split()


@dataclass(frozen=True)
class Comparison:
    """The two sides of a failed assertion, as representations, in the order they were written.

    ``same``: both sides should have been equal. ``second`` is None if there is no second side that
    could be called expected; ``wanted`` is then what the assertion requires, if that is known.
    """

    method: str
    same: bool
    first: str
    second: str | None
    wanted: str | None
    teacher_message: str | None
    #: The class of an object that was given in place of a plain value, or the other way round.
    given_object: str | None = None


def comparison_of(error: BaseException) -> Comparison | None:
    found = getattr(error, _ATTRIBUTE, None)
    return found if isinstance(found, Comparison) else None


def note_comparisons() -> None:
    """Makes unittest's assert methods attach what they compared to the exception they raise.

    Turns off the computation of differences for unittest's messages, which can take minutes.
    """
    case: Any = unittest.case
    case.difflib = SimpleNamespace(ndiff=_no_differences)
    # Their own messages are not used, but formatting them must not fail for any value.
    case.pprint = SimpleNamespace(pformat=safe_repr)
    case.safe_repr = _unittest_safe_repr
    _fail_for_non_numbers()
    for name in _SAME:
        _note_comparison(name, lambda args: (True, args[0], args[1:2], None))
    for name in _TWO_SIDED:
        _note_comparison(name, lambda args: (False, args[0], args[1:2], None))
    for name in _OTHER:
        _note_comparison(name, functools.partial(_one_sided, None))
    for name, wanted in _FIXED.items():
        _note_comparison(name, functools.partial(_one_sided, wanted))
    for name in _PLAIN_ONLY:
        _check_sides(name)


# An object of the student's is never almost equal to a plain value, less or greater.
_PLAIN_ONLY = (
    "assertAlmostEqual assertNotAlmostEqual assertLess assertLessEqual assertGreater "
    "assertGreaterEqual"
).split()


def _check_sides(name: str) -> None:
    original: Callable[..., Any] = getattr(unittest.TestCase, name)

    @functools.wraps(original)
    def checked(self: unittest.TestCase, first: Any, second: Any, *args: Any, **more: Any) -> Any:
        given = _given_object(first, second)
        if given is not None:
            raise self.failureException(object_sentence(given))
        return original(self, first, second, *args, **more)

    setattr(unittest.TestCase, name, checked)


_NON_NUMBERS = (str, bytes, list, tuple, dict, set, frozenset, NoneType)


def _fail_for_non_numbers() -> None:
    """Makes assertAlmostEqual fail for a text or None, where unittest raises a TypeError."""
    original: Callable[..., Any] = unittest.TestCase.assertAlmostEqual

    @functools.wraps(original)
    def checked(self: unittest.TestCase, first: Any, second: Any, *args: Any, **more: Any) -> Any:
        if type(first) in _NON_NUMBERS or type(second) in _NON_NUMBERS:
            message = args[1] if len(args) > 1 else more.get("msg")
            return self.assertEqual(first, second, message)
        return original(self, first, second, *args, **more)

    setattr(unittest.TestCase, "assertAlmostEqual", checked)  # noqa: B010


def _second_side(name: str, value: object) -> str:
    return _class_wanted(value) if name == "assertIsInstance" else safe_repr(value)


def _class_wanted(value: object) -> str:
    """``a text (str)``; all of several classes."""
    kinds = cast(tuple[object, ...], value) if isinstance(value, tuple) else (value,)
    return " or ".join(kind_in_words(getattr(each, "__name__", safe_repr(each))) for each in kinds)


def _given_object(first: object, second: object) -> str | None:
    objects = [value for value in (first, second) if is_remote(value)]
    return type_name(objects[0]) if len(objects) == 1 else None


def _given_instance(first: object, second: object) -> str | None:
    instances = [value for value in (first, second) if is_instance(value)]
    return type_name(instances[0]) if len(instances) == 1 else None


def object_sentence(name: str) -> str:
    return (
        f"Your program returns an object ({name}) where a plain value is expected. Return the"
        " value itself, such as a number, a text or a list."
    )


_Sides = tuple[bool, Any, tuple[Any, ...], str | None]


def _one_sided(wanted: str | None, args: tuple[Any, ...]) -> _Sides:
    return (False, args[0], (), wanted)


def _unittest_safe_repr(value: object, short: bool = False) -> str:
    """Replaces unittest's own function."""
    return safe_repr(value)


def _no_differences(*_args: object) -> tuple[str, ...]:
    return ()


def _note_comparison(name: str, sides_of: Callable[[tuple[Any, ...]], _Sides]) -> None:
    original: Callable[..., Any] = getattr(unittest.TestCase, name)
    message_at = 1 if name in _FIXED or name == "assertIsNotNone" else 2
    if "AlmostEqual" in name:
        message_at = 3

    @functools.wraps(original)
    def asserting(self: unittest.TestCase, *args: Any, **keywords: Any) -> Any:
        try:
            return original(self, *args, **keywords)
        except self.failureException as error:
            if args:
                message = keywords.get("msg", args[message_at] if len(args) > message_at else None)
                same, first, second, wanted = sides_of(args)
                comparison = Comparison(
                    name,
                    same,
                    safe_repr(first),
                    _second_side(name, second[0]) if second else None,
                    _class_wanted(second[0]) if name == "assertIsInstance" else wanted,
                    None if message is None else safe_str(message),
                    _given_instance(first, second[0]) if second else None,
                )
                setattr(error, _ATTRIBUTE, comparison)
            raise

    setattr(unittest.TestCase, name, asserting)
