"""Why a function that prints returns None."""

import ast

from ..common.nodes import calls_of, literal, of_kind, own_nodes
from .source import Function, StudentSource, lines_in_words


def why_only_printed(
    function: Function, source: StudentSource, printed: str | None, expected: str | None
) -> str | None:
    """For a function that prints and returns nothing."""
    nodes = list(own_nodes(function.node))
    prints = calls_of(nodes, "print")
    if not prints or any(of_kind(nodes, ast.Yield, ast.YieldFrom)):
        return None
    loop = _loop_around(prints[-1], nodes)
    if loop is not None:
        return _printed_in_loop(prints, loop, expected)
    if len(prints) > 1:
        step = "Write `return` instead of each `print`. " if _printed(printed, expected) else ""
        return (
            f"`{function.name}` prints in {lines_in_words(prints)}, but returns nothing. "
            f"{step}To return a value, use `return`."
        )
    last = prints[-1]
    if not _printed(printed, expected):
        return (
            f"Line {last.lineno} prints, but `{function.name}` returns nothing. "
            "To return a value, use `return`."
        )
    value = source.shown(last.args[0]) if len(last.args) == 1 else "…"
    value = value if "`" not in value else "…"
    return f"Line {last.lineno} only prints the value. To return it, write `return {value}`."


def _printed(printed: str | None, expected: str | None) -> bool:
    """Whether the last line printed is the expected value's text."""
    if printed is None:
        return True
    value = literal(expected)
    lines = [] if value is ... else str(value).splitlines()
    return bool(lines) and printed.splitlines()[-len(lines) :] == lines


def _printed_in_loop(prints: list[ast.Call], loop: ast.AST, expected: str | None) -> str:
    where, first = lines_in_words(prints), getattr(loop, "lineno", prints[0].lineno)
    if (expected or "").startswith("["):
        return (
            f"The `print` in {where} shows each value, but the tests expect a list. Make an empty "
            f"list above the loop in line {first}, write `.append(…)` instead of `print(…)`, and "
            "`return` the list below the loop."
        )
    return (
        f"The loop in line {first} prints, but `print` does not return a value. "
        "Write a `return` below the loop."
    )


def _loop_around(inner: ast.AST, nodes: list[ast.AST]) -> ast.For | ast.While | None:
    loops = of_kind(nodes, ast.For, ast.While)
    return next((loop for loop in loops if any(each is inner for each in own_nodes(loop))), None)
