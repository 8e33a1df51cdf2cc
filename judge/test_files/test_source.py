"""What the source of a test module tells: titles, and which call of the student's was tested."""

import ast
import unittest.case
from collections.abc import Iterator
from functools import cached_property
from types import TracebackType
from typing import TypeGuard

from ..report.text import clip, lines_of
from ..report.trace import traceback_of

_CALL_MAX = 300


class TestSource:
    """A test module's text and tree, with the student's names as it knows them."""

    def __init__(self, file_name: str, source: str, student_module: str) -> None:
        self.file_name = file_name
        self.source = source
        self._student_module = student_module

    @cached_property
    def tree(self) -> ast.Module:
        """Parsed when something has to be told, which is seldom."""
        return ast.parse(self.source, self.file_name)

    @cached_property
    def _student_names(self) -> set[str]:
        return _bound_names(self.tree, self._student_module)

    def assertion_at(self, error: BaseException) -> "Assertion | None":
        """The assertion in this file from which the exception came."""
        line = self._line_of(traceback_of(error))
        if line is None:
            return None
        call = self._assertion_in(line)
        if call is None:
            return None
        function = _function_around(self.tree, line)
        return Assertion(self.source, call, self._student_names, function)

    def _assertion_in(self, line: int) -> ast.Call | None:
        calls = [
            node
            for node in ast.walk(self.tree)
            if _is_assertion(node) and node.lineno <= line <= (node.end_lineno or node.lineno)
        ]
        return min(
            calls, key=lambda node: (node.end_lineno or node.lineno) - node.lineno, default=None
        )

    def called_at(self, error: BaseException) -> str | None:
        """The student's call in the statement that the exception came from, or the last above."""
        line = self._line_of(traceback_of(error))
        function = _function_around(self.tree, line) if line is not None else None
        if line is None or function is None:
            return None
        assigned = _assignments(function, line)
        calls = [
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Call)
            and self._is_students(node, assigned)
            and not _is_assertion(node)
        ]
        here = [node for node in calls if node.lineno == line]
        above = [node for node in calls if node.lineno < line]
        node = here[0] if here else max(above, key=lambda node: node.lineno, default=None)
        return self._text_of(node) or self._called_by_helper(line)

    def _called_by_helper(self, line: int) -> str | None:
        """The one call of the student's in a function of the tests' own that a statement calls."""
        names = {
            node.func.id
            for node in ast.walk(self._statement_in(line) or ast.Pass())
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        calls = [
            node
            for helper in self.tree.body
            if isinstance(helper, ast.FunctionDef) and helper.name in names
            for node in ast.walk(helper)
            if isinstance(node, ast.Call) and self._is_students(node, {})
        ]
        return self._text_of(calls[0]) if len(calls) == 1 else None

    def should_have_raised(self, error: BaseException) -> str | None:
        """The expression that an assertRaises waits in vain for an exception of."""
        line = self._line_of(traceback_of(error))
        if line is None:
            return None
        for node in ast.walk(self.tree):
            if isinstance(node, ast.With):
                last = node.items[-1].context_expr
                if node.lineno <= line <= (last.end_lineno or last.lineno):
                    return self._text_of(_only_expression(node.body))
        assertion = self._assertion_in(line)
        if assertion is None or len(assertion.args) < 2:
            return None
        called, *given = assertion.args[1:]
        if isinstance(called, ast.Lambda) and not given:
            return self._text_of(called.body)
        parts = [self._text_of(each) or "…" for each in given]
        parts += [f"{each.arg}={self._text_of(each.value)}" for each in assertion.keywords]
        return clip(f"{self._text_of(called)}({', '.join(parts)})", _CALL_MAX)

    def raises_wanted(self, error: BaseException) -> tuple[str, str | None] | None:
        """What an assertRaises around the statement waits for, and the expression in it."""
        line = self._line_of(traceback_of(error))
        found: tuple[str, str | None] | None = None
        for node in ast.walk(self.tree):
            if line is None or not isinstance(node, ast.With):
                continue
            inside = node.body[0].lineno <= line <= (node.end_lineno or node.lineno)
            for item in node.items if inside else ():
                call = item.context_expr
                if _is_assertion(call) and "Raises" in ast.dump(call.func) and call.args:
                    wanted = self._text_of(call.args[0])
                    if isinstance(call.args[0], ast.Name | ast.Attribute) and wanted:
                        found = (wanted, self._text_of(_only_expression(node.body)))
        return found

    def _text_of(self, node: ast.AST | None) -> str | None:
        text = node and ast.get_source_segment(self.source, node)
        return clip(" ".join(text.split()), _CALL_MAX) if text else None

    def exceptions_at(self, error: BaseException) -> Iterator[BaseException]:
        """Those that the statement from which an exception came looks at, by the test's own names
        for them: ``error``, or ``caught.exception``."""
        step = self._step_of(traceback_of(error))
        if step is None:
            return
        variables = step.tb_frame.f_locals
        handled = self._handled_names(step.tb_lineno)
        for node in ast.walk(self._statement_in(step.tb_lineno) or ast.Pass()):
            if not isinstance(node, ast.Name):
                continue
            # The name in an ``except`` is gone when that is left.
            value = error.__context__ if node.id in handled else variables.get(node.id)
            if type(value) in _CAUGHT:
                value = getattr(value, "exception", None)
            if isinstance(value, BaseException):
                yield value

    def _handled_names(self, line: int) -> set[str]:
        return {
            node.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ExceptHandler)
            and node.name
            and node.lineno <= line <= (node.end_lineno or node.lineno)
        }

    @cached_property
    def reads_output(self) -> bool:
        """Whether the tests look at what is printed."""
        return any(word in self.source for word in ("stdout", "StringIO", "builtins.print"))

    def _statement_in(self, line: int) -> ast.stmt | None:
        around = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.stmt)
            and node.lineno <= line <= (node.end_lineno or node.lineno)
        ]
        return max(around, key=lambda node: node.lineno, default=None)

    def _is_students(self, call: ast.Call, assigned: dict[str, ast.expr], depth: int = 4) -> bool:
        """Whether the function called is the student's, or a method of what comes from it."""
        node: ast.AST = call
        while isinstance(node, ast.Call | ast.Attribute):
            node = node.func if isinstance(node, ast.Call) else node.value
        if not isinstance(node, ast.Name) or not depth:
            return False
        origin = assigned.get(node.id)
        return node.id in self._student_names or (
            isinstance(origin, ast.Call) and self._is_students(origin, assigned, depth - 1)
        )

    def mentions(self, error: BaseException, name: str) -> bool:
        """Whether the line of this file that the exception came through contains the name."""
        line = self._line_of(traceback_of(error))
        lines = lines_of(self.source)
        return line is not None and line <= len(lines) and name in lines[line - 1]

    def _line_of(self, step: TracebackType | None) -> int | None:
        found = self._step_of(step)
        return found and found.tb_lineno

    def _step_of(self, step: TracebackType | None) -> TracebackType | None:
        """The innermost one in this file."""
        found = None
        while step is not None:
            if step.tb_frame.f_code.co_filename == self.file_name:
                found = step
            step = step.tb_next
        return found


