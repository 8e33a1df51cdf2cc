"""Where in the student's file an exception was raised."""

import ast
import inspect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FrameType, TracebackType
from typing import Any, cast

from .source import Function, StudentSource

_TRACEBACK = BaseException.__dict__["__traceback__"]


def traceback_of(error: BaseException) -> TracebackType | None:
    """The traceback, even if the exception's class defines that name otherwise."""
    return cast(TracebackType | None, _TRACEBACK.__get__(error))


def steps_of(error: BaseException) -> Iterator[TracebackType]:
    """The steps of its traceback, the first call first."""
    step = traceback_of(error)
    while step is not None:
        yield step
        step = step.tb_next


def last_step_in(file_name: str, error: BaseException) -> TracebackType | None:
    """The last step of its traceback that is in the file."""
    found = None
    for step in steps_of(error):
        if step.tb_frame.f_code.co_filename == file_name:
            found = step
    return found


def innermost_frame(error: BaseException) -> FrameType | None:
    """The frame that raised the exception; None if it was not raised."""
    frame = None
    for step in steps_of(error):
        frame = step.tb_frame
    return frame


@dataclass(frozen=True)
class Place:
    """The innermost line of the student's file that a traceback passes through.

    ``innermost``: the line itself raised the exception, not a function that it calls.
    ``expression``: the part of the line that was being evaluated, if Python knows it.
    """

    line: int
    innermost: bool
    function: Function | None
    expression: ast.expr | None
    statement: ast.stmt | None
    _frame: FrameType

    def value(self, node: ast.AST) -> Any:
        """The value of a plain name here, the ellipsis if it is not known."""
        if not isinstance(node, ast.Name):
            return ...
        code, frame = self._frame.f_code, self._frame
        if code.co_flags & inspect.CO_OPTIMIZED and node.id in code.co_varnames:
            return frame.f_locals.get(node.id, ...)
        return dict[str, Any].get(frame.f_globals, node.id, ...)


def find_place(error: BaseException, file_name: str, source: StudentSource) -> Place | None:
    found = last = None
    for last in steps_of(error):
        line = cast(int | None, last.tb_lineno)
        if last.tb_frame.f_code.co_filename == file_name and line is not None:
            found = last
    if found is None:
        return None
    line = found.tb_lineno
    return Place(
        line,
        found is last,
        source.function_around(line),
        _expression(found.tb_frame.f_code, found.tb_lasti, source),
        source.statement_at(line),
        found.tb_frame,
    )


def _expression(code: CodeType, at: int, source: StudentSource) -> ast.expr | None:
    position = next(itertools.islice(code.co_positions(), at // 2, None), None)
    if position is None or None in position:
        return None
    return source.expression_at(cast(tuple[int, int, int, int], position))
