"""What a traceback says about the program, without frames of tests and judge."""

import builtins
import linecache
import traceback
from types import CodeType
from typing import cast

from ..border.exception_marks import student_trace_of
from ..border.faults import BorderFault
from ..common.program import Program, ProgramFile, Spot
from ..common.text import MAX_MESSAGE, clip, safe_str
from ..messages import explain_exception, innermost_frame, naming_file, python_words
from ..messages.place import steps_of

_MAX_FRAMES = 8

_NAME = type.__dict__["__name__"]


def student_frames(error: BaseException, program: Program) -> list[traceback.FrameSummary]:
    """The student's frames of the traceback, outermost first."""
    trace = student_trace_of(error)
    if trace is not None:
        named = [(file or program.main.name, line, name) for line, name, file in trace.frames]
        return [_summary(*each) for each in named if each[0] in program]
    frames: list[tuple[CodeType, int]] = []
    for step in steps_of(error):
        code = step.tb_frame.f_code
        # Code objects that the program has made may have no lines.
        line = cast(int | None, step.tb_lineno)
        if code.co_filename in program and line is not None:
            frames.append((code, line))
    if len(frames) > 2 * _MAX_FRAMES:
        frames = [*frames[:2], *frames[-_MAX_FRAMES:]]
    return [_summary(code.co_filename, line, code.co_name) for code, line in frames]


def _summary(file_name: str, line: int, function: str) -> traceback.FrameSummary:
    return traceback.FrameSummary(
        file_name, line, function, line=linecache.getline(file_name, line)
    )


def student_spot(error: BaseException, program: Program) -> Spot | None:
    """The innermost line of the program that the traceback passes through."""
    frames = student_frames(error, program)
    if not frames or frames[-1].lineno is None:
        return None
    return program.spot(frames[-1].filename, frames[-1].lineno)


def kind_names(error: BaseException) -> list[str]:
    """Names of the exception's classes, its own first. Leaves out classes that only have the same
    name as one of Python's."""
    return [
        name
        for kind in type.mro(type(error))
        if vars(builtins).get(name := _NAME.__get__(kind), kind) is kind
    ]


def raised_in(error: BaseException, program: Program) -> bool:
    """Whether the program itself raised it, not something that it called."""
    trace = student_trace_of(error)
    return trace.raised_here if trace is not None else _origin(error) in program


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


def explain(error: BaseException, program: Program) -> str:
    """A sentence that starts with its line; below it Python's own message, and the calls in the
    program that led there."""
    trace = student_trace_of(error)
    if trace is not None:
        return trace.explanation
    if issubclass(type(error), BorderFault):
        return safe_str(error)
    sentence, words = explanation(error, program), describe(error)
    frames = student_frames(error, program)
    calls = "".join(traceback.StackSummary.from_list(frames).format()).rstrip("\n")
    below = [] if sentence.endswith(words) else [words]
    rest = "\n".join([*below, *([calls] if calls else [])])
    return clip(f"{sentence}\n\n{rest}" if rest else sentence, MAX_MESSAGE)


def explanation(error: BaseException, program: Program) -> str:
    """The sentence alone, for an exception that was raised in this process."""
    spot = student_spot(error, program)
    file = program.main if spot is None else program.file(spot.file or program.main.name)
    files = program.files if spot is None or file is None else (file,)
    sentence = ""
    # One that was not raised in the program can still be caused by how any of its files is written.
    for each in files:
        sentence = _explained_by(error, each, program)
        if sentence != python_words(error):
            break
    return sentence


def _explained_by(error: BaseException, file: ProgramFile, program: Program) -> str:
    others = [each for each in program.files if each is not file]
    return naming_file(explain_exception(error, file.name, file.code, others), file.of)
