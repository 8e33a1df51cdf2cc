"""Why a function returns None: it prints instead, changes a list in place, and so on."""

import ast

from ..common.nodes import called_name, is_named, of_kind, own_nodes
from .definitions import function_called, replaced_definition
from .printed_results import why_only_printed
from .source import Function, StudentSource

_IN_PLACE = {
    "append": "adds to the list in place",
    "extend": "adds to the list in place",
    "insert": "adds to the list in place",
    "remove": "removes from the list in place",
    "sort": "sorts the list in place",
    "reverse": "reverses the list in place",
    "clear": "empties it in place",
    "update": "changes it in place",
    "add": "adds to the set in place",
    "shuffle": "shuffles the list in place",
}
_COPYING = {"sort": "sorted", "reverse": "reversed"}


def why_none(
    function: Function,
    source: StudentSource,
    depth: int = 3,
    *,
    printed: str | None = None,
    expected: str | None = None,
) -> str | None:
    """A sentence with the line to look at; None if the function always returns a value.

    If a test called the function, ``printed`` is what the program has printed, and ``expected``, if
    it is known, the representation of the value that the function should return. If the program
    itself uses the result, ``printed`` is None.
    """
    returns = [*of_kind(own_nodes(function.node), ast.Return)]
    if not any(_has_value(each) for each in returns):
        replaced = replaced_definition(function, source)
        if replaced is not None:
            return (
                f"`{function.name}` is defined in line {replaced.line} and again in line "
                f"{function.line}: only the last one counts, and it returns nothing."
            )
        return why_only_printed(function, source, printed, expected) or _nothing_returned(
            function, source, returns
        )
    for each in returns:
        reason = each.value and _none_expression(each.value, function, source, depth)
        if reason:
            return reason
    hidden = _returned_after_error(function)
    if hidden:
        return hidden
    for node in of_kind(own_nodes(function.node), ast.Expr):
        if called_name(node.value) == function.name:
            return (
                f"Line {node.value.lineno} calls `{function.name}` again, but does not return the "
                "result. Write `return` before it."
            )
    if not _always_ends(function.node.body):
        return (
            f"There is a way through `{function.name}` (line {function.line}) without a `return`. "
            "Write one in each `if`, in its `else`, and at the end of the function."
        )
    return None


def none_value(node: ast.AST, function: Function | None, source: StudentSource) -> str | None:
    """Why an expression of the program is None, if the source shows it."""
    return _none_expression(node, function, source, 3)


def _none_expression(
    node: ast.AST, function: Function | None, source: StudentSource, depth: int
) -> str | None:
    if depth == 0:
        return None
    if isinstance(node, ast.Name):
        value = _last_value(node, function, source)
        return value and _none_expression(value, function, source, depth - 1)
    if not isinstance(node, ast.Call):
        return None
    name = called_name(node)
    if isinstance(node.func, ast.Name):
        if name == "print":
            return (
                f"Line {node.lineno} uses what `print` returns, but that is always None. "
                "Leave out `print`: write `return` and the value itself."
            )
        own = function_called(node.func, source)
        reason = why_none(own, source, depth - 1) if own and own is not function else None
        return reason and f"`{name}` returns None. {reason}"
    if name in _IN_PLACE and name not in source.functions and isinstance(node.func, ast.Attribute):
        changed = source.shown(node.args[0] if name == "shuffle" and node.args else node.func.value)
        copy = f", or use `{_COPYING[name]}({changed})`" if name in _COPYING else ""
        return (
            f"Line {node.lineno} uses what `.{name}(…)` returns, but that is always None: it "
            f"{_IN_PLACE[name]}. Write `{source.shown(node)}` on its own line, "
            f"then use `{changed}`{copy}."
        )
    if isinstance(node.func, ast.Attribute):
        method = function_called(node.func, source)
        if method is not None and method is not function:
            reason = why_none(method, source, depth - 1)
            return reason and f"`{name}` returns None. {reason}"
    return None


