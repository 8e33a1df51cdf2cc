"""A function that calls itself far more often than Python usually allows."""

from types import TracebackType

from .place import steps_of

# Python's own limit is far lower.
_MIN_DEPTH = 20_000
_MAX_KEPT = 50

SMALLEST_CASE = (
    "Let it `return` in the smallest case without calling itself. "
    "In the other cases, call it with a smaller value."
)


def explain_endless_recursion(error: BaseException, file_name: str) -> str | None:
    """For a program that has raised the recursion limit and still reached its end.

    Cuts the traceback short, which frees the memory of those calls: little else may be left.
    """
    # Without memory for another call, Python may raise SystemError.
    if not issubclass(type(error), MemoryError | RecursionError | SystemError):
        return None
    outer, depth = _outer_calls(error, file_name)
    if depth < _MIN_DEPTH or not outer:
        return None
    outer[-1].tb_next = None
    code = outer[-1].tb_frame.f_code
    return (
        f"Line {outer[-1].tb_lineno}: `{code.co_name}` (line {code.co_firstlineno}) keeps calling "
        f"itself and never stops. {SMALLEST_CASE}"
    )


def _outer_calls(error: BaseException, file_name: str) -> tuple[list[TracebackType], int]:
    """The outermost calls of the file's own functions, and the number of all."""
    outer: list[TracebackType] = []
    depth = 0
    for step in steps_of(error):
        if step.tb_frame.f_code.co_filename == file_name:
            depth += 1
            if len(outer) < _MAX_KEPT:
                outer.append(step)
    return outer, depth
