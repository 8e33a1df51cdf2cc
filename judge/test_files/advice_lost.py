"""Tests that never run, as far as the text shows."""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from .advice_classes import Classes, Function, end_of, methods_of, own_nodes
from .advice_names import Names, dotted
from .advice_said import Advice

_FIXTURES = {
    **dict.fromkeys(("setup", "set_up", "setUP", "SetUp", "setup_method", "tearUp"), "setUp"),
    **dict.fromkeys(("teardown", "tear_down", "TearDown", "teardown_method"), "tearDown"),
    **dict.fromkeys(("setupclass", "setupClass", "setUpclass", "setup_class"), "setUpClass"),
    **dict.fromkeys(("teardownclass", "tearDownclass", "teardown_class"), "tearDownClass"),
}
#: Decorators that leave what they decorate a coroutine or generator function.
_HARMLESS = ("unittest", "mock", "patch", "touchstone", "pytest", "hint", "points", "smoke")


def lost_tests(tree: ast.Module, names: Names) -> Iterator[Advice]:
    classes = Classes(tree, names)
    yield from _duplicates(tree)
    for node in classes.all:
        yield from _in_class(node, classes)
    yield from _outside_classes(tree, classes)
    yield from _below_guard(tree)
    yield from _skipped(tree, names)


def _duplicates(tree: ast.Module) -> Iterator[Advice]:
    """Of two with one name in one place Python keeps the last."""
    for owner in ast.walk(tree):
        if not isinstance(owner, ast.Module | ast.ClassDef):
            continue
        first: dict[str, Function | ast.ClassDef] = {}
        for node in owner.body:
            if not isinstance(node, Function | ast.ClassDef):
                continue
            before = first.get(node.name)
            first[node.name] = node
            if before is None or node.decorator_list and not _is_test(node):
                continue
            if isinstance(owner, ast.ClassDef):
                where = f"in `{owner.name}`"
            elif isinstance(node, ast.ClassDef):
                where = "as a class of this file"
            else:
                where = "in this file"
            verb = "runs" if _is_test(node) or isinstance(node, ast.ClassDef) else "counts"
            yield Advice(
                node.lineno,
                f"`{node.name}` is written twice {where}, first in line {before.lineno}; only the"
                f" last one {verb}. Give one of them another name.",
                covers=(_first_line(before), end_of(before)),
            )


def _is_test(node: Function | ast.ClassDef) -> bool:
    return isinstance(node, Function) and node.name.startswith("test")


def _first_line(node: Function | ast.ClassDef) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


def _in_class(node: ast.ClassDef, classes: Classes) -> Iterator[Advice]:
    kind = classes.kind(node)
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and (
            classes.kind(inner) in ("plain", "async") or _has_test_methods(inner)
        ):
            yield Advice(
                inner.lineno,
                f"`{inner.name}` lies inside `{node.name}`, where unittest does not look for test"
                " cases, so its tests never run. Move it to the left edge.",
                covers=(inner.lineno, end_of(inner)),
            )
    if kind == "none":
        yield from _no_test_case(node, classes)
    if kind not in ("plain", "async"):
        return
    if not classes.has_tests(node) and not classes.mentions(node.name):
        yield Advice(
            node.lineno, f"`{node.name}` has no test; begin the names of its tests with test_."
        )
    for method in methods_of(node):
        if kind == "plain":
            yield from _never_run(method, node)
        right = _FIXTURES.get(method.name)
        if right is not None and not classes.mentions(method.name):
            yield Advice(
                method.lineno,
                f"unittest does not call `{method.name}`; is `{right}` meant?",
                covers=(method.lineno, end_of(method)),
            )


def _has_test_methods(node: ast.ClassDef) -> bool:
    return any(each.name.startswith("test") for each in methods_of(node))


def _no_test_case(node: ast.ClassDef, classes: Classes) -> Iterator[Advice]:
    if _has_test_methods(node) and not classes.mentions(node.name):
        yield Advice(
            node.lineno,
            f"`{node.name}` does not extend unittest.TestCase, so none of its tests runs; write"
            f" `class {node.name}(unittest.TestCase):`.",
            covers=(node.lineno, end_of(node)),
        )


