"""Makes the student's exceptions in the judge's process, and writes the judge's for the student's.

student/error_writer.py describes the format.
"""

import builtins
import sys
import types
import unittest
from collections.abc import Callable
from typing import Any

from ..border.channel import Garbled
from ..border.decoder import Decoder
from ..border.error_details import bare_exception, details_of, set_details
from ..border.exception_marks import StudentTrace, attach_student_trace
from ..border.faults import BorderFault
from ..border.plain import CannotCross
from ..common.text import MAX_MESSAGE, clip, safe_str
from .conversation import KnownProxies

_MAX_CAUSES = 3
_PLAIN = (str, int, float, bool, types.NoneType)

# These would end more than the test in which they are raised.
_NEVER = (KeyboardInterrupt, GeneratorExit, BaseExceptionGroup)


def loaded_class(module: str, qualname: str) -> type[BaseException] | None:
    """An exception class of Python's library that is loaded here anyway, except unittest's."""
    top = module.partition(".")[0]
    if top not in sys.stdlib_module_names or top == "unittest":
        return None
    found: Any = getattr(sys.modules.get(module), qualname, None)
    if not isinstance(found, type) or not issubclass(found, BaseException):
        return None
    return None if issubclass(found, unittest.SkipTest) else found


def usable_base(kind: Any) -> Any:
    """The class itself, or Exception in place of one that must not cross."""
    if isinstance(kind, type) and issubclass(kind, _NEVER):
        return Exception
    return kind


def made_exception(
    content: Any, decoder: Decoder, proxies: KnownProxies, causes: int = 0
) -> BaseException:
    """Raises Garbled if the content is not an exception."""
    if type(content) is not dict or causes > _MAX_CAUSES:
        raise Garbled("not an exception")
    fields: dict[str, Any] = content
    try:
        kind = decoder.decode(fields["type"])
        args = [decoder.decode(each) for each in fields["args"]]
        state = {name: decoder.decode(each) for name, each in fields["state"].items()}
        trace = _student_trace(fields)
        number, text, cause = fields["number"], fields["text"], fields["cause"]
        context, details = fields["context"], _details(fields["details"], decoder)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Garbled("not an exception") from error
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise Garbled("an exception without a class")
    if type(text) is not str or type(number) is not int:
        raise Garbled("not an exception")
    error = proxies.exception(kind, args, number, text)
    if error is None:
        error = _plain_exception(kind, args, text)
        vars(error).update({name: each for name, each in state.items() if not name.startswith("_")})
    if cause is not None:
        error.__cause__ = made_exception(cause, decoder, proxies, causes + 1)
    if context is True:
        error.__context__ = error.__cause__
    elif context:
        error.__context__ = made_exception(context, decoder, proxies, causes + 1)
    try:
        set_details(error, details)
    except (TypeError, ValueError) as fault:
        raise Garbled("invalid details of an exception") from fault
    attach_student_trace(error, trace)
    return error


def _details(content: Any, decoder: Decoder) -> Any:
    if content is None:
        return None
    fields, notes, suppressed = content
    return {name: decoder.decode(each) for name, each in fields.items()}, notes, suppressed


def _plain_exception(kind: type[BaseException], args: list[Any], text: str) -> BaseException:
    if issubclass(kind, _NEVER):
        return RuntimeError(f"{kind.__name__}: {clip(text, MAX_MESSAGE)}")
    try:
        if kind.__module__ == "builtins":
            return kind(*args)
    except Exception:
        pass
    return bare_exception(kind, tuple(args))


def _student_trace(fields: dict[str, Any]) -> StudentTrace:
    explanation, words, here = fields["explanation"], fields["words"], fields["raised_here"]
    if type(explanation) is not str or type(words) is not str or type(here) is not bool:
        raise TypeError
    frames: list[tuple[int, str, str | None]] = []
    for line, function, file in fields["frames"][-32:]:
        if type(line) is not int or type(function) is not str or line < 1:
            raise TypeError
        if file is not None and type(file) is not str:
            raise TypeError
        frames.append((line, clip(function, 200), file))
    texts = clip(explanation, MAX_MESSAGE), clip(words, MAX_MESSAGE)
    return StudentTrace(*texts, tuple(frames), here)


def written_exception(
    error: BaseException, encode: Callable[[Any], Any], number: int
) -> dict[str, Any]:
    """For the student's process. Its class becomes the nearest base class in Python's library."""
    if isinstance(error, BorderFault):
        args = ["the test has been stopped"]
        return {"type": ["T", "RuntimeError"], "args": args, "judge": number}
    kinds = type(error).__mro__
    plain = next(each for each in kinds if vars(builtins).get(each.__name__) is each)
    written: dict[str, Any] = {
        "type": ["T", plain.__name__],
        "args": [_argument(each, encode) for each in error.args],
        "judge": number,
    }
    nearest = next(each for each in kinds if each is plain or _is_of_library(each))
    if nearest is not plain:
        written["library"] = [nearest.__module__, nearest.__qualname__]
    state = {
        name: encode(each)
        for name, each in vars(error).items()
        if type(each) in _PLAIN and not name.startswith("_")
    }
    if state:
        written["state"] = state
    details = details_of(error)
    if details is not None:
        fields, notes, suppressed = details
        fields = {name: _argument(each, encode) for name, each in fields.items()}
        written["details"] = [fields, notes, suppressed]
    return written


def _is_of_library(kind: type) -> bool:
    return loaded_class(kind.__module__, kind.__qualname__) is kind


def _argument(value: Any, encode: Callable[[Any], Any]) -> Any:
    """The encoded value, or its text if it must not be passed to a program."""
    try:
        return encode(value)
    except CannotCross:
        return safe_str(value)
