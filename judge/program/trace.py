"""What a traceback says about the student's file, without frames of tests and judge."""

import builtins
import linecache
import traceback
from types import CodeType
from typing import cast

from ..border.exception_marks import student_trace_of
from ..border.faults import BorderFault
from ..common.text import MAX_MESSAGE, clip, safe_str
from ..messages import explain_exception, innermost_frame, python_words
from ..messages.place import steps_of

_MAX_FRAMES = 8

_NAME = type.__dict__["__name__"]


def student_frames(error: BaseException, file_name: str) -> list[traceback.FrameSummary]:
    """The student's frames of the traceback, outermost first."""
    trace = student_trace_of(error)
    if trace is not None:
        return [_summary(file_name, line, name) for line, name in trace.frames]
    frames: list[tuple[CodeType, int]] = []
    for step in steps_of(error):
        code = step.tb_frame.f_code
        # Code objects that the program has made may have no lines.
        line = cast(int | None, step.tb_lineno)
        if code.co_filename == file_name and line is not None:
            frames.append((code, line))
    if len(frames) > 2 * _MAX_FRAMES:
        frames = [*frames[:2], *frames[-_MAX_FRAMES:]]
    return [_summary(file_name, line, code.co_name) for code, line in frames]


def _summary(file_name: str, line: int, function: str) -> traceback.FrameSummary:
    return traceback.FrameSummary(
        file_name, line, function, line=linecache.getline(file_name, line)
    )


def student_line(error: BaseException, file_name: str) -> int | None:
    frames = student_frames(error, file_name)
    return frames[-1].lineno if frames else None


def kind_names(error: BaseException) -> list[str]:
    """Names of the exception's classes, its own first. Leaves out classes that only have the same
    name as one of Python's."""
    return [
        name
        for kind in type.mro(type(error))
        if vars(builtins).get(name := _NAME.__get__(kind), kind) is kind
    ]


def raised_in(error: BaseException, file_name: str) -> bool:
    """Whether the file itself raised it, not something that it called."""
    trace = student_trace_of(error)
    return trace.raised_here if trace is not None else _origin(error) == file_name


def _origin(error: BaseException) -> str | None:
    """The file of the traceback's innermost frame."""
    frame = innermost_frame(error)
    return frame and frame.f_code.co_filename


def describe(error: BaseException) -> str:
    """Python's own message about the exception."""
    trace = student_trace_of(error)
    if trace is not None:
        return trace.words
    return safe_str(error) if issubclass(type(error), BorderFault) else python_words(error)


def explain(error: BaseException, file_name: str) -> str:
    """A sentence that starts with its line; below it Python's own message, and the calls in the
    file that led there."""
    trace = student_trace_of(error)
    if trace is not None:
        return trace.explanation
    if issubclass(type(error), BorderFault):
        return safe_str(error)
    sentence = explain_exception(error, file_name, "".join(linecache.getlines(file_name)))
    words = describe(error)
    frames = student_frames(error, file_name)
    calls = "".join(traceback.StackSummary.from_list(frames).format()).rstrip("\n")
    below = [] if sentence.endswith(words) else [words]
    rest = "\n".join([*below, *([calls] if calls else [])])
    return clip(f"{sentence}\n\n{rest}" if rest else sentence, MAX_MESSAGE)
