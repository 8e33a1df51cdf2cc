"""A value that the tests pass to a function, which changes it."""

import ast

from ..common.nodes import called_name, expression_of, is_named, own_nodes, stored_names
from .source import Function, StudentSource

_CHANGES = frozenset(
    "append extend insert remove pop sort reverse clear update add discard setdefault popitem "
    "shuffle".split()
)


def changed_argument(
    call: str, variable: str, function: Function, source: StudentSource
) -> str | None:
    """For a ``call`` that passed the test's ``variable`` to the function: which line changes it."""
    parameter = _parameter_for(call, variable, function)
    if parameter is None:
        return None
    for node in own_nodes(function.node):
        if parameter in stored_names([node]):
            return None
        line = _line_that_changes(node, parameter)
        if line is not None:
            rule = f"`{function.name}` should not change it"
            if isinstance(node, ast.Call) and called_name(node) == "sort":
                return (
                    f"Line {line} sorts the list that the test passes, but {rule}. "
                    f"Use `sorted({parameter})`, which makes a new list."
                )
            return (
                f"Line {line} changes what the test passes as `{parameter}`, but {rule}. "
                "Change a copy instead."
            )
    return None


def _parameter_for(call: str, variable: str, function: Function) -> str | None:
    node = expression_of(call)
    if not isinstance(node, ast.Call):
        return None
    given = [*zip(function.given_parameters, node.args, strict=False)]
    given += [(each.arg or "", each.value) for each in node.keywords]
    return next((name for name, value in given if name and is_named(value, variable)), None)


def _line_that_changes(node: ast.AST, name: str) -> int | None:
    if isinstance(node, ast.Call) and called_name(node) in _CHANGES:
        is_method = isinstance(node.func, ast.Attribute) and called_name(node) != "shuffle"
        owner = node.func.value if is_method else node.args[0] if node.args else None  # type: ignore[union-attr]
        return node.lineno if is_named(owner, name) else None
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return node.lineno if is_named(node.value, name) else None
    return None
