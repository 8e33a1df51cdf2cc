"""Why a function gives None back: print against return, what changes in place, and the like."""

import ast
from collections.abc import Sequence

from .definitions import function_called, replaced_definition
from .source import Function, StudentSource, own_nodes

_IN_PLACE = {
    "append": "adds to the list in place",
    "extend": "adds to the list in place",
    "insert": "adds to the list in place",
    "remove": "removes from the list in place",
    "sort": "sorts the list in place",
    "reverse": "turns the list round in place",
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
    """A sentence with the line to look at; None when the function always gives a value.

    Where a test called it, ``printed`` is what the program has printed, and ``expected``, if that
    is known, the representation of what the function should give back instead of None. Without
    ``printed`` the program itself uses the result.
    """
    returns = [node for node in own_nodes(function.node) if isinstance(node, ast.Return)]
    if not any(_has_value(each) for each in returns):
        replaced = replaced_definition(function, source)
        if replaced is not None:
            return (
                f"`{function.name}` is defined in line {replaced.line} and again in line "
                f"{function.line}: only the last one counts, and that gives nothing back."
            )
        return _why_only_printed(function, source, printed, expected) or _nothing_returned(
            function, source, returns
        )
    for each in returns:
        reason = each.value and _none_expression(each.value, function, source, depth)
        if reason:
            return reason
    hidden = _returned_after_error(function)
    if hidden:
        return hidden
    for node in own_nodes(function.node):
        again = node.value if isinstance(node, ast.Expr) else None
        if isinstance(again, ast.Call) and called_name(again) == function.name:
            return (
                f"Line {again.lineno} calls `{function.name}` again and does not give its answer "
                "back. Write `return` in front of it."
            )
    if not _always_ends(function.node.body):
        return (
            f"There is a way through `{function.name}` (line {function.line}) that meets no "
            "`return`. Give each `if`, its `else`, and the end of the function one."
        )
    return None


def none_value(node: ast.AST, function: Function | None, source: StudentSource) -> str | None:
    """Why an expression of the program is None, where its text tells."""
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
                f"Line {node.lineno} keeps what `print` gives back, and that is always None. "
                "Leave `print` away: write `return` and the value itself."
            )
        own = function_called(node.func, source)
        reason = why_none(own, source, depth - 1) if own and own is not function else None
        return reason and f"`{name}` gives None back. {reason}"
    if name in _IN_PLACE and isinstance(node.func, ast.Attribute):
        changed = source.shown(node.args[0] if name == "shuffle" and node.args else node.func.value)
        copy = f", or use `{_COPYING[name]}({changed})`" if name in _COPYING else ""
        return (
            f"Line {node.lineno} uses what `.{name}(…)` gives back, and that is always None: it "
            f"{_IN_PLACE[name]}. Write `{source.shown(node)}` on a line of its own, "
            f"then use `{changed}`{copy}."
        )
    if isinstance(node.func, ast.Attribute):
        method = function_called(node.func, source)
        if method is not None and method is not function:
            reason = why_none(method, source, depth - 1)
            return reason and f"`{name}` gives None back. {reason}"
    return None


def _returned_after_error(function: Function) -> str | None:
    """None comes back from an ``except``, and from nowhere else."""
    nodes = list(own_nodes(function.node))
    nones = [each for each in nodes if isinstance(each, ast.Return) and not _has_value(each)]
    for handler in nodes:
        if not isinstance(handler, ast.ExceptHandler):
            continue
        inside = [each for each in nones if any(each is node for node in own_nodes(handler))]
        if inside and len(inside) == len(nones) and _always_ends(function.node.body):
            return (
                f"Line {inside[0].lineno} returns None, because the `except` of line "
                f"{handler.lineno} has caught an error. Take it away to see which."
            )
    return None


