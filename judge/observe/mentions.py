"""Which parts of a test file use the student's files, as far as the text shows.

In case of doubt a part counts as using it: a test reported as not using them must not use them.
"""

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from ..common.nodes import FunctionNode, of_kind, stored_names
from ..test_files.advice_names import Names

#: A test that reads a file can read what the program has written.
_READS = {"open", "read_text", "read_bytes", "listdir", "exists", "isfile", "is_file", "iterdir"}
_FIXTURES = ("setUpClass", "setUpModule")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


class Mentions:
    """``own_modules`` are the other test files and the modules beside the program, which are not
    examined."""

    def __init__(
        self, tree: ast.Module, student_modules: Sequence[str], own_modules: Collection[str]
    ) -> None:
        self._word = re.compile(rf"\b(?:{'|'.join(map(re.escape, student_modules))})\b")
        self._modules = {*student_modules, *own_modules}
        self._names = Names(tree, student_modules).names_from(self._modules)
        self._attributes: set[str] = set()
        count = -1
        while count != len(self._names) + len(self._attributes):
            count = len(self._names) + len(self._attributes)
            self._spread(tree)

    def within(self, node: ast.AST) -> bool:
        """Whether the node or any part of it uses the student's file."""
        return any(self._is_one(part) for part in ast.walk(node))

    def in_own_parts(self, statement: ast.stmt) -> bool:
        """The same for a statement, without the statements inside it."""
        return any(self.within(part) for part in own_parts(statement))

    def in_head(self, function: FunctionNode | ast.ClassDef) -> bool:
        """Whether decorators or default values use the student's file."""
        heads: list[ast.AST] = [*function.decorator_list]
        if not isinstance(function, ast.ClassDef):
            heads.append(function.args)
        return any(self.within(part) for part in heads)

    def _is_one(self, node: ast.AST) -> bool:
        match node:
            case ast.Name(id=name):
                return name in self._names or name in _READS
            case ast.Attribute(attr=name):
                return name in self._attributes or name in _READS
            case ast.Constant(value=str(text)):
                return self._word.search(text) is not None
            case ast.ImportFrom(module=str(module)):
                return module.split(".")[0] in self._modules
            case ast.Import(names=names):
                return any(each.name.split(".")[0] in self._modules for each in names)
            case _:
                return False

    def _spread(self, tree: ast.Module) -> None:
        """What is made from the student's objects outside of tests counts as the student's, too."""
        top = [each for each in tree.body if not isinstance(each, ast.Import | ast.ImportFrom)]
        outside = [each for each in top if not isinstance(each, FunctionNode | ast.ClassDef)]
        if any(self.within(each) for each in outside):
            for each in outside:
                self._names.update(stored_names(ast.walk(each)))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for statement in node.body:
                    if not isinstance(statement, FunctionNode) and self.within(statement):
                        self._attributes.update(stored_names(ast.walk(statement)))
            elif isinstance(node, FunctionNode):
                self._spread_in(node)

    def _spread_in(self, function: FunctionNode) -> None:
        uses_file = function.name in _FIXTURES and self.within(function)
        shared = {
            name
            for node in of_kind(ast.walk(function), ast.Global, ast.Nonlocal)
            for name in node.names
        }
        for node in of_kind(ast.walk(function), ast.stmt):
            if uses_file or self.in_own_parts(node):
                for part in own_parts(node):
                    self._attributes.update(_stored_attributes(part))
                    self._names.update(shared & stored_names(ast.walk(part)))


def own_parts(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement, without the statements inside it."""
    if isinstance(statement, FunctionNode | ast.ClassDef):
        return
    if not hasattr(statement, "body") and not hasattr(statement, "cases"):
        yield statement
        return
    for field, value in ast.iter_fields(statement):
        if field not in _BLOCKS:
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield each


def _stored_attributes(node: ast.AST) -> set[str]:
    parts = of_kind(ast.walk(node), ast.Attribute)
    return {part.attr for part in parts if isinstance(part.ctx, ast.Store)}
