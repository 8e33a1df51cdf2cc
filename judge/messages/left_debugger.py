"""A breakpoint that was left in the program."""

import ast

from ..report.text import type_name
from .place import traceback_of
from .source import StudentSource
from .trouble import Trouble


def explain_left_debugger(trouble: Trouble) -> str | None:
    """For what a debugger raises when it asks for a command and nobody types one; with the line of
    its call, for the program has stopped in a later one."""
    kind = type(trouble.error)
    if (vars(kind).get("__module__"), type_name(trouble.error)) != ("bdb", "BdbQuit"):
        return None
    calls = _calls(trouble.source)
    lines = _lines_run(trouble)
    at = trouble.place.line if trouble.place else len(trouble.source.text)
    # The debugger stops in the line that runs next.
    for likely in (
        [node for node in calls if node.lineno in lines and node.lineno <= at],
        [node for node in calls if node.lineno in lines],
        calls,
    ):
        if likely:
            node = max(likely, key=lambda each: each.lineno)
            return (
                f"Line {node.lineno}: Remove `{trouble.source.shown(node)}`. It stops the program "
                "here, and waits for commands to a debugger."
            )
    return None


def _lines_run(trouble: Trouble) -> set[int]:
    """Lines of the functions that the traceback goes through."""
    found: set[int] = set()
    step = traceback_of(trouble.error)
    while step is not None:
        function = trouble.source.function_around(step.tb_lineno)
        if function:
            found.update(range(function.line, (function.node.end_lineno or function.line) + 1))
        step = step.tb_next
    return found


def _calls(source: StudentSource) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in ("breakpoint", "set_trace"))
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "set_trace")
        )
    ]
