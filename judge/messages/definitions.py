"""Which function a call runs: a later definition replaces an earlier one."""

import ast

from .source import Function, StudentSource


def function_called(node: ast.AST, source: StudentSource) -> Function | None:
    """The function or method that a name or attribute stands for; None if the source does not show
    it."""
    if isinstance(node, ast.Name):
        return _function_named(node.id, source)
    if isinstance(node, ast.Attribute):
        return _method_named(node, source) or _function_named(node.attr, source)
    return None


def replaced_definition(function: Function, source: StudentSource) -> Function | None:
    """An earlier definition of the same name, which this one replaces."""
    before = [
        each
        for each in source.functions.get(function.name, [])
        if each.class_name == function.class_name
        and each.line < function.line
        and _owner(each, source) is _owner(function, source)
    ]
    # Decorated ones, such as a property and its setter, share a name.
    if any(each.node.decorator_list for each in (*before, function)):
        return None
    return max(before, key=lambda each: each.line, default=None)


def _function_named(name: str, source: StudentSource) -> Function | None:
    found = [each for each in source.functions.get(name, []) if _is_at_top(each, source)]
    last = max(found, key=lambda each: each.line, default=None)
    if last is None or any(each.line > last.line for each in source.bindings_at_top(name)):
        return None
    return last if len(found) == 1 or last.node in source.tree.body else None


def _is_at_top(function: Function, source: StudentSource) -> bool:
    """Whether it is outside all functions and classes; it may be inside an ``if`` or ``try``."""
    return any(each.line == function.line for each in source.bindings_at_top(function.name))


def _method_named(node: ast.Attribute, source: StudentSource) -> Function | None:
    found = [each for each in source.functions.get(node.attr, []) if each.class_name]
    owner = node.value.func if isinstance(node.value, ast.Call) else node.value
    if isinstance(owner, ast.Name) and owner.id in source.classes:
        own = [each for each in found if each.class_name == owner.id]
        found = own or found
    if len({each.class_name for each in found}) != 1:
        return None
    return max(found, key=lambda each: each.line)


def _owner(function: Function, source: StudentSource) -> ast.AST | None:
    """The module or class that directly contains the definition; None inside an ``if``."""
    owners = (source.tree, *source.classes.values())
    return next((each for each in owners if function.node in each.body), None)
