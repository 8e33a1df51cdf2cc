"""Rewrites a test file so that it notes, while it runs, which of its parts are reached.

Inserts a call before a statement of a function if the function is entered there, or if the
statement uses the student's file, or asserts. Lines and names do not change. Assert methods of
unittest are counted elsewhere (count_assertions.py).
"""

import ast
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import CodeType

from ..common.nodes import FunctionNode, called_name, end_of, functions_of, of_kind
from ..test_files.advice_names import Names
from .mentions import Mentions, own_parts

#: The name of the function that a marked file calls with kind and line.
NOTE = "__touchstone_note__"

ENTERED, USED, CHECKED = "entered", "used", "checked"

#: Modules whose assertions can be recognised by their names.
_ASSERT_BY_NAME = {*sys.stdlib_module_names, "numpy", "pandas", "pytest", "touchstone"}

_BRANCHES = ast.If | ast.For | ast.AsyncFor | ast.While | ast.Try | ast.Match
_ALWAYS_TRUE = ast.Tuple | ast.Lambda | ast.GeneratorExp | ast.JoinedStr


@dataclass(frozen=True)
class Site:
    """An assertion, by its lines, and the line of the function around it."""

    line: int
    end_line: int
    function_line: int


class MarkedSource:
    """``test_modules`` are the other test files, ``beside`` the modules beside the program."""

    def __init__(
        self,
        source: str,
        file_name: str,
        student_modules: Sequence[str],
        *,
        test_modules: Collection[str] = (),
        beside: Collection[str] = (),
    ) -> None:
        tree = ast.parse(source, file_name)
        self.functions: dict[int, FunctionNode] = {}
        self.sites: list[Site] = []
        #: First lines of functions inside other functions.
        self.inner_lines = {
            inner.lineno
            for outer in functions_of(ast.walk(tree))
            for inner in functions_of(ast.walk(outer))
            if inner is not outer
        }
        self.has_load_tests = "load_tests" in [each.name for each in functions_of(tree.body)]
        self._mentions = Mentions(tree, student_modules, {*test_modules, *beside})
        self._names = Names(tree, student_modules)
        self._marked_modules = {*student_modules, *test_modules}
        self._own_names = {each.name for each in functions_of(ast.walk(tree))}
        self._branching: set[int] = set()
        for statement in tree.body:
            self._visit(statement, None, used=False)
        self._note_attribute_calls(tree)
        self.code: CodeType = compile(
            ast.fix_missing_locations(tree), file_name, "exec", dont_inherit=True
        )

    def function_at(self, first_line: int) -> FunctionNode | None:
        """The function whose code starts at the line: at its first decorator, if it has any."""
        return next(
            (
                each
                for each in self.functions.values()
                if first_line in (each.lineno, *(one.lineno for one in each.decorator_list))
            ),
            None,
        )

    def _visit(self, statement: ast.stmt, function: FunctionNode | None, *, used: bool) -> None:
        """``used``: the surrounding class has a decorator that uses the student's file."""
        if isinstance(statement, FunctionNode):
            self._mark_function(statement, used=used)
            return
        if isinstance(statement, ast.ClassDef):
            used, function = used or self._mentions.in_head(statement), None
        for block in _blocks(statement):
            marked: list[ast.stmt] = []
            for each in block:
                if function is not None:
                    marked += self._notes_before(each, function)
                self._visit(each, function, used=used)
                marked.append(each)
            block[:] = marked

    def _mark_function(self, function: FunctionNode, *, used: bool) -> None:
        self.functions[function.lineno] = function
        if any(map(_fails_here, function.body)):
            self._branching.add(function.lineno)
        for each in ast.walk(function):
            if isinstance(each, _BRANCHES) and _fails_within(each):
                self._branching.add(id(each))
        notes = [_note(ENTERED, function)]
        if used or self._mentions.in_head(function):
            notes.append(_note(USED, function))
        if function.lineno in self._branching:
            notes.append(_note(CHECKED, function))
        head = 1 if ast.get_docstring(function) is not None else 0
        marked = [*function.body[:head], *notes]
        for each in function.body[head:]:
            marked += self._notes_before(each, function)
            self._visit(each, function, used=False)
            marked.append(each)
        function.body[:] = marked

    def _notes_before(self, statement: ast.stmt, function: FunctionNode) -> list[ast.stmt]:
        notes: list[ast.stmt] = []
        if self._mentions.in_own_parts(statement):
            notes.append(_note(USED, statement))
        if id(statement) in self._branching:
            notes.append(_note(CHECKED, statement))
        if isinstance(statement, ast.Assert):
            if not is_always_true(statement.test):
                notes.append(_note(CHECKED, statement))
                self._add_site(statement, function)
            return notes
        for part in own_parts(statement):
            for call in of_kind(ast.walk(part), ast.Call):
                if self._asserts_by_name(call):
                    notes.append(_note(CHECKED, call))
                    self._add_site(call, function)
        return notes

    def _asserts_by_name(self, call: ast.Call) -> bool:
        """A function of numpy for example, or a mock's method. Functions that the file defines are
        examined themselves. A function of any module that is not examined counts as asserting.
        """
        path = self._names.resolve(call.func)
        name = path.rpartition(".")[2] if path else called_name(call)
        if name.startswith("assert_"):
            return name not in self._own_names
        module = path.partition(".")[0] if path else ""
        return bool(module) and module not in self._marked_modules and module not in _ASSERT_BY_NAME

    def _note_attribute_calls(self, tree: ast.Module) -> None:
        """Notes calls of a TestCase's assert methods, in whichever function they are."""
        for function in self.functions.values():
            inner = {
                id(part)
                for each in functions_of(ast.walk(function))
                if each is not function
                for part in ast.walk(each)
            }
            for node in of_kind(ast.walk(function), ast.Call):
                if id(node) not in inner and is_method_call(node):
                    if called_name(node) not in self._own_names:
                        self._add_site(node, function)

    def _add_site(self, node: ast.stmt | ast.expr, function: FunctionNode) -> None:
        self.sites.append(Site(node.lineno, end_of(node), function.lineno))


