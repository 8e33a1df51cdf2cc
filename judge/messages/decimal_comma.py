"""A decimal comma, which makes two numbers of one: ``1,8``."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from .source import StudentSource
from .trouble import Trouble

_COMMAS_MAX = 50


def explain_decimal_comma(trouble: Trouble) -> str | None:
    """For a TypeError over a tuple that is a number with a comma in the program.

    It may be raised by the tests, over what the program gave them.
    """
    if not issubclass(type(trouble.error), TypeError) or "tuple" not in trouble.text:
        return None
    place = trouble.place
    if place is None:
        return next(decimal_commas(ast.walk(trouble.source.tree), trouble.source), None)
    if place.statement is None:
        return None
    names = {each.id for each in ast.walk(place.statement) if isinstance(each, ast.Name)}
    found = _commas(ast.walk(trouble.source.tree), trouble.source)
    for node, written in islice(found, _COMMAS_MAX):
        if node.lineno == place.line:
            return f"{_said(written)} Write {_with_point(written)}."
        name = _named(node, trouble.source)
        if name in names:
            return (
                f"`{name}` is no number, because line {node.lineno} writes `{written}`. "
                f"{_said(written)} Write {_with_point(written)} there."
            )
    pairs = [node for node in ast.walk(trouble.source.tree) if isinstance(node, ast.Tuple)]
    if not pairs or not all(_number_in(node, trouble.source) for node in pairs):
        return None
    node, written = next(_commas(pairs, trouble.source))
    return (
        f"A tuple comes from line {node.lineno}. {_said(written)} "
        f"Write {_with_point(written)} there."
    )


def decimal_commas(nodes: Iterable[ast.AST], source: StudentSource) -> Iterator[str]:
    """A sentence for each of them, with its line."""
    for node, written in _commas(nodes, source):
        yield f"Line {node.lineno}: {_said(written)} Write {_with_point(written)}."


def _said(written: str) -> str:
    return f"`{written}` is two numbers for Python: a fraction has a point, no comma."


def _with_point(written: str) -> str:
    whole, _, rest = written.partition(",")
    thousands = f"`{whole}{rest}`, or " if len(rest) == 3 and whole.strip("0") else ""
    return f"{thousands}`{whole}.{rest}`{' for a fraction' if thousands else ''}"


def _commas(nodes: Iterable[ast.AST], source: StudentSource) -> Iterator[tuple[ast.Tuple, str]]:
    for node in nodes:
        written = _number_in(node, source) if isinstance(node, ast.Tuple) else None
        if isinstance(node, ast.Tuple) and written is not None:
            yield node, written


def _number_in(node: ast.Tuple, source: StudentSource) -> str | None:
    """What stands around the comma of a tuple without brackets: digits, and no space."""
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
    """The name that gets the pair as its value, or the function that returns it."""
    for each in ast.walk(source.tree):
        if isinstance(each, ast.Assign) and each.value is node:
            return each.targets[0].id if isinstance(each.targets[0], ast.Name) else None
        if isinstance(each, ast.Return) and each.value is node:
            function = source.function_around(each.lineno)
            return function.name if function else None
    return None
