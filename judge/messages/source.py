"""What the student's source shows without running it: functions, classes, names, expressions."""

import ast
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..common.nodes import FunctionNode, contains_line, is_named, of_kind, own_nodes
from ..common.text import clip, lines_of

# Longer files are not read: nobody writes that much by hand.
_MAX_SOURCE = 300_000
_MAX_SHOWN = 60


@dataclass(frozen=True)
class Function:
    node: FunctionNode
    class_name: str | None

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def parameters(self) -> list[str]:
        """By position, ``self`` included."""
        arguments = self.node.args
        return [each.arg for each in (*arguments.posonlyargs, *arguments.args)]

    @property
    def is_method(self) -> bool:
        """Called on an object: neither a plain function nor a static method."""
        static = any(is_named(each, "staticmethod") for each in self.node.decorator_list)
        return self.class_name is not None and not static

    @property
    def given_parameters(self) -> list[str]:
        """The parameters for which a caller passes values: without ``self``."""
        return self.parameters[1:] if self.is_method else self.parameters


@dataclass(frozen=True)
class Binding:
    """A place that gives a name its value; ``function`` is None at the top of the file."""

    name: str
    line: int
    function: str | None


class StudentSource:
    """The source and its tree, which is empty if Python cannot read the source."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = lines_of(text)
        self.tree = _parse(text)

    def line(self, number: int) -> str:
        """A line without its line end; '' if there is no such line."""
        return self._lines[number - 1].rstrip("\n") if 0 < number <= len(self._lines) else ""

    @functools.cached_property
    def all_functions(self) -> list[Function]:
        return [each for group in self.functions.values() for each in group]

    @functools.cached_property
    def functions(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = {}
        for scope in ast.walk(self.tree):
            class_name = scope.name if isinstance(scope, ast.ClassDef) else None
            for node in ast.iter_child_nodes(scope):
                if isinstance(node, FunctionNode):
                    found.setdefault(node.name, []).append(Function(node, class_name))
        return found

    @functools.cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        return {node.name: node for node in of_kind(ast.walk(self.tree), ast.ClassDef)}

    @functools.cached_property
    def bindings(self) -> list[Binding]:
        return list(_bindings_in(self.tree))

    def bindings_at_top(self, name: str | None) -> list[Binding]:
        """Where a name gets its value outside of all functions and classes."""
        return [each for each in self.bindings if each.name == name and each.function is None]

    @functools.cached_property
    def _by_position(self) -> dict[tuple[int, int, int, int], ast.expr]:
        return {
            (node.lineno, node.end_lineno or 0, node.col_offset, node.end_col_offset or 0): node
            for node in of_kind(ast.walk(self.tree), ast.expr)
        }

    @functools.cached_property
    def _statements(self) -> dict[int, ast.stmt]:
        """The innermost statement that starts in each line."""
        return {node.lineno: node for node in of_kind(ast.walk(self.tree), ast.stmt)}

    def expression_at(self, position: tuple[int, int, int, int]) -> ast.expr | None:
        """By first line, last line, first column and last column, as code objects have them."""
        return self._by_position.get(position)

    def statement_at(self, line: int) -> ast.stmt | None:
        return self._statements.get(line)

    def function_around(self, line: int) -> Function | None:
        around = [each for each in self.all_functions if contains_line(each.node, line)]
        return max(around, key=lambda each: each.line, default=None)

    def shown(self, node: ast.expr) -> str:
        """The expression as it is written, on one line and clipped."""
        first, last = node.lineno, node.end_lineno or node.lineno
        lines = [self.line(number).encode() for number in range(first, min(last, first + 20) + 1)]
        if not lines:
            return ""
        if last - first < len(lines):
            lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        return clip(" ".join(b" ".join(lines).decode("utf-8", "replace").split()), _MAX_SHOWN)


@functools.lru_cache(maxsize=2)
def read_source(text: str) -> StudentSource:
    return StudentSource(text if len(text) <= _MAX_SOURCE else "")


def lines_in_words(nodes: Sequence[ast.AST]) -> str:
    """``line 3``, ``lines 3, 5 and 7``."""
    lines = sorted({getattr(each, "lineno", 0) for each in nodes})
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, OverflowError):
        return ast.Module([], [])


def _bindings_in(tree: ast.Module) -> Iterator[Binding]:
    scopes: list[tuple[ast.AST, str | None]] = [(tree, None)]
    while scopes:
        scope, name = scopes.pop()
        if isinstance(scope, FunctionNode):
            arguments = scope.args
            for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                yield Binding(each.arg, each.lineno, name)
        for node in own_nodes(scope):
            if isinstance(node, FunctionNode):
                scopes.append((node, node.name))
            elif isinstance(node, ast.ClassDef):
                scopes.append((node, f"class {node.name}"))
            yield from (Binding(each, line, name) for each, line in _bound_by(node))


def _bound_by(node: ast.AST) -> list[tuple[str, int]]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [(node.id, node.lineno)]
    if isinstance(node, FunctionNode | ast.ClassDef):
        return [(node.name, node.lineno)]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [
            ((alias.asname or alias.name).partition(".")[0], node.lineno) for alias in node.names
        ]
    if isinstance(node, ast.ExceptHandler) and node.name:
        return [(node.name, node.lineno)]
    return []
