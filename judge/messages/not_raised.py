"""An exception that the tests expect and that does not come: where the program loses it."""

import ast

from .comparisons import called_function, with_hint
from .results import called_name
from .source import Function, StudentSource, own_nodes

_PARENTS = ("Exception", "BaseException")


def explain_not_raised(call: str | None, wanted: str, source: str) -> str:
    """``wanted`` names one exception, or several with "or" between them."""
    subject = (
        f"`{call}` should raise {wanted}, but does not"
        if call
        else f"{wanted} should have been raised here, but was not"
    )
    names = wanted.split(" or ")
    return with_hint(f"{subject}.", lambda text: _where(call, names, text), source)


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
                    f"Line {node.lineno} makes the exception and does not raise it: "
                    "write `raise` in front of it."
                )
            if printed and _exception_name(node.value.args[0]) in names:
                return (
                    f"Line {node.lineno} prints the exception: write `raise` instead of `print`, "
                    "without the brackets around it."
                )
    return None


def _caught(nodes: list[ast.AST], names: list[str]) -> str | None:
    """By an ``except`` around the ``raise`` that lets nothing out."""
    for node in nodes:
        if not isinstance(node, ast.Try):
            continue
        inner = [each for body in node.body for each in (body, *own_nodes(body))]
        raised = [
            each
            for each in inner
            if isinstance(each, ast.Raise) and _exception_name(each.exc) in names
        ]
        for handler in node.handlers:
            quiet = not any(isinstance(each, ast.Raise) for each in own_nodes(handler))
            if raised and quiet and _catches(handler, _exception_name(raised[0].exc)):
                return (
                    f"Line {raised[0].lineno} raises it, but the `except` of line "
                    f"{handler.lineno} catches it again. Take the `try` and its `except` away."
                )
    return None


def _maybe_caught(nodes: list[ast.AST], names: list[str]) -> str | None:
    for node in nodes:
        for handler in node.handlers if isinstance(node, ast.Try) else ():
            quiet = not any(isinstance(each, ast.Raise) for each in own_nodes(handler))
            if quiet and _catches(handler, names[0]):
                return (
                    f"Look at the `except` of line {handler.lineno}: "
                    "what is raised in the lines above it goes no further."
                )
    return None


def _catches(handler: ast.ExceptHandler, name: str | None) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        each is None or isinstance(each, ast.Name) and each.id in (name, *_PARENTS)
        for each in kinds
    )


def _not_reached(nodes: list[ast.AST], names: list[str]) -> str | None:
    """Under a condition that was not met."""
    guarded = {
        id(each)
        for node in nodes
        if isinstance(node, ast.Try | ast.With)
        for each in own_nodes(node)
    }
    for node in nodes:
        if isinstance(node, ast.Raise) and _exception_name(node.exc) in names:
            if id(node) in guarded:
                return None
            return (
                f"Line {node.lineno} raises it, but does not run in this case: "
                "look at the condition above it."
            )
    return None


def _calls_own(function: Function, nodes: list[ast.AST], source: StudentSource) -> bool:
    """Another of the program's functions, which may be the one to raise it."""
    return any(
        isinstance(node, ast.Call)
        and called_name(node) in source.functions
        and called_name(node) != function.name
        for node in nodes
    )


def _exception_name(node: ast.AST | None) -> str | None:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
