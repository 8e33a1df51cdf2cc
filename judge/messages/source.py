"""What the student's source tells without being run: functions, classes, names, expressions."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass

from ..report.text import clip, lines_of

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_OTHER_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)

# What is not worth reading: no person writes that much by hand.
_SOURCE_MAX = 300_000
_SHOWN_MAX = 60


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
        static = any(
            isinstance(each, ast.Name) and each.id == "staticmethod"
            for each in self.node.decorator_list
        )
        return self.class_name is not None and not static

    @property
    def given_parameters(self) -> list[str]:
        """What a caller writes between the brackets."""
        return self.parameters[1:] if self.is_method else self.parameters


@dataclass(frozen=True)
class Binding:
    """A place that gives a name its value; ``function`` is None at the top of the file."""

    name: str
    line: int
    function: str | None


class StudentSource:
    """The text and its tree; a text that is no Python has an empty tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = lines_of(text)
        self.tree = _parse(text)

    def line(self, number: int) -> str:
        """A line without its end; '' where there is none."""
        return self._lines[number - 1].rstrip("\n") if 0 < number <= len(self._lines) else ""

    @functools.cached_property
    def functions(self) -> dict[str, list[Function]]:
        found: dict[str, list[Function]] = {}
        for scope in ast.walk(self.tree):
            for node in ast.iter_child_nodes(scope):
                if isinstance(node, FunctionNode):
                    class_name = scope.name if isinstance(scope, ast.ClassDef) else None
                    found.setdefault(node.name, []).append(Function(node, class_name))
        return found

    @functools.cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)}

    @functools.cached_property
    def bindings(self) -> list[Binding]:
        return list(_bindings_in(self.tree))

    @functools.cached_property
    def _by_position(self) -> dict[tuple[int, int, int, int], ast.expr]:
        return {
            (node.lineno, node.end_lineno or 0, node.col_offset, node.end_col_offset or 0): node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.expr)
        }

    @functools.cached_property
    def _statements(self) -> dict[int, ast.stmt]:
        """The innermost statement that begins in a line."""
        return {node.lineno: node for node in ast.walk(self.tree) if isinstance(node, ast.stmt)}

    def expression_at(self, position: tuple[int, int, int, int]) -> ast.expr | None:
        """By first line, last line, first column, last column, as code objects tell them."""
        return self._by_position.get(position)

    def statement_at(self, line: int) -> ast.stmt | None:
        return self._statements.get(line)

    def function_around(self, line: int) -> Function | None:
        around = [
            each
            for group in self.functions.values()
            for each in group
            if each.line <= line <= (each.node.end_lineno or each.line)
        ]
        return max(around, key=lambda each: each.line, default=None)

    def shown(self, node: ast.expr) -> str:
        """The expression as it is written, in one line and not too long."""
        first, last = node.lineno, node.end_lineno or node.lineno
        lines = [self.line(number).encode() for number in range(first, min(last, first + 20) + 1)]
        if not lines:
            return ""
        if last - first < len(lines):
            lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        return clip(" ".join(b" ".join(lines).decode("utf-8", "replace").split()), _SHOWN_MAX)


@functools.lru_cache(maxsize=2)
def read_source(text: str) -> StudentSource:
    return StudentSource(text if len(text) <= _SOURCE_MAX else "")


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """All nodes of a function or module in the order of the text, without inner functions'."""
    waiting = list(ast.iter_child_nodes(scope))[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _OTHER_SCOPES):
            waiting.extend(list(ast.iter_child_nodes(node))[::-1])


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