def _returned_after_error(function: Function) -> str | None:
    """For a function that returns None from an ``except`` and nowhere else."""
    nodes = list(own_nodes(function.node))
    nones = [each for each in of_kind(nodes, ast.Return) if not _has_value(each)]
    for handler in of_kind(nodes, ast.ExceptHandler):
        inside = [each for each in nones if any(each is node for node in own_nodes(handler))]
        if inside and len(inside) == len(nones) and _always_ends(function.node.body):
            return (
                f"Line {inside[0].lineno} returns None, because the `except` in line "
                f"{handler.lineno} caught an error. Remove the `except` to see which one."
            )
    return None


def _has_value(node: ast.Return) -> bool:
    return node.value is not None and not (
        isinstance(node.value, ast.Constant) and node.value.value is None
    )


def _nothing_returned(
    function: Function, source: StudentSource, returns: list[ast.Return]
) -> str | None:
    if any(of_kind(own_nodes(function.node), ast.Yield, ast.YieldFrom)):
        return None
    if returns and returns[0].value is not None:
        return (
            f"`{function.name}` (line {function.line}) never returns a value: line "
            f"{returns[0].lineno} returns None. Write the value after that `return`."
        )
    if returns:
        return f"Line {returns[0].lineno} has a `return` without a value. Write the value after it."
    last = function.node.body[-1]
    if _does_nothing(function.node.body):
        return (
            f"`{function.name}` (line {function.line}) does nothing yet. "
            "Write its lines, and `return` the value at the end."
        )
    if isinstance(last, ast.Expr):
        if isinstance(last.value, ast.Call) and called_name(last.value) in _IN_PLACE:
            shuffled = last.value.args if called_name(last.value) == "shuffle" else []
            owner = getattr(last.value.func, "value", None)
            changed = shuffled[0] if shuffled else owner
            name = source.shown(changed) if isinstance(changed, ast.expr) else "…"
            return (
                f"`{function.name}` has no `return`. Add `return {name}` below line {last.lineno}."
            )
        return (
            f"Line {last.lineno} calculates a value, but does not return it. "
            "Write `return` before it."
        )
    name = _assigned_name(last) or next(
        (each for each in map(_assigned_name, reversed(function.node.body)) if each), "…"
    )
    end = function.node.end_lineno or function.line
    return f"`{function.name}` has no `return`. Add `return {name}` at its end, below line {end}."


def _does_nothing(body: list[ast.stmt]) -> bool:
    return all(
        isinstance(each, ast.Pass)
        or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for each in body
    )


def _assigned_name(statement: ast.stmt) -> str | None:
    target = (
        statement.targets[0]
        if isinstance(statement, ast.Assign)
        else statement.target
        if isinstance(statement, ast.AugAssign | ast.AnnAssign)
        else None
    )
    return target.id if isinstance(target, ast.Name) else None


def _last_value(
    name: ast.Name, function: Function | None, source: StudentSource
) -> ast.expr | None:
    """The last value that was assigned to a name above its use."""
    scope = function.node if function else source.tree
    values = [
        node.value
        for node in of_kind(own_nodes(scope), ast.Assign)
        if node.lineno <= name.lineno
        and any(is_named(each, name.id) for each in node.targets)
        and not (node.lineno == name.lineno and node.col_offset > name.col_offset)
    ]
    return values[-1] if values else None


def _always_ends(body: list[ast.stmt]) -> bool:
    """Whether the lines never run past their end. A loop with a condition may."""
    last = body[-1]
    if isinstance(last, ast.Return | ast.Raise):
        return True
    if isinstance(last, ast.If):
        return bool(last.orelse) and _always_ends(last.body) and _always_ends(last.orelse)
    if isinstance(last, ast.With | ast.AsyncWith):
        return _always_ends(last.body)
    if isinstance(last, ast.While):
        return isinstance(last.test, ast.Constant) and bool(last.test.value)
    if isinstance(last, ast.Try):
        return (
            _always_ends(last.finalbody) if last.finalbody else _always_ends(last.body)
        ) and all(_always_ends(each.body) for each in last.handlers)
    if isinstance(last, ast.Match):
        return all(_always_ends(each.body) for each in last.cases)
    return False
