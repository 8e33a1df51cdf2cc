"""Finds in a test module's source what a failed test is about: assertions and student's calls."""

import ast
import unittest.case
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TypeGuard

from ..common.nodes import contains_line, end_of, expression_of, functions_of, of_kind
from ..common.text import clip, lines_of
from ..messages.place import last_step_in
from .assertion import MAX_CALL, Assertion, assignments


class TestSource:
    """A test module's text and tree, and the names under which it uses the student's modules."""

    def __init__(self, file_name: str, source: str, student_modules: Collection[str]) -> None:
        self.file_name = file_name
        self.source = source
        self._student_modules = student_modules

    @cached_property
    def tree(self) -> ast.Module:
        """Parsed only when a test fails, which is rare."""
        return ast.parse(self.source, self.file_name)

    @cached_property
    def _student_names(self) -> dict[str, str]:
        """Each with the module that it comes from."""
        return _bound_names(self.tree, self._student_modules)

    def modules_in(self, expression: str | None) -> set[str]:
        """The student's modules from which the names in an expression of the tests come."""
        nodes = ast.walk(expression_of(expression or "") or ast.Pass())
        names = {node.id for node in of_kind(nodes, ast.Name)}
        return {module for name, module in self._student_names.items() if name in names}

    def assertion_at(self, error: BaseException) -> Assertion | None:
        """The assertion in this file from which the exception came."""
        line = self._line_of(error)
        if line is None:
            return None
        call = self._assertion_in(line)
        if call is None:
            return None
        function = _function_around(self.tree, line)
        return Assertion(self.source, call, self._student_names, function)

    def _assertion_in(self, line: int) -> ast.Call | None:
        calls = filter(_is_assertion, ast.walk(self.tree))
        around = [node for node in calls if contains_line(node, line)]
        return min(around, key=lambda node: end_of(node) - node.lineno, default=None)

    def called_at(self, error: BaseException) -> str | None:
        """The call of the student's code in the statement that raised, or the last one above it."""
        line = self._line_of(error)
        function = _function_around(self.tree, line) if line is not None else None
        if line is None or function is None:
            return None
        assigned = assignments(function, line)
        calls = [
            node
            for node in of_kind(ast.walk(function), ast.Call)
            if self._is_students(node, assigned) and not _is_assertion(node)
        ]
        here = [node for node in calls if node.lineno == line]
        above = [node for node in calls if node.lineno < line]
        node = here[0] if here else max(above, key=lambda node: node.lineno, default=None)
        return self._text_of(node) or self._called_by_helper(line)

    def _called_by_helper(self, line: int) -> str | None:
        """The only call of the student's code in a test file's function that a statement calls."""
        names = {
            node.func.id
            for node in of_kind(ast.walk(self._statement_in(line) or ast.Pass()), ast.Call)
            if isinstance(node.func, ast.Name)
        }
        calls = [
            node
            for helper in of_kind(self.tree.body, ast.FunctionDef)
            if helper.name in names
            for node in of_kind(ast.walk(helper), ast.Call)
            if self._is_students(node, {})
        ]
        return self._text_of(calls[0]) if len(calls) == 1 else None

    def should_have_raised(self, error: BaseException) -> str | None:
        """The expression from which an assertRaises expected an exception that did not come."""
        line = self._line_of(error)
        if line is None:
            return None
        for node in of_kind(ast.walk(self.tree), ast.With):
            if node.lineno <= line <= end_of(node.items[-1].context_expr):
                return self._text_of(_only_expression(node.body))
        assertion = self._assertion_in(line)
        if assertion is None or len(assertion.args) < 2:
            return None
        called, *given = assertion.args[1:]
        if isinstance(called, ast.Lambda) and not given:
            return self._text_of(called.body)
        parts = [self._text_of(each) or "…" for each in given]
        parts += [f"{each.arg}={self._text_of(each.value)}" for each in assertion.keywords]
        return clip(f"{self._text_of(called)}({', '.join(parts)})", MAX_CALL)

    def raises_wanted(self, error: BaseException) -> tuple[str, str | None] | None:
        """What an assertRaises around the statement expects, and the expression in it."""
        line = self._line_of(error) or 0
        found: tuple[str, str | None] | None = None
        for node in of_kind(ast.walk(self.tree), ast.With):
            inside = node.body[0].lineno <= line <= end_of(node)
            for item in node.items if inside else ():
                call = item.context_expr
                if _is_assertion(call) and "Raises" in ast.dump(call.func) and call.args:
                    wanted = self._text_of(call.args[0])
                    if isinstance(call.args[0], ast.Name | ast.Attribute) and wanted:
                        found = (wanted, self._text_of(_only_expression(node.body)))
        return found

    def _text_of(self, node: ast.AST | None) -> str | None:
        text = node and ast.get_source_segment(self.source, node)
        return clip(" ".join(text.split()), MAX_CALL) if text else None

    def exceptions_at(self, error: BaseException) -> Iterator[BaseException]:
        """The exceptions that the raising statement mentions by the test's names for them:
        ``error``, or ``caught.exception``."""
        step = last_step_in(self.file_name, error)
        if step is None:
            return
        variables = step.tb_frame.f_locals
        handled = self._handled_names(step.tb_lineno)
        statement = self._statement_in(step.tb_lineno) or ast.Pass()
        for node in of_kind(ast.walk(statement), ast.Name):
            # Python deletes the name of an ``except`` at its end.
            value = error.__context__ if node.id in handled else variables.get(node.id)
            if type(value) in _CAUGHT:
                value = getattr(value, "exception", None)
            if isinstance(value, BaseException):
                yield value

    def _handled_names(self, line: int) -> set[str]:
        return {
            node.name
            for node in of_kind(ast.walk(self.tree), ast.ExceptHandler)
            if node.name and contains_line(node, line)
        }

    @cached_property
    def reads_output(self) -> bool:
        """Whether the tests check what is printed."""
        return any(word in self.source for word in ("stdout", "StringIO", "builtins.print"))

    def _statement_in(self, line: int) -> ast.stmt | None:
        statements = of_kind(ast.walk(self.tree), ast.stmt)
        around = [node for node in statements if contains_line(node, line)]
        return max(around, key=lambda node: node.lineno, default=None)

    def _is_students(self, call: ast.Call, assigned: dict[str, ast.expr], depth: int = 4) -> bool:
        """Whether the called function is the student's, or a method of one of its results."""
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
        """Whether the line of this file where the exception occurred contains the name."""
        line = self._line_of(error)
        lines = lines_of(self.source)
        return line is not None and line <= len(lines) and name in lines[line - 1]

    def _line_of(self, error: BaseException) -> int | None:
        found = last_step_in(self.file_name, error)
        return found and found.tb_lineno


# The results of assertRaises and similar methods.
_CAUGHT = (getattr(unittest.case, "_AssertRaisesContext"),)  # noqa: B009


def _is_assertion(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr.startswith("assert")
    )


def _only_expression(body: list[ast.stmt]) -> ast.expr | None:
    """The expression of a body with one statement; of several it is unclear which should raise."""
    only = body[0] if len(body) == 1 else None
    return only.value if isinstance(only, ast.Expr | ast.Assign) else None


def _bound_names(tree: ast.Module, student_modules: Collection[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module in student_modules:
            names.update(dict.fromkeys(map(_bound_by, node.names), node.module))
        elif isinstance(node, ast.Import):
            named = [alias for alias in node.names if alias.name in student_modules]
            names.update({_bound_by(alias): alias.name for alias in named})
    return names


def _bound_by(alias: ast.alias) -> str:
    return alias.asname or alias.name


def _function_around(tree: ast.Module, line: int) -> ast.AST | None:
    around = [node for node in functions_of(ast.walk(tree)) if contains_line(node, line)]
    return max(around, key=lambda node: node.lineno, default=None)
