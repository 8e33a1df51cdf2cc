"""A call of an assert method in a test file, and what it compares."""

import ast
from collections.abc import Collection

from ..common.nodes import of_kind
from ..common.text import clip

#: Characters of a call's text.
MAX_CALL = 300


class Assertion:
    """A call of an assert method, and which of its arguments come from the student's program."""

    def __init__(
        self, source: str, call: ast.Call, student_names: Collection[str], function: ast.AST | None
    ) -> None:
        self._source = source
        self._arguments = call.args[:2]
        self._assigned = assignments(function, call.lineno) if function else {}
        self._student_names = student_names

    @property
    def expected_first(self) -> bool:
        """Whether the expected value is first: ``assertEqual(expected, actual)``."""
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
        """A variable of the test, or an attribute of one, that is compared."""
        for argument in self._arguments:
            owner = argument
            while isinstance(owner, ast.Attribute):
                owner = owner.value
            if isinstance(owner, ast.Name) and owner.id != "self" and not self._touches(argument):
                return self._text_of(argument)
        return None

    def _text_of(self, node: ast.expr) -> str | None:
        text = ast.get_source_segment(self._source, node) or ""
        return clip(" ".join(text.split()), MAX_CALL) or None

    def _origin(self, node: ast.expr) -> ast.expr:
        """What was assigned to a local name; any other expression itself."""
        return self._assigned.get(node.id, node) if isinstance(node, ast.Name) else node

    def _touches(self, node: ast.AST, depth: int = 4) -> bool:
        for part in of_kind(ast.walk(node), ast.Name):
            if part.id in self._student_names:
                return True
            origin = self._assigned.get(part.id)
            if origin is not None and depth and self._touches(origin, depth - 1):
                return True
        return False


def _is_constant(node: ast.expr) -> bool:
    return not any(of_kind(ast.walk(node), ast.Name, ast.Attribute, ast.Call))


def assignments(function: ast.AST, before_line: int) -> dict[str, ast.expr]:
    """The last value assigned to each plain local name above a line."""
    found: dict[str, tuple[int, ast.expr]] = {}
    for node in of_kind(ast.walk(function), ast.Assign):
        if node.lineno < before_line:
            for target in of_kind(node.targets, ast.Name):
                if found.get(target.id, (0,))[0] < node.lineno:
                    found[target.id] = (node.lineno, node.value)
    return {name: value for name, (_, value) in found.items()}
