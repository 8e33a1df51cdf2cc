"""What a traceback says about the student's file; frames of tests and judge are left out."""

import builtins
import linecache
import traceback
from types import CodeType
from typing import cast

from ..messages import explain_exception, python_words, traceback_of
from ..remote.faults import BorderFault
from .text import MESSAGE_MAX, clip, safe_str
from .told_trace import told_trace

_FRAMES_MAX = 8

_NAME = type.__dict__["__name__"]


def student_frames(error: BaseException, file_name: str) -> list[traceback.FrameSummary]:
    """The student's frames of the traceback, outermost first."""
    told = told_trace(error)
    if told is not None:
        return [_summary(file_name, line, name) for line, name in told.frames]
    frames: list[tuple[CodeType, int]] = []
    step = traceback_of(error)
    while step is not None:
        code = step.tb_frame.f_code
        # Code objects that the program has made itself may have no lines.
        line = cast(int | None, step.tb_lineno)
        if code.co_filename == file_name and line is not None:
            frames.append((code, line))
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
    told = told_trace(error)
    return told.raised_here if told is not None else _origin(error) == file_name


def _origin(error: BaseException) -> str | None:
    """The file whose frame is the traceback's innermost."""
    step = traceback_of(error)
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step and step.tb_frame.f_code.co_filename


def describe(error: BaseException) -> str:
    """The exception in Python's own words."""
    told = told_trace(error)
    if told is not None:
        return told.words
    return safe_str(error) if issubclass(type(error), BorderFault) else python_words(error)


def explain(error: BaseException, file_name: str) -> str:
    """A sentence with its line in front; below it Python's own words, and the way there through
    the file."""
    told = told_trace(error)
    if told is not None:
        return told.explanation
    if issubclass(type(error), BorderFault):
        return safe_str(error)
    sentence = explain_exception(error, file_name, "".join(linecache.getlines(file_name)))
    words = describe(error)
    frames = student_frames(error, file_name)
    way = "".join(traceback.StackSummary.from_list(frames).format()).rstrip("\n")
    below = [] if sentence.endswith(words) else [words]
    rest = "\n".join([*below, *([way] if way else [])])
    return clip(f"{sentence}\n\n{rest}" if rest else sentence, MESSAGE_MAX)
