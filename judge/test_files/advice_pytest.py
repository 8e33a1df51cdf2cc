"""Uses of pytest: only its marks are available, and they have no effect."""

import ast
from collections.abc import Iterator

from .advice_names import Names
from .advice_sentence import Advice

_INSTEAD = {
    "raises": "write self.assertRaises",
    "warns": "write self.assertWarns",
    "approx": "write self.assertAlmostEqual",
    "fixture": "write a setUp method",
    "fail": "write self.fail",
    "skip": "write self.skipTest",
    "main": "write nothing",
}
_MARKS = {
    "parametrize": "write a loop with `with self.subTest(…):`",
    "skip": "write unittest.skip",
    "skipif": "write unittest.skipIf",
    "xfail": "write unittest.expectedFailure",
    "usefixtures": "write a setUp method",
}


def pytest_uses(tree: ast.Module, names: Names) -> Iterator[Advice]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "pytest":
            for alias in node.names:
                if alias.name != "mark":
                    yield _not_available(node.lineno, alias.name)
        elif isinstance(node, ast.Attribute):
            path = (names.resolve(node) or "").split(".")
            if path[0] != "pytest" or len(path) < 2:
                continue
            if path[1] != "mark":
                if len(path) == 2 and isinstance(node.value, ast.Name):
                    yield _not_available(node.lineno, path[1])
            elif len(path) == 3 and path[2] in _MARKS:
                yield Advice(
                    node.lineno,
                    f"`pytest.mark.{path[2]}` has no effect here, because unittest runs the tests;"
                    f" {_MARKS[path[2]]}.",
                )


def _not_available(line: int, name: str) -> Advice:
    instead = _INSTEAD.get(name, "use unittest")
    message = f"only pytest's marks are available here; {instead} instead of pytest.{name}."
    return Advice(line, message, fault=True)
