"""What to find in the syntax tree of a student's or a teacher's file."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_OTHER_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_UNREADABLE = (SyntaxError, ValueError, TypeError, RecursionError, OverflowError)

_Node = TypeVar("_Node")


def of_kind(nodes: Iterable[ast.AST], *kinds: type[_Node]) -> Iterator[_Node]:
    """Those of the nodes that are of one of the kinds."""
    return (each for each in nodes if isinstance(each, kinds))


def functions_of(nodes: Iterable[ast.AST]) -> Iterator[FunctionNode]:
    return of_kind(nodes, ast.FunctionDef, ast.AsyncFunctionDef)


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """All nodes of a function or module in source order, without those of inner functions."""
    waiting = list(ast.iter_child_nodes(scope))[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _OTHER_SCOPES):
            waiting.extend(list(ast.iter_child_nodes(node))[::-1])


def called_name(node: ast.AST | None) -> str:
    """The name of the function or method that a call calls; '' for anything else."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls_of(nodes: Iterable[ast.AST], *names: str) -> list[ast.Call]:
    """The calls of functions and methods with one of these names."""
    return [each for each in of_kind(nodes, ast.Call) if called_name(each) in names]


def is_named(node: ast.AST | None, *names: str) -> bool:
    """Whether it is a plain name, one of these."""
    return isinstance(node, ast.Name) and node.id in names


def stored_names(nodes: Iterable[ast.AST]) -> set[str]:
    """The names to which one of the nodes assigns."""
    return {each.id for each in of_kind(nodes, ast.Name) if isinstance(each.ctx, ast.Store)}


def end_of(node: ast.stmt | ast.expr | ast.ExceptHandler) -> int:
    return node.end_lineno or node.lineno


def contains_line(node: ast.stmt | ast.expr | ast.ExceptHandler, line: int) -> bool:
    return node.lineno <= line <= end_of(node)


def expression_of(text: str) -> ast.expr | None:
    """None if Python cannot read it."""
    try:
        return ast.parse(text, mode="eval").body
    except _UNREADABLE:
        return None


def literal(text: str | None) -> Any:
    """The value of a representation of plain data; the ellipsis for anything else."""
    try:
        return ... if text is None else ast.literal_eval(text)
    except _UNREADABLE:
        return ...
