"""Exceptions on their way between the two processes.

From here to the judge an exception is an object:

    type         its class, as objects.py writes it
    args         as plain values or objects; their texts where they can't cross
    text         what str() gives
    number       of the exception itself as an object
    state        its attributes that are plain
    explanation  for the student, and words, Python's own (trace.py)
    frames       [line, function] in the student's file, outermost first
    raised_here  whether it was raised in that file itself
    cause        the same for ``__cause__``, or null
    judge        the judge's number for an exception that it raised itself, in a callback

From the judge an exception has ``type``, ``args`` and ``judge``.
"""

from collections.abc import Callable
from typing import Any

from ..border.plain import CannotCross
from ..report.text import clip, safe_str
from ..report.told_trace import fields_of, mark_raised_by_tests, raised_by_tests
from ..report.trace import describe, explain, raised_in, student_frames

_CAUSES_MAX = 3
_FRAMES_MAX = 16
_STATE_MAX = 20

Encode = Callable[[Any], Any]


class ErrorWriter:
    """Writes the student's exceptions, whatever their classes make of that."""

    def __init__(self, file_name: str, number: Callable[[Any], int]) -> None:
        self._file_name = file_name
        self._number = number

    def write(self, error: BaseException, encode: Encode, causes: int = 0) -> dict[str, Any]:
        fields = fields_of(error)
        cause = error.__cause__
        return {
            "type": encode(type(error)),
            "args": self._arguments(error, encode),
            "text": clip(safe_str(error), 4_000),
            "number": self._number(error),
            "state": _state(fields, encode),
            "explanation": explain(error, self._file_name),
            "words": describe(error),
            "frames": [
                [frame.lineno, clip(frame.name, 200)]
                for frame in student_frames(error, self._file_name)[-_FRAMES_MAX:]
                if frame.lineno
            ],
            "raised_here": raised_in(error, self._file_name),
            "cause": self.write(cause, encode, causes + 1)
            if cause is not None and causes < _CAUSES_MAX
            else None,
            "judge": raised_by_tests(error),
        }

    def _arguments(self, error: BaseException, encode: Encode) -> list[Any]:
        written: list[Any] = []
        for argument in error.args:
            try:
                written.append(encode(argument))
            except CannotCross:
                written.append(clip(safe_str(argument), 4_000))
        return written


def _state(fields: dict[str, Any], encode: Encode) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for name, value in list(fields.items())[:_STATE_MAX]:
        if type(value) in (str, int, float, bool, type(None)) and not name.startswith("_"):
            state[name] = encode(value)
    return state


def made_error(kind: Any, args: list[Any], judge_number: int) -> BaseException:
    """The student's copy of an exception that the judge raised."""
    fits = isinstance(kind, type) and issubclass(kind, BaseException)
    try:
        error: BaseException = kind(*args) if fits else Exception(*args)
    except Exception:
        error = Exception(*args)
    mark_raised_by_tests(error, judge_number)
    return error
