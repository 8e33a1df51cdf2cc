"""Where in the student's file an exception came about."""

import ast
import inspect
import itertools
from dataclasses import dataclass
from types import CodeType, FrameType, TracebackType
from typing import Any, cast

from .source import Function, StudentSource

_TRACEBACK = BaseException.__dict__["__traceback__"]


def traceback_of(error: BaseException) -> TracebackType | None:
    """The traceback, whatever the exception's own class makes of that name."""
    return cast(TracebackType | None, _TRACEBACK.__get__(error))


@dataclass(frozen=True)
class Place:
    """The innermost line of the student's file that a traceback passes through.

    ``innermost``: nothing that the line calls was running. ``expression``: what was being
    computed, where Python tells it.
    """

    line: int
    innermost: bool
    function: Function | None
    expression: ast.expr | None
    statement: ast.stmt | None
    _frame: FrameType

    def value(self, node: ast.AST) -> Any:
        """What a plain name stands for here, the ellipsis when that cannot be said."""
        if not isinstance(node, ast.Name):
            return ...
        code, frame = self._frame.f_code, self._frame
        if code.co_flags & inspect.CO_OPTIMIZED and node.id in code.co_varnames:
            return frame.f_locals.get(node.id, ...)
        return dict[str, Any].get(frame.f_globals, node.id, ...)


def find_place(error: BaseException, file_name: str, source: StudentSource) -> Place | None:
    found: TracebackType | None = None
    step = last = traceback_of(error)
    while step is not None:
        line = cast(int | None, step.tb_lineno)
        if step.tb_frame.f_code.co_filename == file_name and line is not None:
            found = step
        last, step = step, step.tb_next
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
