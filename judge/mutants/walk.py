"""Visits the parts of a program that may be changed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..common.nodes import called_name
from .change import Change
from .expressions import of_expression
from .source_text import SourceText
from .statements import is_main_guard, of_part, of_statement

#: Fields with annotations and decorators, which are left alone.
_LEFT_ALONE = {"decorator_list", "annotation", "returns", "type_params", "format_spec"}
#: Newer Pythons have them; their names here, because others do not.
_OTHER_KINDS = {"TypeAlias", "TemplateStr"}


@dataclass(frozen=True)
class Place:
    """``scope`` is the path of the function or class, such as ``Account.deposit``.

    ``for_people`` tells whether texts here are only read by people: those in ``raise`` and of
    ``input``. ``in_text`` is inside the text of an f-string.
    """

    scope: str = ""
    for_people: bool = False
    in_text: bool = False

    def is_message(self, change: Change) -> bool:
        """Whether only people notice the change."""
        return self.for_people and (self.in_text or change.of_text)

    def inside(self, node: ast.AST) -> "Place":
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return Place(f"{self.scope}.{node.name}".removeprefix("."))
        if isinstance(node, ast.Raise) or called_name(node) == "input":
            return replace(self, for_people=True)
        if isinstance(node, ast.JoinedStr):
            return replace(self, in_text=True)
        return self


def changes_in(
    source: SourceText, node: ast.AST, place: Place | None = None
) -> Iterator[tuple[Change, Place]]:
    """The changes of a node and of all its parts, with their places."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        # A docstring, or what is one by custom.
        return
    place = place or Place()
    inside = place.inside(node)
    for make in (of_statement, of_expression, of_part):
        for change in make(source, node):
            yield change, inside
    for part in _parts_of(source, node):
        yield from changes_in(source, part, inside)


def _parts_of(source: SourceText, node: ast.AST) -> Iterator[ast.AST]:
    if type(node).__name__ in _OTHER_KINDS:
        return
    for name, value in ast.iter_fields(node):
        if name in _LEFT_ALONE or (name == "test" and is_main_guard(node)):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST) and not _is_fixed(source, node, part):
                yield part


def _is_fixed(source: SourceText, node: ast.AST, part: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return isinstance(part, ast.Constant)
    if isinstance(node, ast.FormattedValue) and isinstance(part, ast.expr):
        return not _is_where_it_says(source, part)
    return False


def _is_where_it_says(source: SourceText, node: ast.expr) -> bool:
    """Python 3.11 does not always know where the expressions of an f-string are."""
    try:
        found = ast.parse(f"({source.segment(node)})", mode="eval").body
    except (SyntaxError, ValueError, IndexError):
        return False
    return ast.dump(found) == ast.dump(node)
