"""The classes of a test file: which are test cases, and of what kind."""

import ast

from ..common.nodes import functions_of, of_kind
from .advice_names import Names, dotted

_PLAIN = {"unittest.TestCase", "unittest.case.TestCase"}
_ASYNC = {f"unittest.{module}IsolatedAsyncioTestCase" for module in ("", "async_case.")}


class Classes:
    """All classes of the file, nested ones included."""

    def __init__(self, tree: ast.Module, names: Names) -> None:
        self._names = names
        self.all = [*of_kind(ast.walk(tree), ast.ClassDef)]
        self._used = {
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
        }
        self._by_name = {node.name: node for node in self.all}

    def kind(self, node: ast.ClassDef, depth: int = 10) -> str:
        """``plain`` or ``async`` test case, ``none``, or ``unknown`` where a base is imported."""
        kinds = {self._kind_of_base(base, depth) for base in node.bases}
        for kind in ("async", "unknown", "plain"):
            if kind in kinds:
                return kind
        return "none"

    def mentions(self, name: str) -> bool:
        """Whether the file uses the name, for example as a base or in a call."""
        return name in self._used

    def has_tests(self, node: ast.ClassDef, depth: int = 10) -> bool:
        """Whether it has tests, its own or those of a base in the file."""
        if any(each.name.startswith(("test", "runTest")) for each in functions_of(node.body)):
            return True
        if any(isinstance(each, ast.Assign | ast.For | ast.If) for each in node.body):
            return True
        bases = [self._by_name.get(dotted(base) or "") for base in node.bases]
        return bool(depth) and any(
            base is not None and base is not node and self.has_tests(base, depth - 1)
            for base in bases
        )

    def _kind_of_base(self, base: ast.expr, depth: int) -> str:
        path = self._names.resolve(base) or dotted(base)
        if path in _PLAIN:
            return "plain"
        if path in _ASYNC:
            return "async"
        own = self._by_name.get(dotted(base) or "")
        if own is not None and depth:
            return self.kind(own, depth - 1)
        return "none" if path == "object" else "unknown"
