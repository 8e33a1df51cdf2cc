"""What a traceback says about the student's file; frames of tests and judge are left out."""

import linecache
import traceback
from types import CodeType
from typing import cast

from .messages import explain_exception, python_words, traceback_of
from .text import clip

_FRAMES_MAX = 8


def student_frames(error: BaseException, file_name: str) -> list[traceback.FrameSummary]:
    """The student's frames of the traceback, outermost first."""
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
    return [
        traceback.FrameSummary(
            file_name, line, code.co_name, line=linecache.getline(file_name, line)
        )
        for code, line in kept
    ]


def student_line(error: BaseException, file_name: str) -> int | None:
    frames = student_frames(error, file_name)
    return frames[-1].lineno if frames else None


def raised_in(error: BaseException, file_name: str) -> bool:
    """Whether the file itself raised it, and nothing that it called."""
    return _origin(error) == file_name


def _origin(error: BaseException) -> str | None:
    """The file whose frame is the traceback's innermost."""
    step = traceback_of(error)
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step and step.tb_frame.f_code.co_filename


def describe(error: BaseException) -> str:
    """The exception in Python's own words."""
    return python_words(error)


def explain(error: BaseException, file_name: str) -> str:
    """A sentence with its line in front; below it Python's own words, and the way there through
    the file."""
    sentence = explain_exception(error, file_name, "".join(linecache.getlines(file_name)))
    words = describe(error)
    frames = student_frames(error, file_name)
    way = "".join(traceback.StackSummary.from_list(frames).format()).rstrip("\n")
    below = [] if sentence.endswith(words) else [words]
    rest = "\n".join([*below, *([way] if way else [])])
    return clip(f"{sentence}\n\n{rest}" if rest else sentence, 4_000)