def is_always_true(test: ast.expr) -> bool:
    """Whether what an ``assert`` tests is always true. A tuple is the usual mistake."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Tuple):
        return bool(test.elts)
    return isinstance(test, _ALWAYS_TRUE)


def is_method_call(call: ast.Call) -> bool:
    """``self.assertEqual(…)`` and others; names that start with ``assert_`` are not unittest's."""
    name = called_name(call)
    return (
        isinstance(call.func, ast.Attribute)
        and name.startswith("assert")
        and not name.startswith("assert_")
    )


def fails(node: ast.AST) -> bool:
    """Whether the test itself fails here, without an assertion."""
    return isinstance(node, ast.Raise) or called_name(node) == "fail"


def _fails_within(branch: ast.stmt) -> bool:
    """In a statement of the branch that is not in another branch."""
    return any(_fails_here(each) for block in _blocks(branch) for each in block)


def _fails_here(statement: ast.stmt) -> bool:
    if isinstance(statement, FunctionNode | ast.ClassDef | _BRANCHES):
        return False
    if isinstance(statement, ast.With | ast.AsyncWith):
        return any(_fails_here(each) for each in statement.body)
    return any(fails(part) for part in ast.walk(statement))


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The lists of statements inside a statement."""
    holders: list[ast.AST] = [statement]
    for field in ("handlers", "cases"):
        holders += getattr(statement, field, [])
    found = [getattr(each, name, []) for each in holders for name in ("body", "orelse")]
    found.append(getattr(statement, "finalbody", []))
    return [block for block in found if isinstance(block, list) and block]


def _note(kind: str, node: ast.stmt | ast.expr) -> ast.stmt:
    arguments: list[ast.expr] = [ast.Constant(kind), ast.Constant(node.lineno)]
    call = ast.Call(ast.Name(NOTE, ast.Load()), arguments, [])
    note = ast.copy_location(ast.Expr(call), node)
    for part in ast.walk(note):
        if isinstance(part, ast.expr):
            ast.copy_location(part, node)
    return note
