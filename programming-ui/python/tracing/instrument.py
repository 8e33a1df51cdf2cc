"""Changes a program's syntax tree so that its expressions report their values.

``total + price`` becomes ``report(7, total + price)``, which returns its second argument. Whatever
could make a difference to the program is left as it is: targets of assignments, patterns,
annotations, decorators, defaults, bases, and all that runs more than once within one expression
(lambdas and comprehensions).
"""

import ast
import builtins
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any, cast

from judge.common.text import lines_of

#: A name that no program can have, since it contains a space.
_NAME = "reported value"

_RECORDED = (
    ast.BinOp,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.UnaryOp,
    ast.Subscript,
    ast.Attribute,
    ast.IfExp,
    ast.JoinedStr,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
)
_UNTOUCHED = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: Calls that show names and frames, or that need the place in which they are written.
_SPECIAL_CALLS = frozenset(("super", "locals", "globals", "vars", "dir", "eval", "exec"))


@dataclass(frozen=True)
class Place:
    """From a line and a column to another, as in trace.ts. ``is_input`` for a call of input()."""

    start: tuple[int, int]
    end: tuple[int, int]
    is_input: bool


@dataclass(frozen=True)
class Loop:
    """The lines from the loop's head to the end of its body. Python does not return to the head of
    ``while True``: its body is then the head."""

    first: int
    last: int


@dataclass(frozen=True)
class Instrumented:
    """``places`` has the place of each reported expression, by its number."""

    code: CodeType
    places: list[Place]
    loops: dict[int, Loop]


def provide_report(report: Callable[[int, Any], Any]) -> None:
    """Makes a function of a number and a value visible to all instrumented programs."""
    setattr(builtins, _NAME, report)


def instrument(source: str, name: str, first_number: int) -> Instrumented:
    """The program's code, whose expressions count from ``first_number``.

    Raises what compile() raises for a program that is not valid Python.
    """
    plain = compile(source, name, "exec", dont_inherit=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source, name)
        reporting = _Reporting(source, first_number)
        loops = {each.first: each for each in _loops(tree)}
        try:
            reporting.visit(tree)
            code = compile(tree, name, "exec", dont_inherit=True)
        except (RecursionError, ValueError, SyntaxError):
            # Too deeply nested with the calls added.
            return Instrumented(plain, [], loops)
    return Instrumented(code, reporting.places, loops)


def _loops(tree: ast.AST) -> Iterator[Loop]:
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            is_endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
            head = node.body[0] if is_endless else node
            yield Loop(head.lineno, node.body[-1].end_lineno or node.lineno)


class _Reporting(ast.NodeTransformer):
    def __init__(self, source: str, first_number: int) -> None:
        self.places: list[Place] = []
        self._first_number = first_number
        self._lines = [line.encode("utf-8", "surrogatepass") for line in lines_of(source)]

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, _UNTOUCHED):
            return self._reported(node) if isinstance(node, _RECORDED) else node
        node = super().visit(node)
        return self._reported(node) if isinstance(node, _RECORDED) else node

    def _reported(self, node: Any) -> Any:
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del) or _is_constant(node):
            return node
        if isinstance(node, ast.Call) and _called_name(node) in _SPECIAL_CALLS:
            return node
        number = self._first_number + len(self.places)
        self.places.append(self._place(node))
        call = ast.Call(ast.Name(_NAME, ast.Load()), [ast.Constant(number), node], [])
        for made in (call, call.func, call.args[0]):
            ast.copy_location(made, node)
        return call

    def _place(self, node: Any) -> Place:
        start = self._position(node.lineno, node.col_offset)
        end = self._position(node.end_lineno, node.end_col_offset)
        return Place(start, end, _called_name(node) == "input")

    def _position(self, line: int, column: int) -> tuple[int, int]:
        """The column in characters; the syntax tree has it in bytes."""
        before = self._lines[line - 1][:column] if line <= len(self._lines) else b""
        return line, len(before.decode("utf-8", "replace")) if before else column

    def _visit_fields(self, node: Any, *names: str) -> None:
        for name in names:
            value = getattr(node, name)
            if isinstance(value, list):
                value[:] = [self.visit(each) for each in cast(list[ast.AST], value)]
            elif value is not None:
                setattr(node, name, self.visit(value))

    # Only a part of these nodes is visited.

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._visit_fields(node, "body")
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        self._visit_fields(node, "body")
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._visit_fields(node, "body")
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self._visit_fields(node, "target", "value")
        return node

    def visit_TypeAlias(self, node: ast.AST) -> ast.AST:
        return node

    def visit_TemplateStr(self, node: ast.AST) -> ast.AST:
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        self._visit_fields(node, "guard", "body")
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self._visit_fields(node, "body")
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self._visit_fields(node, "value")
        return node

    # The values of these are not reported, but those of their parts.

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if _called_name(node.value) == "input":
            self._visit_fields(node, "value")
        else:
            self._inside(node.value)
        return node

    def visit_Await(self, node: ast.Await) -> ast.AST:
        self._inside(node.value)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        for each in (node.exc, node.cause):
            if each is not None:
                self._inside(each)
        return node

    def visit_withitem(self, node: ast.withitem) -> ast.AST:
        self._inside(node.context_expr)
        self._visit_fields(node, "optional_vars")
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self._inside(node.func)
        self._visit_fields(node, "args", "keywords")
        return node

    def _inside(self, node: ast.AST) -> None:
        if not isinstance(node, _UNTOUCHED):
            super().visit(node)


def _called_name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return None


def _is_constant(node: ast.AST) -> bool:
    """Whether it has no names: ``-1``, ``2 * 3``."""
    parts = ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop | ast.Constant
    return all(isinstance(each, parts) for each in ast.walk(node))
