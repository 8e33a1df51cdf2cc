"""What the names in a test module's source refer to, as far as the text shows."""

import ast
import builtins
from collections.abc import Collection, Sequence

from ..common.nodes import of_kind


class Names:
    """Which names are modules, and which come from the student's files. ``student_modules`` has
    the one that runs as a script first."""

    def __init__(self, tree: ast.Module, student_modules: Sequence[str]) -> None:
        self.student_modules = student_modules
        self._paths: dict[str, str] = {}
        star: str | None = None
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    local = alias.asname or alias.name.split(".")[0]
                    self._paths[local] = alias.name if alias.asname else local
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                if star is None and node.module in student_modules and node.names[0].name == "*":
                    star = node.module
                for alias in node.names:
                    self._paths[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        if star is not None:
            self._take_all(tree, star)

    def resolve(self, node: ast.AST) -> str | None:
        """The full dotted name of something imported, such as ``unittest.mock.patch``."""
        path = dotted(node)
        if path is None:
            return None
        first, dot, rest = path.partition(".")
        known = self._paths.get(first)
        return None if known is None else known + dot + rest

    def names_from(self, modules: Collection[str]) -> set[str]:
        """Names that an import of one of the modules, or from one, binds."""
        return {name for name, path in self._paths.items() if path.split(".")[0] in modules}

    def is_student(self, node: ast.AST, function: ast.AST | None = None) -> bool:
        """Whether this is the student's: imported, or the result of such a call in ``function``."""
        path = self.resolve(node)
        if path is not None:
            return path.split(".")[0] in self.student_modules
        first = (dotted(node) or "").split(".")[0]
        return function is not None and first in self._made_in(function)

    def _made_in(self, function: ast.AST) -> set[str]:
        return {
            target.id
            for node in of_kind(ast.walk(function), ast.Assign)
            if isinstance(node.value, ast.Call) and self.is_student(node.value.func)
            for target in of_kind(node.targets, ast.Name)
        }

    def _take_all(self, tree: ast.Module, module: str) -> None:
        """After ``import *`` of the module, a name that nothing else binds is the student's."""
        bound = set(dir(builtins))
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                bound.add(node.name)
        for node in of_kind(ast.walk(tree), ast.Name):
            if node.id not in bound:
                self._paths.setdefault(node.id, f"{module}.{node.id}")


def dotted(node: ast.AST) -> str | None:
    """``a.b.c`` for an expression of that form, else None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return None if owner is None else f"{owner}.{node.attr}"
    return None
