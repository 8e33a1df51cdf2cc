"""An exception that the tests expect and the program does not raise."""

import ast
import builtins

from ..common.attempt import attempted
from ..common.nodes import called_name, is_named, of_kind, own_nodes
from ..common.program import Program, ProgramFile, Spot
from .comparisons import called_function, with_hint
from .source import Function, StudentSource, read_source

_PARENTS = ("Exception", "BaseException")


def explain_not_raised(call: str | None, expected: str, file: ProgramFile) -> str:
    """``expected`` names one exception, or several with "or" between them."""
    subject = (
        f"`{call}` should raise {expected}, but does not"
        if call
        else f"{expected} should have been raised here, but was not"
    )
    names = expected.split(" or ")
    return with_hint(f"{subject}.", lambda text: _where(call, names, text), file)


def _where(call: str | None, names: list[str], source: StudentSource) -> str | None:
    function = called_function(call, source)
    if function is None:
        return None
    nodes = list(own_nodes(function.node))
    place = f"Look at `{function.name}`, which begins in line {function.line}."
    return (
        _returned(nodes, names)
        or _caught(nodes, names)
        or _not_reached(nodes, names)
        or _maybe_caught(nodes, names)
        or (place if _calls_own(function, nodes, source) else f"{place} {_step(names)}")
    )


def _step(names: list[str]) -> str:
    return f"Write `raise {names[0]}(…)` there for this case."


def _returned(nodes: list[ast.AST], names: list[str]) -> str | None:
    for node in nodes:
        if isinstance(node, ast.Return) and _exception_name(node.value) in names:
            return f"Line {node.lineno} returns the exception: write `raise` instead of `return`."
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            printed = called_name(node.value) == "print" and node.value.args
            if _exception_name(node.value) in names:
                return (
                    f"Line {node.lineno} makes the exception, but does not raise it: "
                    "write `raise` before it."
                )
            if printed and _exception_name(node.value.args[0]) in names:
                return (
                    f"Line {node.lineno} prints the exception: write `raise` instead of `print`, "
                    "without the brackets around it."
                )
    return None


def _caught(nodes: list[ast.AST], names: list[str]) -> str | None:
    """Caught by an ``except`` around the ``raise``."""
    for node in of_kind(nodes, ast.Try):
        inner = [each for body in node.body for each in (body, *own_nodes(body))]
        raised = [each for each in of_kind(inner, ast.Raise) if _exception_name(each.exc) in names]
        for handler in node.handlers:
            if raised and _catches(handler, _exception_name(raised[0].exc)):
                return (
                    f"Line {raised[0].lineno} raises it, but the `except` in line "
                    f"{handler.lineno} catches it. Remove the `try` and its `except`."
                )
    return None


def _maybe_caught(nodes: list[ast.AST], names: list[str]) -> str | None:
    for node in of_kind(nodes, ast.Try):
        for handler in node.handlers:
            if _catches(handler, names[0]):
                return (
                    f"Look at the `except` in line {handler.lineno}: "
                    "it catches what the lines above it raise."
                )
    return None


def _catches(handler: ast.ExceptHandler, name: str | None) -> bool:
    """Whether it catches the exception for good."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return not any(of_kind(own_nodes(handler), ast.Raise)) and any(
        each is None or is_named(each, name or "", *_PARENTS) for each in kinds
    )


def _not_reached(nodes: list[ast.AST], names: list[str]) -> str | None:
    """For a ``raise`` whose condition was not true."""
    guarded = {id(each) for node in of_kind(nodes, ast.Try, ast.With) for each in own_nodes(node)}
    for node in of_kind(nodes, ast.Raise):
        if _exception_name(node.exc) in names:
            if id(node) in guarded:
                return None
            return (
                f"Line {node.lineno} raises it, but does not run in this case: "
                "check the condition above it."
            )
    return None


def _calls_own(function: Function, nodes: list[ast.AST], source: StudentSource) -> bool:
    """Whether it calls another function of the program, which may have to raise it."""
    return any(
        name in source.functions and name != function.name for name in map(called_name, nodes)
    )


def _exception_name(node: ast.AST | None) -> str | None:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def explain_other_raise(kind: str, wanted: str, spot: Spot | None, program: Program) -> str | None:
    """For one of Python's exceptions that the program's own ``raise`` at that spot has raised.
    ``kind`` and ``wanted`` are names of exceptions."""

    def reason() -> str | None:
        file = spot and program.file(spot.file or program.main.name)
        if spot is None or file is None or kind not in vars(builtins):
            return None
        for node in of_kind(ast.walk(read_source(file.code).tree), ast.Raise):
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if node.lineno == spot.line and is_named(raised, kind):
                return f"Line {spot} raises it. Write `raise {wanted}(…)` there."
        return None

    return attempted(reason)
