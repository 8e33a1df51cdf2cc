"""Exceptions between the two processes, as the judge makes and writes them (student/errors.py)."""

import builtins
import sys
import unittest
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..border.channel import Garbled
from ..border.decoder import Decoder
from ..border.plain import CannotCross
from ..report.text import MESSAGE_MAX, clip, safe_str
from ..report.told_trace import ToldTrace, tell_trace
from .faults import BorderFault

if TYPE_CHECKING:
    from .proxies import Proxies

_CAUSES_MAX = 3

# These would end more than the test they are raised in.
_NEVER = (KeyboardInterrupt, GeneratorExit, BaseExceptionGroup)


def loaded_class(module: str, qualname: str) -> type[BaseException] | None:
    """An exception class of Python's library that is loaded here anyway; none of unittest's."""
    top = module.partition(".")[0]
    if top not in sys.stdlib_module_names or top == "unittest":
        return None
    found: Any = getattr(sys.modules.get(module), qualname, None)
    if not isinstance(found, type) or not issubclass(found, BaseException):
        return None
    return None if issubclass(found, unittest.SkipTest) else found


def usable_base(kind: Any) -> Any:
    """The class itself, or Exception in the place of one that may not cross."""
    if isinstance(kind, type) and issubclass(kind, _NEVER):
        return Exception
    return kind


def made_exception(
    content: Any, decoder: Decoder, proxies: "Proxies", causes: int = 0
) -> BaseException:
    """Raises Garbled for what is no exception."""
    if type(content) is not dict or causes > _CAUSES_MAX:
        raise Garbled("no exception")
    fields: dict[str, Any] = content
    try:
        kind = decoder.decode(fields["type"])
        args = [decoder.decode(each) for each in fields["args"]]
        state = {name: decoder.decode(each) for name, each in fields["state"].items()}
        told = _told_trace(fields)
        number, text, cause = fields["number"], fields["text"], fields["cause"]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Garbled("no exception") from error
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise Garbled("an exception without a class")
    if type(text) is not str or type(number) is not int:
        raise Garbled("no exception")
    error = proxies.exception(kind, args, number, text)
    if error is None:
        error = _plain_exception(kind, args, text)
        if kind.__module__ != "builtins":
            vars(error).update(state)
    if cause is not None:
        error.__cause__ = made_exception(cause, decoder, proxies, causes + 1)
    tell_trace(error, told)
    return error


def _plain_exception(kind: type[BaseException], args: list[Any], text: str) -> BaseException:
    if issubclass(kind, _NEVER):
        return RuntimeError(f"{kind.__name__}: {clip(text, MESSAGE_MAX)}")
    try:
        if kind.__module__ == "builtins":
            return kind(*args)
    except Exception:
        pass
    error = kind.__new__(kind)
    error.args = tuple(args)
    return error


def _told_trace(fields: dict[str, Any]) -> ToldTrace:
    explanation, words, here = fields["explanation"], fields["words"], fields["raised_here"]
    if type(explanation) is not str or type(words) is not str or type(here) is not bool:
        raise TypeError
    frames: list[tuple[int, str]] = []
    for line, function in fields["frames"][-32:]:
        if type(line) is not int or type(function) is not str or line < 1:
            raise TypeError
        frames.append((line, clip(function, 200)))
    said = clip(explanation, MESSAGE_MAX), clip(words, MESSAGE_MAX)
    return ToldTrace(*said, tuple(frames), here)


def written_exception(
    error: BaseException, encode: Callable[[Any], Any], number: int
) -> dict[str, Any]:
    """For the student's process; its class becomes the nearest builtin one."""
    kind = type(error)
    if isinstance(error, BorderFault):
        kind, args = RuntimeError, ["the test has been stopped"]
    else:
        args = [_argument(each, encode) for each in error.args]
    plain = next(each for each in kind.__mro__ if vars(builtins).get(each.__name__) is each)
    return {"type": ["T", plain.__name__], "args": args, "judge": number}


def _argument(value: Any, encode: Callable[[Any], Any]) -> Any:
    """The text of what is handed over to no program."""
    try:
        return encode(value)
    except CannotCross:
        return safe_str(value)