def _why_only_printed(
    function: Function, source: StudentSource, printed: str | None, expected: str | None
) -> str | None:
    """A function that prints and gives nothing back."""
    nodes = list(own_nodes(function.node))
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        return None
    prints = [node for node in nodes if isinstance(node, ast.Call) and called_name(node) == "print"]
    if not prints:
        return None
    loop = _loop_around(prints[-1], nodes)
    if loop is not None:
        return _printed_in_loop(prints, loop, expected)
    if len(prints) > 1:
        step = "Write `return` instead of each `print`. " if _printed(printed, expected) else ""
        return (
            f"`{function.name}` prints in {lines_in_words(prints)}, and gives nothing back. "
            f"{step}A value is given back by `return`."
        )
    last = prints[-1]
    if not _printed(printed, expected):
        return (
            f"Line {last.lineno} prints, and `{function.name}` gives nothing back. "
            "A value is given back by `return`."
        )
    value = source.shown(last.args[0]) if len(last.args) == 1 else "…"
    value = value if "`" not in value else "…"
    return f"Line {last.lineno} prints the value; use `return {value}` to give it back."


def _printed(printed: str | None, expected: str | None) -> bool:
    """Whether the last line printed is the expected value's text."""
    if printed is None:
        return True
    try:
        value = ast.literal_eval(expected or "")
    except (SyntaxError, ValueError, TypeError, RecursionError, OverflowError):
        return False
    lines = str(value).splitlines()
    return bool(lines) and printed.splitlines()[-len(lines) :] == lines


def _printed_in_loop(prints: list[ast.Call], loop: ast.AST, expected: str | None) -> str:
    where, first = lines_in_words(prints), getattr(loop, "lineno", prints[0].lineno)
    if (expected or "").startswith("["):
        return (
            f"The `print` in {where} shows each value, and a list of them is wanted. Make an empty "
            f"list above the loop of line {first}, write `.append(…)` instead of `print(…)`, and "
            "`return` the list below the loop."
        )
    return (
        f"The loop of line {first} prints, and `print` gives nothing back. "
        "Write a `return` below the loop."
    )


def lines_in_words(nodes: Sequence[ast.AST]) -> str:
    """``line 3``, ``lines 3, 5 and 7``."""
    lines = sorted({getattr(each, "lineno", 0) for each in nodes})
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _loop_around(inner: ast.AST, nodes: list[ast.AST]) -> ast.For | ast.While | None:
    return next(
        (
            node
            for node in nodes
            if isinstance(node, ast.For | ast.While)
            and any(each is inner for each in own_nodes(node))
        ),
        None,
    )


def called_name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _has_value(node: ast.Return) -> bool:
    return node.value is not None and not (
        isinstance(node.value, ast.Constant) and node.value.value is None
    )


def _nothing_returned(
    function: Function, source: StudentSource, returns: list[ast.Return]
) -> str | None:
    nodes = list(own_nodes(function.node))
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        return None
    if returns and returns[0].value is not None:
        return (
            f"`{function.name}` (line {function.line}) never gives a value: line "
            f"{returns[0].lineno} returns None. Write the value behind that `return`."
        )
    if returns:
        return f"Line {returns[0].lineno} says `return` without a value. Write the value behind it."
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
            f"Line {last.lineno} makes the value and does not give it back. "
            "Write `return` in front of it."
        )
    name = _assigned_name(last) or next(
        (each for each in map(_assigned_name, reversed(function.node.body)) if each), "…"
    )
    end = function.node.end_lineno or function.line
    return (
        f"`{function.name}` has no `return`. "
        f"Add `return {name}` at its end, below line {end}, to give the value back."
    )


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
    """What was assigned to a name last above its use."""
    scope = function.node if function else source.tree
    values = [
        node.value
        for node in own_nodes(scope)
        if isinstance(node, ast.Assign)
        and node.lineno <= name.lineno
        and any(isinstance(each, ast.Name) and each.id == name.id for each in node.targets)
        and not (node.lineno == name.lineno and node.col_offset > name.col_offset)
    ]
    return values[-1] if values else None


def _always_ends(body: list[ast.stmt]) -> bool:
    """Whether the lines cannot run through to their end; loops over conditions may well."""
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
