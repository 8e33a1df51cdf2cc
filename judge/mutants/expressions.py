"""Changes of one expression; those of its parts are made when the walk gets there."""

import ast
import math
import re
from collections.abc import Iterator, Sequence

from .change import Change
from .signs import CALCULATIONS, RELATIONS
from .source_text import Located, SourceText, Span

_QUOTE = re.compile(r"[A-Za-z]*(?:'''|\"\"\"|'|\")")
_BEFORE_POWER = re.compile(r"\s*(?:\*\*|\.)")
#: Inserted into texts. Tests should compare them as a whole.
_MARK = "XX"


def of_expression(source: SourceText, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        yield from _of_comparison(source, node)
    elif isinstance(node, ast.BinOp):
        yield from _of_calculation(source, node.op, source.end(node.left), source.start(node.right))
    elif isinstance(node, ast.BoolOp):
        yield from _of_logic(source, node)
    elif isinstance(node, ast.UnaryOp):
        yield from _of_unary(source, node)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(source, node)
    elif isinstance(node, ast.JoinedStr):
        yield from _of_text(source, node)
    elif isinstance(node, ast.Call):
        yield from _of_call(source, node)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        yield from _of_slice(source, node, node.slice)


def of_assigned_calculation(source: SourceText, node: ast.AugAssign) -> Iterator[Change]:
    begin, end = source.end(node.target), source.start(node.value)
    yield from _of_calculation(source, node.op, begin, end)


def fixed(source: SourceText, test: ast.expr | None) -> Iterator[Change]:
    """A condition that is always true, or never."""
    if test is None or isinstance(test, ast.Constant):
        return
    for value in ("True", "False"):
        yield replaced(source, "condition", test, value)


def emptied(source: SourceText, values: ast.expr) -> Iterator[Change]:
    """A loop over nothing."""
    yield replaced(source, "empty loop", values, "[]")


def replaced(source: SourceText, operator: str, node: Located, text: str) -> Change:
    return Change(operator, source.start(node), source.end(node), text)


def _of_comparison(source: SourceText, node: ast.Compare) -> Iterator[Change]:
    sides = [node.left, *node.comparators]
    for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
        sign, others = RELATIONS[type(op)]
        place = source.sign(source.end(left), source.start(right), sign)
        if place is not None:
            for other in others:
                yield Change("relational", *place, other)


def _of_calculation(source: SourceText, op: ast.operator, begin: int, end: int) -> Iterator[Change]:
    sign, other = CALCULATIONS.get(type(op), ("@", ""))
    place = source.sign(begin, end, sign)
    if place is not None and other:
        yield Change("arithmetic", *place, other)


def _of_logic(source: SourceText, node: ast.BoolOp) -> Iterator[Change]:
    word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    places: list[Span] = []
    for left, right in zip(node.values, node.values[1:], strict=False):
        place = source.sign(source.end(left), source.start(right), rf"{word}\b")
        if place is None:
            return
        places.append(place)
    for place in places:
        yield Change("logical", *place, other)
    starts = [source.start(node), *(source.before_spaces(start) for start, _ in places)]
    yield Change("logical", starts[0], source.after_spaces(places[0][1]), "")
    for start, end in zip(starts[1:], [*starts[2:], source.end(node)], strict=True):
        yield Change("logical", start, end, "")


def _of_unary(source: SourceText, node: ast.UnaryOp) -> Iterator[Change]:
    start = source.start(node)
    length = 3 if isinstance(node.op, ast.Not) else 1
    yield Change("unary", start, source.after_spaces(start + length), "")


def _of_constant(source: SourceText, node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield replaced(source, "boolean", node, str(not value))
    elif isinstance(value, str | bytes):
        yield from _of_text(source, node)
    elif isinstance(value, int | float) and math.isfinite(value):
        for other in (value + 1, value - 1):
            yield replaced(source, "constant", node, _number(source, node, other))


def _number(source: SourceText, node: ast.Constant, value: float) -> str:
    needs_parentheses = value < 0 and _BEFORE_POWER.match(source.text, source.end(node))
    return f"({value!r})" if needs_parentheses else repr(value)


def _of_text(source: SourceText, node: ast.Constant | ast.JoinedStr) -> Iterator[Change]:
    quote = _QUOTE.match(source.text, source.start(node))
    if quote is not None:
        yield Change("string", quote.end(), quote.end(), _MARK, of_text=True)


def _of_call(source: SourceText, node: ast.Call) -> Iterator[Change]:
    """Leaves out one argument; those that hold several, such as ``*rest``, are left alone."""
    arguments: Sequence[ast.expr | ast.keyword] = sorted(
        [*node.args, *node.keywords], key=source.start
    )
    end = source.end(node) - 1
    opening = source.bracket(source.end(node.func), end, r"\(")
    if opening is None or not arguments:
        return
    commas: list[Span] = []
    for left, right in zip(arguments, arguments[1:], strict=False):
        comma = source.sign(source.end(left), source.start(right), ",")
        if comma is None:
            return
        commas.append(comma)
    begins = [opening[1], *(start for start, _ in commas)]
    ends = [*begins[1:], end]
    if commas:
        ends[0] = source.after_spaces(commas[0][1])
    for argument, begin, stop in zip(arguments, begins, ends, strict=True):
        holds_several = isinstance(argument, ast.Starred) or (
            isinstance(argument, ast.keyword) and argument.arg is None
        )
        if not holds_several:
            yield Change("call argument", begin, stop, "", of_text=_is_text(argument))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _of_slice(source: SourceText, node: ast.Subscript, part: ast.Slice) -> Iterator[Change]:
    end = source.end(node) - 1
    opening = source.bracket(source.end(node.value), end, r"\[")
    if opening is None:
        return
    colon = source.sign(opening[1] if part.lower is None else source.end(part.lower), end, ":")
    if colon is None:
        return
    after = colon[1] if part.upper is None else source.end(part.upper)
    second = source.sign(after, end, ":")
    stop = end if second is None else second[0]
    if part.lower is not None:
        yield Change("slice", opening[1], colon[0], "")
        yield from _moved(source, part.lower, "+ 1")
    if part.upper is not None:
        yield Change("slice", colon[1], stop, "")
        yield from _moved(source, part.upper, "- 1")
    if part.step is not None and second is not None:
        yield Change("slice", second[0], end, "")


def _moved(source: SourceText, node: ast.expr, by: str) -> Iterator[Change]:
    """An end one closer to the other; that of a number is a change of a constant."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.BinOp):
        end = source.end(node)
        yield Change("slice", end, end, f" {by}")