# What assertRaises and its like give.
_CAUGHT = (getattr(unittest.case, "_AssertRaisesContext"),)  # noqa: B009


def _is_assertion(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr.startswith("assert")
    )


def _only_expression(body: list[ast.stmt]) -> ast.expr | None:
    """Of a body with one statement; of others nobody knows which of them was to raise."""
    only = body[0] if len(body) == 1 else None
    return only.value if isinstance(only, ast.Expr | ast.Assign) else None


class Assertion:
    """One call of an assert method, and which of its arguments come from the student's program."""

    def __init__(
        self, source: str, call: ast.Call, student_names: set[str], function: ast.AST | None
    ) -> None:
        self._source = source
        self._arguments = call.args[:2]
        self._assigned = _assignments(function, call.lineno) if function else {}
        self._student_names = student_names

    @property
    def expected_first(self) -> bool:
        """Whether it is written the other way round: ``assertEqual(expected, actual)``."""
        touched = [self._touches(argument) for argument in self._arguments]
        if any(touched):
            return touched == [False, True]
        constant = [_is_constant(argument) for argument in self._arguments]
        return constant == [True, False]

    @property
    def call(self) -> str | None:
        """The tested expression's text, such as ``hello("Ada")``."""
        for argument in self._arguments:
            if self._touches(argument):
                return self._text_of(self._origin(argument))
        return None

    @property
    def variable(self) -> str | None:
        """A variable of the test's own, or an attribute of one, which is compared."""
        for argument in self._arguments:
            owner = argument
            while isinstance(owner, ast.Attribute):
                owner = owner.value
            if isinstance(owner, ast.Name) and owner.id != "self" and not self._touches(argument):
                return self._text_of(argument)
        return None

    def _text_of(self, node: ast.expr) -> str | None:
        text = ast.get_source_segment(self._source, node) or ""
        return clip(" ".join(text.split()), _CALL_MAX) or None

    def _origin(self, node: ast.expr) -> ast.expr:
        """Behind a bare local name stands what was assigned to it."""
        if isinstance(node, ast.Name) and node.id in self._assigned:
            return self._assigned[node.id]
        return node

    def _touches(self, node: ast.AST, depth: int = 4) -> bool:
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                if part.id in self._student_names:
                    return True
                origin = self._assigned.get(part.id)
                if origin is not None and depth and self._touches(origin, depth - 1):
                    return True
        return False


def _is_constant(node: ast.expr) -> bool:
    return not any(isinstance(part, ast.Name | ast.Attribute | ast.Call) for part in ast.walk(node))


def _bound_names(tree: ast.Module, student_module: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == student_module:
            names.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(
                alias.asname or alias.name for alias in node.names if alias.name == student_module
            )
    return names


def _function_around(tree: ast.Module, line: int) -> ast.AST | None:
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return max(around, key=lambda node: node.lineno, default=None)


def _assignments(function: ast.AST, before_line: int) -> dict[str, ast.expr]:
    """The last value assigned to each plain local name above a line."""
    found: dict[str, tuple[int, ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and node.lineno < before_line:
            for target in node.targets:
                if isinstance(target, ast.Name) and found.get(target.id, (0,))[0] < node.lineno:
                    found[target.id] = (node.lineno, node.value)
    return {name: value for name, (_, value) in found.items()}
