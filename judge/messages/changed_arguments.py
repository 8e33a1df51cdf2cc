"""A value that the tests give to a function, and that is another one afterwards."""

import ast

from .results import called_name
from .source import Function, StudentSource, own_nodes

_CHANGES = frozenset(
    "append extend insert remove pop sort reverse clear update add discard setdefault popitem "
    "shuffle".split()
)


def changed_argument(
    call: str, variable: str, function: Function, source: StudentSource
) -> str | None:
    """``call`` has given the test's ``variable`` to the function, which changes it in a line."""
    parameter = _parameter_for(call, variable, function)
    if parameter is None:
        return None
    for node in own_nodes(function.node):
        if _rebinds(node, parameter):
            return None
        line = _line_that_changes(node, parameter)
        if line is not None:
            kept = f"`{function.name}` should leave it as it is"
            if isinstance(node, ast.Call) and called_name(node) == "sort":
                return (
                    f"Line {line} sorts the list that the test gives, and {kept}. "
                    f"Use `sorted({parameter})`, which makes a new list."
                )
            return (
                f"Line {line} changes what the test gives as `{parameter}`, and {kept}. "
                "Change a copy instead."
            )
    return None


def _parameter_for(call: str, variable: str, function: Function) -> str | None:
    try:
        node = ast.parse(call, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    if not isinstance(node, ast.Call):
        return None
    given = [*zip(function.given_parameters, node.args, strict=False)]
    given += [(each.arg or "", each.value) for each in node.keywords]
    return next(
        (
            name
            for name, value in given
            if isinstance(value, ast.Name) and value.id == variable and name
        ),
        None,
    )


def _rebinds(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _line_that_changes(node: ast.AST, name: str) -> int | None:
    if isinstance(node, ast.Call) and called_name(node) in _CHANGES:
        is_method = isinstance(node.func, ast.Attribute) and called_name(node) != "shuffle"
        owner = node.func.value if is_method else node.args[0] if node.args else None  # type: ignore[union-attr]
        return node.lineno if _is(owner, name) else None
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return node.lineno if _is(node.value, name) else None
    return None


def _is(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
