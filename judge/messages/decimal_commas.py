"""``1,8`` where Python writes ``1.8``: it makes two values."""

import ast
import re
from collections.abc import Iterable, Iterator

from .source import StudentSource


def decimal_comma(source: StudentSource) -> str | None:
    """The sentence for the first one in the file."""
    return next(decimal_commas(ast.walk(source.tree), source), None)


def decimal_commas(nodes: Iterable[ast.AST], source: StudentSource) -> Iterator[str]:
    for node in nodes:
        if not isinstance(node, ast.Tuple) or source.shown(node).startswith("("):
            continue
        for one, other in zip(node.elts, node.elts[1:], strict=False):
            if one.end_lineno != other.lineno or one.end_col_offset is None:
                continue
            line = source.line(other.lineno).encode()
            before, after = line[: one.end_col_offset], line[other.col_offset :]
            between = line[one.end_col_offset : other.col_offset]
            whole, rest = re.search(rb"(?<![\w.])\d+$", before), re.match(rb"\d+(?![\w.])", after)
            if between == b"," and whole and rest:
                number, decimals = whole[0].decode(), rest[0].decode()
                yield (
                    f"`{number},{decimals}` in line {other.lineno} is not one number: a comma "
                    f"separates two values. Write a point: `{number}.{decimals}`."
                )
