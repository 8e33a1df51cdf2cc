"""Exceptions on their way between the two processes.

From here to the judge an exception is an object:

    type         its class, as objects.py writes it
    args         as plain values or objects; as their text if they cannot cross
    text         what str() returns
    number       of the exception itself as an object
    state        its plain attributes
    details      Python's own fields, notes and whether the context is suppressed, or null
    explanation  for the student; words has Python's own message (program/trace.py)
    frames       [line, function, file] in the program, outermost first; the file is null if it has
                 only one
    raised_here  whether it was raised in the program itself
    cause        the same for ``__cause__``, or null
    context      the same for ``__context__``; true if it is the cause, false if there is none
    judge        the judge's number of an exception that it raised itself, in a callback

An exception from the judge has ``type``, ``args`` and ``judge``; if present, ``details`` and
``state``; and ``library``, the module and the name of its class, if that is of Python's library but
not a builtin.
"""

import importlib
from collections.abc import Callable
from typing import Any

from ..border.error_details import args_of, bare_exception, details_of, set_details
from ..border.exception_marks import fields_of, mark_raised_by_tests, raised_by_tests
from ..border.plain import CannotCross
from ..common.program import Program
from ..common.text import clip, safe_str
from ..program.trace import describe, explain, raised_in, student_frames

_MAX_CAUSES = 3
_MAX_FRAMES = 16
_MAX_STATE = 20

_CAUSE = BaseException.__dict__["__cause__"]
_CONTEXT = BaseException.__dict__["__context__"]

Encode = Callable[[Any], Any]


class ErrorWriter:
    """Writes the student's exceptions without relying on their classes' methods."""

    def __init__(self, program: Program, number: Callable[[Any], int]) -> None:
        self._program = program
        self._number = number

    def write(self, error: BaseException, encode: Encode, causes: int = 0) -> dict[str, Any]:
        cause, context = _CAUSE.__get__(error), _CONTEXT.__get__(error)
        return {
            "type": encode(type(error)),
            "args": self._arguments(error, encode),
            "text": clip(safe_str(error), 4_000),
            "number": self._number(error),
            "state": state_of(error, encode),
            "details": self._details(error, encode),
            "explanation": explain(error, self._program),
            "words": describe(error),
            "frames": [
                [
                    frame.lineno,
                    clip(frame.name, 200),
                    frame.filename if self._program.has_several else None,
                ]
                for frame in student_frames(error, self._program)[-_MAX_FRAMES:]
                if frame.lineno
            ],
            "raised_here": raised_in(error, self._program),
            "cause": self._before(cause, encode, causes),
            "context": context is not None
            and (context is cause or self._before(context, encode, causes)),
            "judge": raised_by_tests(error),
        }

    def _before(
        self, error: BaseException | None, encode: Encode, causes: int
    ) -> dict[str, Any] | None:
        if error is None or causes >= _MAX_CAUSES:
            return None
        return self.write(error, encode, causes + 1)

    def _arguments(self, error: BaseException, encode: Encode) -> list[Any]:
        return [_written(argument, encode) for argument in args_of(error)]

    def _details(self, error: BaseException, encode: Encode) -> list[Any] | None:
        details = details_of(error)
        if details is None:
            return None
        fields, notes, suppressed = details
        return [
            {name: _written(value, encode) for name, value in fields.items()},
            notes,
            suppressed,
        ]


def _written(value: Any, encode: Encode) -> Any:
    try:
        return encode(value)
    except CannotCross:
        return clip(safe_str(value), 4_000)


def state_of(error: BaseException, encode: Encode) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for name, value in list(fields_of(error).items())[:_MAX_STATE]:
        if type(value) in (str, int, float, bool, type(None)) and not name.startswith("_"):
            state[name] = encode(value)
    return state


def made_error(content: dict[str, Any], decode: Callable[[Any], Any]) -> BaseException:
    """The student's copy of an exception that the judge raised."""
    kind = decode(content["type"])
    args = [decode(each) for each in content["args"]]
    library = content.get("library")
    try:
        if library is not None:
            kind = getattr(importlib.import_module(library[0]), library[1])
            error: BaseException = bare_exception(kind, tuple(args))
        else:
            error = kind(*args)
    except Exception:
        error = Exception(*args)
    fields_of(error).update({name: decode(each) for name, each in content.get("state", {}).items()})
    details = content.get("details")
    if details is not None:
        fields, notes, suppressed = details
        decoded = {name: decode(each) for name, each in fields.items()}
        set_details(error, (decoded, notes, suppressed))
    mark_raised_by_tests(error, content["judge"])
    return error