def _never_run(method: Function, node: ast.ClassDef) -> Iterator[Advice]:
    """A coroutine or a generator: unittest calls it, which runs nothing of it."""
    if not method.name.startswith("test") or not _plainly_decorated(method):
        return
    if isinstance(method, ast.AsyncFunctionDef):
        yield Advice(
            method.lineno,
            f"`{method.name}` is a coroutine (async def), which a plain TestCase never runs; let"
            f" `{node.name}` extend unittest.IsolatedAsyncioTestCase.",
            fault=True,
            covers=(method.lineno, end_of(method)),
        )
    elif any(isinstance(each, ast.Yield | ast.YieldFrom) for each in own_nodes(method)):
        yield Advice(
            method.lineno,
            f"`{method.name}` has a `yield`, so calling it runs nothing of it; use"
            " `with self.subTest(…):` in a loop instead.",
            fault=True,
            covers=(method.lineno, end_of(method)),
        )


def _plainly_decorated(method: Function) -> bool:
    paths = [_decorator_path(each) for each in method.decorator_list]
    return all(path.split(".")[0] in _HARMLESS for path in paths)


def _decorator_path(node: ast.expr) -> str:
    return dotted(node.func if isinstance(node, ast.Call) else node) or ""


def _outside_classes(tree: ast.Module, classes: Classes) -> Iterator[Advice]:
    """Functions called test…: at the left edge, or inside another function."""
    read = Counter(
        name
        for node in ast.walk(tree)
        for name in (
            [node.id]
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            else [node.attr]
            if isinstance(node, ast.Attribute)
            else []
        )
    )
    has_case = any(classes.kind(each) in ("plain", "async", "unknown") for each in classes.all)
    for node in _functions(tree.body):
        if node.name.startswith("test") and not read[node.name]:
            yield Advice(
                node.lineno,
                f"the function `{node.name}` at the left edge is not run: unittest runs methods"
                " only. "
                + (
                    "Indent it into a class that extends unittest.TestCase."
                    if has_case
                    else "Write a class that extends unittest.TestCase, and indent it into that."
                ),
                covers=(_first_line(node), end_of(node)),
            )
    for outer in ast.walk(tree):
        if not isinstance(outer, Function):
            continue
        for node in _functions(outer.body):
            if node.name.startswith("test") and not read[node.name]:
                yield Advice(
                    node.lineno,
                    f"`{node.name}` lies inside `{outer.name}`, which does not call it, so it"
                    " never runs. Is it indented too far?",
                    covers=(_first_line(node), end_of(node)),
                )


def _functions(body: Sequence[ast.stmt]) -> Iterator[Function]:
    for each in body:
        if isinstance(each, Function):
            yield each
        elif isinstance(each, ast.If | ast.Try | ast.With):
            yield from _functions(each.body)


def _below_guard(tree: ast.Module) -> Iterator[Advice]:
    """What stands inside ``if __name__ == "__main__":``, or after a bare unittest.main()."""
    for node in tree.body:
        if isinstance(node, ast.If) and _is_guard(node.test):
            for inner in node.body:
                if isinstance(inner, Function | ast.ClassDef):
                    yield Advice(
                        inner.lineno,
                        f"`{inner.name}` lies inside `if __name__ == ...:`, which is never true"
                        " here, so it never runs. Move it to the left edge.",
                        covers=(inner.lineno, end_of(inner)),
                    )
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            if dotted(node.value.func) in ("unittest.main", "main"):
                yield Advice(
                    node.lineno,
                    "`unittest.main()` at the left edge ends Python while the file is loaded; put"
                    ' it below `if __name__ == "__main__":`, or remove it.',
                    fault=True,
                )


def _is_guard(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
    )


def _skipped(tree: ast.Module, names: Names) -> Iterator[Advice]:
    for node in ast.walk(tree):
        if not isinstance(node, Function | ast.ClassDef):
            continue
        for each in node.decorator_list:
            path = names.resolve(each.func if isinstance(each, ast.Call) else each)
            if path == "unittest.skip":
                yield Advice(
                    node.lineno,
                    f"`{node.name}` is skipped, so it never runs; remove @skip when it should.",
                    covers=(_first_line(node), end_of(node)),
                )
            elif path == "unittest.expectedFailure":
                yield Advice(
                    node.lineno,
                    f"`{node.name}` is an @expectedFailure, so it passes when its assertions fail;"
                    " assert what should be true.",
                )
