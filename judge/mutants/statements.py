"""Changes of one statement; those of its parts are made when the walk gets there."""

import ast
from collections.abc import Iterator

from .change import Change
from .expressions import emptied, fixed, of_assigned_calculation, replaced
from .source_text import SourceText

_DELETED = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Assert, ast.Delete, ast.Return)


def of_statement(source: SourceText, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.If | ast.While) and not is_main_guard(node):
        yield from fixed(source, node.test)
    elif isinstance(node, ast.For):
        yield from emptied(source, node.iter)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield replaced(source, "return", node.value, "None")
    elif isinstance(node, ast.AugAssign):
        yield from of_assigned_calculation(source, node)
    elif isinstance(node, ast.Break | ast.Continue):
        other = "continue" if isinstance(node, ast.Break) else "break"
        yield replaced(source, "break or continue", node, other)
        yield replaced(source, "statement", node, "pass")
    if isinstance(node, _DELETED) or (isinstance(node, ast.AnnAssign) and node.value is not None):
        yield replaced(source, "statement", node, "pass")


def of_part(source: SourceText, node: ast.AST) -> Iterator[Change]:
    """Of what is neither a statement nor changed as an expression."""
    if isinstance(node, ast.IfExp):
        yield from fixed(source, node.test)
    elif isinstance(node, ast.match_case):
        yield from fixed(source, node.guard)
    elif isinstance(node, ast.comprehension):
        if not node.is_async:
            yield from emptied(source, node.iter)
        for test in node.ifs:
            yield from fixed(source, test)


def is_main_guard(node: ast.AST) -> bool:
    """``if __name__ == "__main__":``, which depends on how the file is run."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and any(
            isinstance(side, ast.Name) and side.id == "__name__"
            for side in (node.test.left, *node.test.comparators)
        )
    )
