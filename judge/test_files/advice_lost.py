"""Tests that never run, as far as the text shows."""

import ast
from collections.abc import Iterator, Sequence

from ..common.nodes import FunctionNode, end_of, functions_of, is_named, of_kind, own_nodes
from .advice_classes import Classes
from .advice_names import Names, dotted
from .advice_sentence import Advice

_FIXTURES = {
    **dict.fromkeys(("setup", "set_up", "setUP", "SetUp", "setup_method", "tearUp"), "setUp"),
    **dict.fromkeys(("teardown", "tear_down", "TearDown", "teardown_method"), "tearDown"),
    **dict.fromkeys(("setupclass", "setupClass", "setUpclass", "setup_class"), "setUpClass"),
    **dict.fromkeys(("teardownclass", "tearDownclass", "teardown_class"), "tearDownClass"),
}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: Decorators that do not turn a coroutine or generator function into something else.
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
    """Of two definitions with the same name in one place, only the last one takes effect."""
    for owner in of_kind(ast.walk(tree), ast.Module, ast.ClassDef):
        first: dict[str, FunctionNode | ast.ClassDef] = {}
        for node in of_kind(owner.body, *_DEFINITIONS):
            before = first.get(node.name)
            first[node.name] = node
            if before is None or node.decorator_list and not _is_test(node):
                continue
            if isinstance(owner, ast.ClassDef):
                where = f"in `{owner.name}`"
            elif isinstance(node, ast.ClassDef):
                where = "as a class in this file"
            else:
                where = "in this file"
            verb = "runs" if _is_test(node) or isinstance(node, ast.ClassDef) else "is used"
            yield Advice(
                node.lineno,
                f"`{node.name}` is defined twice {where}, first in line {before.lineno}; only the"
                f" last one {verb}. Rename one of them.",
                covers=(_first_line(before), end_of(before)),
            )


def _is_test(node: ast.stmt) -> bool:
    return isinstance(node, FunctionNode) and node.name.startswith("test")


def _first_line(node: FunctionNode | ast.ClassDef) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


def _in_class(node: ast.ClassDef, classes: Classes) -> Iterator[Advice]:
    kind = classes.kind(node)
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and (
            classes.kind(inner) in ("plain", "async") or _has_test_methods(inner)
        ):
            yield Advice(
                inner.lineno,
                f"`{inner.name}` is inside `{node.name}`, where unittest does not look for test"
                " cases, so its tests never run. Move it to the top level.",
                covers=(inner.lineno, end_of(inner)),
            )
    if kind == "none":
        yield from _no_test_case(node, classes)
    if kind not in ("plain", "async"):
        return
    if not classes.has_tests(node) and not classes.mentions(node.name):
        yield Advice(node.lineno, f"`{node.name}` has no tests; start their names with test_.")
    for method in functions_of(node.body):
        if kind == "plain":
            yield from _never_run(method, node)
        right = _FIXTURES.get(method.name)
        if right is not None and not classes.mentions(method.name):
            yield Advice(
                method.lineno,
                f"unittest does not call `{method.name}`; did you mean `{right}`?",
                covers=(method.lineno, end_of(method)),
            )


def _has_test_methods(node: ast.ClassDef) -> bool:
    return any(map(_is_test, node.body))


def _no_test_case(node: ast.ClassDef, classes: Classes) -> Iterator[Advice]:
    if _has_test_methods(node) and not classes.mentions(node.name):
        yield Advice(
            node.lineno,
            f"`{node.name}` does not extend unittest.TestCase, so its tests never run; write"
            f" `class {node.name}(unittest.TestCase):`.",
            covers=(node.lineno, end_of(node)),
        )


