"""What a traceback says about the student's file; frames of tests and judge are left out."""

import builtins
import linecache
import traceback
import unittest.mock
from types import CodeType, TracebackType
from typing import cast

from .text import clip, safe_str, type_name

_FRAMES_MAX = 8

_NAME = type.__dict__["__name__"]
_TRACEBACK = BaseException.__dict__["__traceback__"]


def traceback_of(error: BaseException) -> TracebackType | None:
    """The traceback, whatever the exception's own class makes of that name."""
    return cast(TracebackType | None, _TRACEBACK.__get__(error))


def student_frames(error: BaseException, file_name: str) -> list[traceback.FrameSummary]:
    """The student's frames of the traceback, outermost first."""
    frames: list[tuple[CodeType, int]] = []
    step = traceback_of(error)
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == file_name:
            frames.append((code, step.tb_lineno))
        step = step.tb_next
    kept = frames if len(frames) <= 2 * _FRAMES_MAX else [*frames[:2], *frames[-_FRAMES_MAX:]]
    return [
        traceback.FrameSummary(
            file_name, line, code.co_name, line=linecache.getline(file_name, line)
        )
        for code, line in kept
    ]


def student_line(error: BaseException, file_name: str) -> int | None:
    frames = student_frames(error, file_name)
    return frames[-1].lineno if frames else None


def kind_names(error: BaseException) -> list[str]:
    """Names of the exception's classes, its own first. Of a class that only bears the name of one
    of Python's own there is none."""
    return [
        name
        for kind in type.mro(type(error))
        if vars(builtins).get(name := _NAME.__get__(kind), kind) is kind
    ]


def raised_in(error: BaseException, file_name: str) -> bool:
    """Whether the file itself raised it, and nothing that it called."""
    return _origin(error) == file_name


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
    try:
        return _describe(error)
    except MemoryError:
        raise
    except BaseException:
        return f"{type_name(error)}, of which nothing more can be said"


def _describe(error: BaseException) -> str:
    text = safe_str(error)
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
