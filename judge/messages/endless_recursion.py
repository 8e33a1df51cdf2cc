"""A function that calls itself, and far more often than Python usually allows."""

from types import TracebackType

from .place import traceback_of

# The usual limit of Python's is far below.
_DEEP = 20_000
_KEPT = 50


def explain_endless_recursion(error: BaseException, file_name: str) -> str | None:
    """For the end of a program that has raised the recursion limit.

    Cuts the traceback short, which frees the memory of those calls: little other may be left.
    """
    # Where no memory is left for another call, Python may know no better than SystemError.
    if not issubclass(type(error), MemoryError | RecursionError | SystemError):
        return None
    outer, depth = _outer_calls(traceback_of(error), file_name)
    if depth < _DEEP or not outer:
        return None
    outer[-1].tb_next = None
    code = outer[-1].tb_frame.f_code
    return (
        f"Line {outer[-1].tb_lineno}: `{code.co_name}` (line {code.co_firstlineno}) calls itself "
        "again and again without end. Let it `return` without a call in "
        "the smallest case, and call itself with a smaller value."
    )


def _outer_calls(step: TracebackType | None, file_name: str) -> tuple[list[TracebackType], int]:
    """The outermost of the file's own, and how many there are."""
    outer: list[TracebackType] = []
    depth = 0
    while step is not None:
        if step.tb_frame.f_code.co_filename == file_name:
            depth += 1
            if len(outer) < _KEPT:
                outer.append(step)
        step = step.tb_next
    return outer, depth
