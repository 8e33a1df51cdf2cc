"""A breakpoint left in the program."""

import ast

from ..common.nodes import called_name, calls_of
from ..common.text import type_name
from .place import innermost_frame, steps_of
from .source import StudentSource
from .trouble import Trouble


def explain_left_debugger(trouble: Trouble) -> str | None:
    """For the exception of a debugger that waits for a command in vain. The sentence names the line
    of its call, because the program has stopped in a later line."""
    if not _debugger_quit(trouble.error):
        return None
    calls = _calls(trouble.source)
    lines = _lines_run(trouble)
    at = trouble.place.line if trouble.place else len(trouble.source.text)
    # The debugger stops at the line that runs next.
    for likely in (
        [node for node in calls if node.lineno in lines and node.lineno <= at],
        [node for node in calls if node.lineno in lines],
        calls,
    ):
        if likely:
            node = max(likely, key=lambda each: each.lineno)
            return (
                f"Line {node.lineno}: Remove `{trouble.source.shown(node)}`. It stops the program "
                "and waits for debugger commands."
            )
    return None


def _debugger_quit(error: BaseException) -> bool:
    """A debugger without commands raises BdbQuit; in Python 3.14 it exits."""
    if (vars(type(error)).get("__module__"), type_name(error)) == ("bdb", "BdbQuit"):
        return True
    frame = innermost_frame(error) if issubclass(type(error), SystemExit) else None
    return frame is not None and frame.f_globals.get("__name__") in ("pdb", "bdb")


def _lines_run(trouble: Trouble) -> set[int]:
    """Lines of the functions in the traceback."""
    found: set[int] = set()
    for step in steps_of(trouble.error):
        function = trouble.source.function_around(step.tb_lineno)
        if function:
            found.update(range(function.line, (function.node.end_lineno or function.line) + 1))
    return found


def _calls(source: StudentSource) -> list[ast.Call]:
    return [
        call
        for call in calls_of(ast.walk(source.tree), "breakpoint", "set_trace")
        if called_name(call) == "set_trace" or isinstance(call.func, ast.Name)
    ]
