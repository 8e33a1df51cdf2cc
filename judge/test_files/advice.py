"""Says of a test module's source, before any student meets it, where it will not do its work.

Tests and the student's file run in two processes, so some things that tests do in one process
cannot be done; and some tests never run, or can't fail. What is seen here is seen in the text
alone: it finds the usual forms and no others. What the model solution's run shows comes on top
(judge/observe/).
"""

import ast
from collections.abc import Iterator, Sequence

from .advice_library import library_classes
from .advice_lost import lost_tests
from .advice_names import Names, functions_in
from .advice_processes import processes_started
from .advice_pytest import pytest_uses
from .advice_said import Advice
from .advice_vacuous import vacuous_assertions

_RUNNERS = {"run", "run_until_complete", "gather", "create_task", "ensure_future", "wait_for"}
_SHARED = {
    "sys.stdin",
    "sys.stdout",
    "sys.stderr",
    "sys.argv",
    "os.environ",
    "io.StringIO",
    "warnings.filters",
    "warnings.showwarning",
}


def advice(
    source: str,
    student_module: str,
    *,
    split: bool,
    has_pytest: bool = False,
    scores_points: bool = True,
) -> list[Advice]:
    """In the order of the lines.

    ``split`` is false for tests that run in the student's process: there all can be done.
    ``has_pytest``: the real one is there. ``scores_points``: the tests' points count.

    Empty for what is no Python: the model solution's run tells that.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    names = Names(tree, student_module)
    found = {*lost_tests(tree, names), *vacuous_assertions(tree, names)}
    found.update(processes_started(tree, names, student_module))
    if not has_pytest:
        found.update(pytest_uses(tree, names))
    if not scores_points:
        found.update(_of_points(tree, names))
    for node in ast.walk(tree) if split else ():
        found.update(_of_classes(node, names))
        found.update(_of_code(node, names))
        found.update(_of_coroutines(node, names))
        found.update(_of_patches(node, names))
        found.update(_of_doctests(node, names))
    for function in functions_in(tree) if split else ():
        found.update(_of_kept_arguments(function, names))
        found.update(library_classes(function, names))
    return sorted(found, key=lambda each: (each.line, each.message))


def _of_points(tree: ast.Module, names: Names) -> Iterator[Advice]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and names.resolve(node.func) == "touchstone.points":
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
                " cannot do: the class lives in another process. Make objects of it instead.",
            )


def _of_code(node: ast.AST, names: Names) -> Iterator[Advice]:
    if not isinstance(node, ast.Call) or not node.args:
        return
    path = names.resolve(node.func)
    if path is not None and path.startswith("dis.") and names.is_student(node.args[0]):
        yield Advice(
            node.lineno,
            f"`{path}` cannot read the code of the student's file: it lies with the student's"
            " process. A test can read facts of it, such as `.__code__.co_names`.",
        )


_DOCTESTS_THERE = frozenset({"doctest.testmod", "doctest.run_docstring_examples"})


def _of_doctests(node: ast.AST, names: Names) -> Iterator[Advice]:
    if not isinstance(node, ast.Call) or not node.args:
        return
    path = names.resolve(node.func) or ""
    if not path.startswith("doctest.") or path in _DOCTESTS_THERE:
        return
    if names.is_student(node.args[0]):
        yield Advice(
            node.lineno,
            f"`{path.removeprefix('doctest.')}({ast.unparse(node.args[0])})` would run the examples"
            " of the student's docstrings in the tests' process, which is refused. Use"
            f" `doctest.testmod({names.student_module})`, or write the examples as assertions or"
            " call cases.",
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
                f"a coroutine of the student's file, `{ast.unparse(each.func)}`, runs to its end in"
                " the student's process when it is awaited; nothing of the test runs meanwhile."
                " Ask for a plain function that runs it, and test that one.",
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
    """The dotted name that a call of unittest.mock's patch replaces, where it is written out."""
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
    """Whether the student's file sees a change at this dotted name, or need not see it."""
    first = path.split(".")[0]
    return first in {names.student_module, "builtins", "tests", "hidden_tests"} or path in _SHARED


def _unseen(what: str, path: str, names: Names) -> str:
    return (
        f"{what} stays in the tests' process, where the student's file does not see it;"
        f" use `{names.student_module}.{path}` instead."
    )


def _of_kept_arguments(function: ast.AST, names: Names) -> Iterator[Advice]:
    """A list that was handed over, is changed by a later call, and is then looked at."""
    lists: set[str] = set()
    given: dict[str, ast.Call] = {}
    stale: dict[str, ast.Call] = {}
    for node in _in_order(function):
        if isinstance(node, ast.Assign):
            bound = [each.id for each in node.targets if isinstance(each, ast.Name)]
            for name in bound:
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
        passed = {part.id for part in parts if isinstance(part, ast.Name)}
        if names.is_student(node.func, function):
            stale.update({name: call for name, call in given.items() if name not in passed})
            for name in passed & lists:
                given[name] = node
                stale.pop(name, None)
        elif isinstance(node.func, ast.Attribute) and node.func.attr.startswith("assert"):
            for name in sorted(passed & stale.keys()):
                yield Advice(
                    node.lineno,
                    f"`{name}` was handed to `{ast.unparse(stale[name].func)}` in line"
                    f" {stale[name].lineno}; what the student's file does to it after that call"
                    " has returned is not seen here. Ask the program for it instead.",
                )


def _in_order(function: ast.AST) -> list[ast.AST]:
    """The assignments and calls of a function, each after what must be evaluated before it."""
    found: list[ast.AST] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            visit(child)
        if isinstance(node, ast.Assign | ast.Call):
            found.append(node)

    visit(function)
    return found
