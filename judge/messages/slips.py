"""Lines of a function that cannot do what their author meant."""

import ast
from collections.abc import Callable, Iterator

from ..common.nodes import called_name, of_kind, own_nodes
from .decimal_comma import decimal_commas
from .source import Function, StudentSource

_NEW_TEXT = frozenset(
    "upper lower title capitalize strip lstrip rstrip replace split join swapcase center".split()
)

Check = Callable[[list[ast.AST], Function, StudentSource], Iterator[str]]


def slip(function: Function, source: StudentSource) -> str | None:
    """A sentence for the first such line, None if there is none."""
    return first_sentence(_SLIPS, function, source)


def first_sentence(
    checks: tuple[Check, ...], function: Function, source: StudentSource
) -> str | None:
    nodes = list(own_nodes(function.node))
    for check in checks:
        for sentence in check(nodes, function, source):
            return sentence
    return None


def owner_of(node: ast.AST, names: frozenset[str]) -> ast.expr | None:
    """The object that a call of one of these methods belongs to."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr in names else None
    return None


def _thrown_away(nodes: list[ast.AST], function: Function, source: StudentSource) -> Iterator[str]:
    for node in of_kind(nodes, ast.Expr):
        value = node.value
        kept = owner_of(value, _NEW_TEXT)
        if isinstance(value, ast.Call) and value.args and called_name(value) == "sorted":
            kept = value.args[0]
        if kept is not None:
            name = source.shown(kept)
            yield (
                f"Line {node.lineno} makes a new value, but does not store it: `{name}` stays the "
                f"same. Write `{name} = {source.shown(value)}`."
            )
        elif isinstance(value, ast.BinOp):
            shown = source.shown(value)
            step = "Use it, or give it a name."
            if node is function.node.body[-1]:
                step = "Write `return` before it."
            elif isinstance(value.left, ast.Name):
                step = f"Write `{value.left.id} = {shown}`."
            yield f"Line {node.lineno} calculates `{shown}`, but does not store it. {step}"
        elif isinstance(value, ast.Compare):
            yield (
                f"Line {node.lineno} compares values, but does not use the result. "
                "To assign a value, write a single `=`. To return the result, add `return`."
            )
        elif isinstance(value, ast.Attribute):
            shown = source.shown(value)
            yield f"Line {node.lineno} does not call `{shown}`. Write `{shown}()`."


def _always_true(nodes: list[ast.AST], _function: Function, source: StudentSource) -> Iterator[str]:
    for node in nodes:
        if not (isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)):
            continue
        first, last = node.values[0], node.values[-1]
        if isinstance(first, ast.Compare) and isinstance(last, ast.Constant) and last.value:
            left, value = source.shown(first.left), source.shown(last)
            yield (
                f"The condition `{source.shown(node)}` in line {node.lineno} is always true. "
                f"Write `{left} == {value}` on each side of `or`, or `{left} in (…)`."
            )


def _signed_assignment(
    nodes: list[ast.AST], _function: Function, source: StudentSource
) -> Iterator[str]:
    for node in nodes:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.UnaryOp)):
            continue
        for sign, kind in (("+", ast.UAdd), ("-", ast.USub)):
            text = source.line(node.lineno)
            if isinstance(node.value.op, kind) and f"={sign} " in text:
                name = source.shown(node.targets[0])
                yield (
                    f"`={sign}` in line {node.lineno} replaces the value of `{name}`. "
                    f"To {'add to' if sign == '+' else 'subtract from'} it, "
                    f"write `{name} {sign}= …`."
                )


def _writes_decimal_comma(
    nodes: list[ast.AST], _function: Function, source: StudentSource
) -> Iterator[str]:
    return decimal_commas(nodes, source)


_SLIPS: tuple[Check, ...] = (
    _writes_decimal_comma,
    _thrown_away,
    _signed_assignment,
    _always_true,
)
