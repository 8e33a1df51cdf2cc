"""What a traceback says about the student's file; frames of tests and judge are left out."""

import linecache
import traceback
import unittest.mock
from dataclasses import dataclass
from types import CodeType, TracebackType
from typing import Any, cast

from .remote.faults import BorderFault
from .text import clip, safe_str, type_name

_FRAMES_MAX = 8

MESSAGE_MAX_CHARACTERS = 4_000

_TOLD = "_touchstone_trace"


@dataclass(frozen=True)
class ToldTrace:
    """What the student's process says of an exception of its own: the judge saw none of it.

    ``frames`` are lines and functions in the student's file, outermost first; ``raised_here``:
    that file itself raised it.
    """

    explanation: str
    frames: tuple[tuple[int, str], ...]
    raised_here: bool


def fields_of(error: BaseException) -> dict[str, Any]:
    """The exception's own attributes, whatever its class makes of that name."""
    return BaseException.__dict__["__dict__"].__get__(error)


def tell_trace(error: BaseException, told: ToldTrace) -> None:
    fields_of(error)[_TOLD] = told


def _told(error: BaseException) -> ToldTrace | None:
    found = fields_of(error).get(_TOLD)
    return found if isinstance(found, ToldTrace) else None


_TRACEBACK = BaseException.__dict__["__traceback__"]


def traceback_of(error: BaseException) -> TracebackType | None:
    """The traceback, whatever the exception's own class makes of that name."""
    return cast(TracebackType | None, _TRACEBACK.__get__(error))


def student_frames(error: BaseException, file_name: str) -> list[traceback.FrameSummary]:
    """The student's frames of the traceback, outermost first."""
    told = _told(error)
    if told is not None:
        return [_summary(file_name, line, name) for line, name in told.frames]
    frames: list[tuple[CodeType, int]] = []
    step = traceback_of(error)
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == file_name:
            frames.append((code, step.tb_lineno))
        step = step.tb_next
    kept = frames if len(frames) <= 2 * _FRAMES_MAX else [*frames[:2], *frames[-_FRAMES_MAX:]]
    return [_summary(file_name, line, code.co_name) for code, line in kept]


def _summary(file_name: str, line: int, function: str) -> traceback.FrameSummary:
    return traceback.FrameSummary(
        file_name, line, function, line=linecache.getline(file_name, line)
    )


def student_line(error: BaseException, file_name: str) -> int | None:
    frames = student_frames(error, file_name)
    return frames[-1].lineno if frames else None


def raised_in(error: BaseException, file_name: str) -> bool:
    """Whether the file itself raised it, and nothing that it called."""
    told = _told(error)
    return told.raised_here if told is not None else _origin(error) == file_name


def _raised_by_mock(error: BaseException) -> bool:
    return _origin(error) == unittest.mock.__file__


def _origin(error: BaseException) -> str | None:
    """The file whose frame is the traceback's innermost."""
    step = traceback_of(error)
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step and step.tb_frame.f_code.co_filename


def describe(error: BaseException) -> str:
    """One sentence for an exception that the student has to understand."""
    told = _told(error)
    if told is not None:
        return told.explanation
    try:
        return _describe(error)
    except MemoryError:
        raise
    except BaseException:
        return f"{type_name(error)}, of which nothing more can be said"


def _describe(error: BaseException) -> str:
    text = safe_str(error)
    if isinstance(error, BorderFault):
        return text
    if isinstance(error, SystemExit):
        return "The program ended itself with exit(), before its tests were through."
    if isinstance(error, EOFError) and "reading a line" in text:
        return "EOFError: the program asks for input(), but nobody types anything here."
    if isinstance(error, StopIteration) and _raised_by_mock(error):
        return "StopIteration: the program asks more often, by input() say, than the test answers."
    if isinstance(error, RecursionError):
        return f"RecursionError: a function calls itself without end ({text})"
    if isinstance(error, MemoryError):
        return "MemoryError: the program needs more memory than it may use"
    name = type_name(error)
    return f"{name}: {text}" if text else name


def explain(error: BaseException, file_name: str) -> str:
    """The exception with its line in front, and below it the way there through the file."""
    frames = student_frames(error, file_name)
    sentence = describe(error)
    if not frames:
        return sentence
    way = "".join(traceback.StackSummary.from_list(frames).format()).rstrip("\n")
    return clip(f"Line {frames[-1].lineno}: {sentence}\n\n{way}", 4_000)