def _never_run(method: FunctionNode, node: ast.ClassDef) -> Iterator[Advice]:
    """A coroutine or a generator: unittest calls it, which does not run its body."""
    if not method.name.startswith("test") or not _plainly_decorated(method):
        return
    if isinstance(method, ast.AsyncFunctionDef):
        yield Advice(
            method.lineno,
            f"`{method.name}` is a coroutine (async def), which a plain TestCase never runs; make"
            f" `{node.name}` extend unittest.IsolatedAsyncioTestCase.",
            fault=True,
            covers=(method.lineno, end_of(method)),
        )
    elif any(of_kind(own_nodes(method), ast.Yield, ast.YieldFrom)):
        yield Advice(
            method.lineno,
            f"`{method.name}` has a `yield`, so calling it does not run its body; use"
            " `with self.subTest(…):` in a loop instead.",
            fault=True,
            covers=(method.lineno, end_of(method)),
        )


def _plainly_decorated(method: FunctionNode) -> bool:
    paths = [dotted(_decorator(each)) or "" for each in method.decorator_list]
    return all(path.split(".")[0] in _HARMLESS for path in paths)


def _decorator(node: ast.expr) -> ast.expr:
    """Without its arguments."""
    return node.func if isinstance(node, ast.Call) else node


def _outside_classes(tree: ast.Module, classes: Classes) -> Iterator[Advice]:
    """Functions named test…: at the top level, or inside another function."""
    names = of_kind(ast.walk(tree), ast.Name)
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    read |= {node.attr for node in of_kind(ast.walk(tree), ast.Attribute)}
    has_case = any(classes.kind(each) in ("plain", "async", "unknown") for each in classes.all)
    for node in _functions(tree.body):
        if _is_test(node) and node.name not in read:
            yield Advice(
                node.lineno,
                f"the top-level function `{node.name}` is not run: unittest only runs methods. "
                + (
                    "Move it into a class that extends unittest.TestCase."
                    if has_case
                    else "Write a class that extends unittest.TestCase, and move it there."
                ),
                covers=(_first_line(node), end_of(node)),
            )
    for outer in functions_of(ast.walk(tree)):
        for node in _functions(outer.body):
            if _is_test(node) and node.name not in read:
                yield Advice(
                    node.lineno,
                    f"`{node.name}` is inside `{outer.name}`, which does not call it, so it never"
                    " runs. Is it indented too far?",
                    covers=(_first_line(node), end_of(node)),
                )


def _functions(body: Sequence[ast.stmt]) -> Iterator[FunctionNode]:
    for each in body:
        if isinstance(each, FunctionNode):
            yield each
        elif isinstance(each, ast.If | ast.Try | ast.With):
            yield from _functions(each.body)


def _below_guard(tree: ast.Module) -> Iterator[Advice]:
    """What is inside ``if __name__ == "__main__":``, and a top-level unittest.main()."""
    for node in tree.body:
        if isinstance(node, ast.If) and _is_guard(node.test):
            for inner in of_kind(node.body, *_DEFINITIONS):
                yield Advice(
                    inner.lineno,
                    f"`{inner.name}` is inside `if __name__ == ...:`, which is never true"
                    " here, so it never runs. Move it to the top level.",
                    covers=(inner.lineno, end_of(inner)),
                )
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            if dotted(node.value.func) in ("unittest.main", "main"):
                yield Advice(
                    node.lineno,
                    "a top-level `unittest.main()` exits Python while the file is being loaded; put"
                    ' it below `if __name__ == "__main__":`, or remove it.',
                    fault=True,
                )


def _is_guard(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and is_named(test.left, "__name__")


def _skipped(tree: ast.Module, names: Names) -> Iterator[Advice]:
    for node in of_kind(ast.walk(tree), *_DEFINITIONS):
        for each in node.decorator_list:
            path = names.resolve(_decorator(each))
            if path == "unittest.skip":
                yield Advice(
                    node.lineno,
                    f"`{node.name}` is skipped, so it never runs; remove @skip if it should run.",
                    covers=(_first_line(node), end_of(node)),
                )
            elif path == "unittest.expectedFailure":
                yield Advice(
                    node.lineno,
                    f"`{node.name}` is an @expectedFailure, so it passes when its assertions fail;"
                    " assert what should be true.",
                )
