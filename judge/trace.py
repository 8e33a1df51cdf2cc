"""What a traceback says about the student's file; frames of tests and judge are left out."""

import linecache
import traceback
from types import CodeType, TracebackType

from .text import clip, safe_str

_FRAMES_MAX = 8


def student_frames(error: BaseException, file_name: str) -> list[traceback.FrameSummary]:
    """The student's frames of the traceback, outermost first."""
    frames: list[tuple[CodeType, int]] = []
    step: TracebackType | None = error.__traceback__
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


def describe(error: BaseException) -> str:
    """One sentence for an exception that the student has to understand."""
    text = safe_str(error)
    if isinstance(error, SystemExit):
        return "The program ended itself with exit(), before its tests were through."
    if isinstance(error, EOFError) and "reading a line" in text:
        return "EOFError: the program asks for input(), but nobody types anything here."
    if isinstance(error, RecursionError):
        return f"RecursionError: a function calls itself without end ({text})"
    if isinstance(error, MemoryError):
        return "MemoryError: the program needs more memory than it may use"
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def explain(error: BaseException, file_name: str) -> str:
    """The exception with its line in front, and below it the way there through the file."""
    frames = student_frames(error, file_name)
    sentence = describe(error)
    if not frames:
        return sentence
    way = "".join(traceback.StackSummary.from_list(frames).format()).rstrip("\n")
    return clip(f"Line {frames[-1].lineno}: {sentence}\n\n{way}", 4_000)
