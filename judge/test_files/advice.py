"""Finds problems in the source of a test module, before students use it.

Tests and the student's file run in two processes, so some things that tests can do in one process
do not work; and some tests never run, or cannot fail. This code looks only at the text and finds
common forms. judge/observe/ adds what a run of the model solution shows.
"""

import ast
from collections.abc import Iterator, Sequence

from ..common.nodes import functions_of, of_kind
from .advice_library import library_classes
from .advice_lost import lost_tests
from .advice_names import Names
from .advice_processes import processes_started
from .advice_pytest import pytest_uses
from .advice_sentence import Advice
from .advice_vacuous import vacuous_assertions

_RUNNERS = {"run", "run_until_complete", "gather", "create_task", "ensure_future", "wait_for"}
_SHARED = (
    "sys.stdin sys.stdout sys.stderr sys.argv os.environ io.StringIO warnings.filters "
    "warnings.showwarning"
).split()
_DOCTESTS_THERE = ("doctest.testmod", "doctest.run_docstring_examples")


def advice(
    source: str,
    student_modules: Sequence[str],
    *,
    split: bool,
    has_pytest: bool = False,
    scores_points: bool = True,
) -> list[Advice]:
    """In the order of the lines.

    ``student_modules`` has the one that runs as a script first.
    ``split`` is false for tests that run in the student's process, where everything works.
    ``has_pytest``: pytest is installed. ``scores_points``: the tests' points count.

    Empty if the source is not valid Python: the model solution's run reports that.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    names = Names(tree, student_modules)
    found = {*lost_tests(tree, names), *vacuous_assertions(tree, names)}
    found.update(processes_started(tree, names))
    if not has_pytest:
        found.update(pytest_uses(tree, names))
    if not scores_points:
        found.update(_of_points(tree, names))
    for node in ast.walk(tree) if split else ():
        found.update(_of_classes(node, names))
        found.update(_of_inspection(node, names))
        found.update(_of_coroutines(node, names))
        found.update(_of_patches(node, names))
    for function in functions_of(ast.walk(tree)) if split else ():
        found.update(_of_late_changes(function, names))
        found.update(library_classes(function, names))
    return sorted(found, key=lambda each: (each.line, each.message))


def _of_points(tree: ast.Module, names: Names) -> Iterator[Advice]:
    for node in of_kind(ast.walk(tree), ast.Call):
        if names.resolve(node.func) == "touchstone.points":
            yield Advice(
                node.lineno,
                f"`@{ast.unparse(node)}` has no effect; write `scoring: points` in"
                " assignment.yaml, or remove it.",
            )


def _of_classes(node: ast.AST, names: Names) -> Iterator[Advice]:
    if not isinstance(node, ast.ClassDef):
        return
    for base in node.bases:
        if names.is_student(base):
            yield Advice(
                node.lineno,
                f"`{node.name}` extends `{ast.unparse(base)}` of the student's file, which a test"
                " cannot do: the class is in another process. Create objects of it instead.",
            )


def _of_inspection(node: ast.AST, names: Names) -> Iterator[Advice]:
    if not isinstance(node, ast.Call) or not node.args or not names.is_student(node.args[0]):
        return
    path = names.resolve(node.func) or ""
    if path.startswith("dis."):
        yield Advice(
            node.lineno,
            f"`{path}` cannot read the code of the student's file: it is in the student's process."
            " A test can read its attributes, such as `.__code__.co_names`.",
        )

    if path.startswith("doctest.") and path not in _DOCTESTS_THERE:
        yield Advice(
            node.lineno,
            f"`{path.removeprefix('doctest.')}({ast.unparse(node.args[0])})` would run the examples"
            " of the student's docstrings in the tests' process, which is refused. Use"
            f" `doctest.testmod({names.student_modules[0]})`, or write the examples as assertions"
            " or call cases.",
        )


def _of_coroutines(node: ast.AST, names: Names) -> Iterator[Advice]:
    awaited: Sequence[ast.expr] = ()
    if isinstance(node, ast.Await):
        awaited = [node.value]
    elif isinstance(node, ast.AsyncFor):
        awaited = [node.iter]
    elif isinstance(node, ast.AsyncWith):
        awaited = [item.context_expr for item in node.items]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        awaited = node.args if node.func.attr in _RUNNERS else ()
    for each in awaited:
        if isinstance(each, ast.Call) and names.is_student(each.func):
            yield Advice(
                each.lineno,
                f"`{ast.unparse(each.func)}` is a coroutine of the student's file: when it is"
                " awaited, it runs to its end in the student's process, and the test does not run"
                " meanwhile. Let students write a plain function that runs it, and test that one.",
            )


def _of_patches(node: ast.AST, names: Names) -> Iterator[Advice]:
    if isinstance(node, ast.Call):
        target = _patched(node, names)
        if target is not None and not _reaches(target, names):
            yield Advice(node.lineno, _unseen(f"a patch of `{target}`", target, names))
        if names.resolve(node.func) == "random.seed":
            yield Advice(node.lineno, _unseen("`random.seed`", "random.seed", names))
    if not isinstance(node, ast.Assign):
        return
    for each in node.targets:
        place = each.value if isinstance(each, ast.Subscript) else each
        path = names.resolve(place) if isinstance(place, ast.Attribute) else None
        if path is not None and not _reaches(path, names):
            yield Advice(node.lineno, _unseen(f"a change of `{path}`", path, names))


def _patched(call: ast.Call, names: Names) -> str | None:
    """The dotted name that a call of unittest.mock's patch replaces, if it is a literal."""
    path = names.resolve(call.func) or ""
    path = path.removeprefix("unittest.").removeprefix("mock.")
    if not call.args or path not in {"patch", "patch.object", "patch.dict"}:
        return None
    first = call.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    owner = names.resolve(first)
    if owner is None or path != "patch.object":
        return owner if path == "patch.dict" else None
    second = call.args[1] if len(call.args) > 1 else None
    if isinstance(second, ast.Constant) and isinstance(second.value, str):
        return f"{owner}.{second.value}"
    return owner


