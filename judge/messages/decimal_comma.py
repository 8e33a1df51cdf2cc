"""A decimal comma, which Python reads as two numbers: ``1,8``."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from ..common.nodes import of_kind
from .source import StudentSource
from .trouble import Trouble

_MAX_COMMAS = 50


def explain_decimal_comma(trouble: Trouble) -> str | None:
    """For a TypeError about a tuple that comes from a number with a comma.

    The tests may have raised it about a value of the program.
    """
    if not issubclass(type(trouble.error), TypeError) or "tuple" not in trouble.text:
        return None
    place = trouble.place
    if place is None:
        return next(decimal_commas(ast.walk(trouble.source.tree), trouble.source), None)
    if place.statement is None:
        return None
    names = {each.id for each in of_kind(ast.walk(place.statement), ast.Name)}
    found = _commas(ast.walk(trouble.source.tree), trouble.source)
    for node, written in islice(found, _MAX_COMMAS):
        if node.lineno == place.line:
            return f"{_rule(written)} Write {_with_point(written)}."
        name = _named(node, trouble.source)
        if name in names:
            return (
                f"`{name}` is not a number, because line {node.lineno} has `{written}`. "
                f"{_rule(written)} There, write {_with_point(written)}."
            )
    pairs = [*of_kind(ast.walk(trouble.source.tree), ast.Tuple)]
    if not pairs or not all(_number_in(node, trouble.source) for node in pairs):
        return None
    node, written = next(_commas(pairs, trouble.source))
    return (
        f"The tuple comes from line {node.lineno}. {_rule(written)} "
        f"There, write {_with_point(written)}."
    )


def decimal_commas(nodes: Iterable[ast.AST], source: StudentSource) -> Iterator[str]:
    """A sentence for each of them, with its line."""
    for node, written in _commas(nodes, source):
        yield f"Line {node.lineno}: {_rule(written)} Write {_with_point(written)}."


def _rule(written: str) -> str:
    return f"Python reads `{written}` as two numbers: decimals need a point, not a comma."


def _with_point(written: str) -> str:
    whole, _, rest = written.partition(",")
    thousands = f"`{whole}{rest}`, or " if len(rest) == 3 and whole.strip("0") else ""
    return f"{thousands}`{whole}.{rest}`{' for a number with decimals' if thousands else ''}"


def _commas(nodes: Iterable[ast.AST], source: StudentSource) -> Iterator[tuple[ast.Tuple, str]]:
    for node in of_kind(nodes, ast.Tuple):
        written = _number_in(node, source)
        if written is not None:
            yield node, written


def _number_in(node: ast.Tuple, source: StudentSource) -> str | None:
    """The digits around the comma of a tuple without brackets or spaces."""
    if len(node.elts) != 2:
        return None
    left, right = node.elts
    if node.col_offset != left.col_offset or left.end_lineno != right.lineno:
        return None
    line = source.line(right.lineno).encode()
    before = re.search(rb"(?<![\w.])\d+$", line[: left.end_col_offset])
    after = re.match(rb",(\d+)(?![\w.])", line[left.end_col_offset :])
    return f"{before[0].decode()},{after[1].decode()}" if before and after else None


def _named(node: ast.AST, source: StudentSource) -> str | None:
    """The name that the pair is assigned to, or the function that returns it."""
    for each in ast.walk(source.tree):
        if isinstance(each, ast.Assign) and each.value is node:
            return each.targets[0].id if isinstance(each.targets[0], ast.Name) else None
        if isinstance(each, ast.Return) and each.value is node:
            function = source.function_around(each.lineno)
            return function.name if function else None
    return None
