"""A test file rewritten so that it says, while it runs, which of its parts are reached.

Before a statement of a function stands a call that notes it, where there is something to note:
the function is entered, the statement has to do with the student's file, or it asserts. Lines and
names stay as they are. unittest's own assert methods are counted elsewhere (count_assertions.py).
"""

import ast
import sys
from collections.abc import Collection
from dataclasses import dataclass
from types import CodeType

from ..test_files.advice_names import Names
from .mentions import Function, Mentions, own_parts

#: The name under which a marked file finds the function to call, with kind and line.
NOTE = "__touchstone_note__"

ENTERED, USED, CHECKED = "entered", "used", "checked"

#: Modules whose assertions can be told by their names.
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
    """``watched_modules`` are the other test files; ``beside`` lies with the program."""

    def __init__(
        self,
        source: str,
        file_name: str,
        module_name: str,
        *,
        watched_modules: Collection[str] = (),
        beside: Collection[str] = (),
    ) -> None:
        tree = ast.parse(source, file_name)
        self.functions: dict[int, Function] = {}
        self.sites: list[Site] = []
        #: Where functions inside other functions begin.
        self.inner_lines = {
            inner.lineno
            for outer in ast.walk(tree)
            if isinstance(outer, Function)
            for inner in ast.walk(outer)
            if inner is not outer and isinstance(inner, Function)
        }
        self.has_load_tests = any(
            isinstance(each, Function) and each.name == "load_tests" for each in tree.body
        )
        self._mentions = Mentions(tree, module_name, {*watched_modules, *beside})
        self._names = Names(tree, module_name)
        self._watched = {module_name, *watched_modules}
        self._own_names = {each.name for each in ast.walk(tree) if isinstance(each, Function)}
        self._branching: set[int] = set()
        for statement in tree.body:
            self._visit(statement, None, used=False)
        self._note_attribute_calls(tree)
        self.code: CodeType = compile(
            ast.fix_missing_locations(tree), file_name, "exec", dont_inherit=True
        )

    def function_at(self, first_line: int) -> Function | None:
        """The function whose code begins at the line: with its decorators, if it has any."""
        return next(
            (
                each
                for each in self.functions.values()
                if first_line in (each.lineno, *(one.lineno for one in each.decorator_list))
            ),
            None,
        )

    def _visit(self, statement: ast.stmt, function: Function | None, *, used: bool) -> None:
        """``used``: the class around has a decorator that has to do with the student's file."""
        if isinstance(statement, Function):
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

    def _mark_function(self, function: Function, *, used: bool) -> None:
        self.functions[function.lineno] = function
        if _fails_plainly(function):
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

    def _notes_before(self, statement: ast.stmt, function: Function) -> list[ast.stmt]:
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
            for call in ast.walk(part):
                if isinstance(call, ast.Call) and self._asserts_by_name(call.func):
                    notes.append(_note(CHECKED, call))
                    self._add_site(call, function)
        return notes

    def _asserts_by_name(self, called: ast.expr) -> bool:
        """A function of numpy's, say, or a mock's method; what the file defines is looked into.

        So may any function of a module that nobody looks into.
        """
        path = self._names.resolve(called)
        name = path.rpartition(".")[2] if path else name_of(called)
        if name.startswith("assert_"):
            return name not in self._own_names
        module = path.partition(".")[0] if path else ""
        return bool(module) and module not in self._watched and module not in _ASSERT_BY_NAME

    def _note_attribute_calls(self, tree: ast.Module) -> None:
        """The assert methods of a TestCase, in whatever function they are called."""
        for function in self.functions.values():
            inner = {
                id(part)
                for each in ast.walk(function)
                if isinstance(each, Function) and each is not function
                for part in ast.walk(each)
            }
            for node in ast.walk(function):
                if id(node) not in inner and isinstance(node, ast.Call) and is_method_call(node):
                    if name_of(node.func) not in self._own_names:
                        self._add_site(node, function)

    def _add_site(self, node: ast.stmt | ast.expr, function: Function) -> None:
        self.sites.append(Site(node.lineno, node.end_lineno or node.lineno, function.lineno))


def is_always_true(test: ast.expr) -> bool:
    """Of what an ``assert`` looks at: a tuple in parentheses is the usual slip."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Tuple):
        return bool(test.elts)
    return isinstance(test, _ALWAYS_TRUE)


def name_of(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def is_method_call(call: ast.Call) -> bool:
    """``self.assertEqual(…)`` and its like; a name with ``assert_`` is no method of unittest's."""
    name = name_of(call.func)
    return (
        isinstance(call.func, ast.Attribute)
        and name.startswith("assert")
        and not name.startswith("assert_")
    )


def fails(node: ast.AST) -> bool:
    """Whether the test itself fails here, without an assertion."""
    if isinstance(node, ast.Raise):
        return True
    return isinstance(node, ast.Call) and name_of(node.func) == "fail"


def _fails_within(branch: ast.stmt) -> bool:
    """In a statement of the branch's that is in no branch of its own."""
    return any(_fails_here(each) for block in _blocks(branch) for each in block)


def _fails_plainly(function: Function) -> bool:
    return any(_fails_here(each) for each in function.body)


def _fails_here(statement: ast.stmt) -> bool:
    if isinstance(statement, Function | ast.ClassDef | _BRANCHES):
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