def _reaches(path: str, names: Names) -> bool:
    """Whether the student's file sees a change of this dotted name, or does not need to."""
    first = path.split(".")[0]
    reached = {*names.student_modules, "builtins", "tests", "hidden_tests"}
    return first in reached or path in _SHARED


def _unseen(what: str, path: str, names: Names) -> str:
    return (
        f"{what} affects only the tests' process, not the student's file;"
        f" use `{names.student_modules[0]}.{path}` instead."
    )


def _of_late_changes(function: ast.AST, names: Names) -> Iterator[Advice]:
    """A list that was passed to the program, and is checked after a later call, which may have
    changed it."""
    lists: set[str] = set()
    given: dict[str, ast.Call] = {}
    stale: dict[str, ast.Call] = {}
    for node in _in_order(function):
        if isinstance(node, ast.Assign):
            for name in [each.id for each in of_kind(node.targets, ast.Name)]:
                given.pop(name, None)
                stale.pop(name, None)
                if isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.ListComp):
                    lists.add(name)
                else:
                    lists.discard(name)
        if not isinstance(node, ast.Call):
            continue
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        parts = [part for each in arguments for part in ast.walk(each)]
        passed = {part.id for part in of_kind(parts, ast.Name)}
        if names.is_student(node.func, function):
            stale.update({name: call for name, call in given.items() if name not in passed})
            for name in passed & lists:
                given[name] = node
                stale.pop(name, None)
        elif isinstance(node.func, ast.Attribute) and node.func.attr.startswith("assert"):
            for name in sorted(passed & stale.keys()):
                yield Advice(
                    node.lineno,
                    f"`{name}` was passed to `{ast.unparse(stale[name].func)}` in line"
                    f" {stale[name].lineno}; what the student's file changes in it after that call"
                    " is not visible here. Get it from the program instead.",
                )


def _in_order(function: ast.AST) -> list[ast.AST]:
    """The assignments and calls of a function, each after the ones that Python evaluates before."""
    found: list[ast.AST] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            visit(child)
        if isinstance(node, ast.Assign | ast.Call):
            found.append(node)

    visit(function)
    return found
