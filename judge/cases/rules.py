"""Which lines of a program break a rule of cases.yaml, by its syntax trees alone.

Nothing of the program runs for this, so it cannot influence it. docs/cases.md says what a rule
sees.
"""

import ast
import builtins
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..common.job import Construct
from .rule_names import Comprehension, Function, Names, Scope

_BUILTINS = frozenset(dir(builtins))
_LOOPS: dict[str, tuple[type[ast.AST], ...]] = {
    "for": (ast.For, ast.AsyncFor),
    "while": (ast.While,),
    "comprehension": (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
}


@dataclass(frozen=True)
class Place:
    """A place that has a construct; ``what`` follows "Line 3 "."""

    line: int
    what: str


def places_of(construct: Construct, names: Names, *, required: bool) -> list[Place]:
    """Where the file has it, by line. ``required`` also counts a method that calls the method of
    the same name of another object as recursion, which it may be."""
    found = _FINDERS[construct.kind](construct.name, names, required)
    return sorted(found, key=lambda place: place.line)


def absence_of(construct: Construct, *, several: bool) -> str:
    """A sentence for a program that has no place with it; ``several`` if it has several files."""
    kind, name = construct.kind, construct.name
    your = "your files" if several else "your file"
    if kind == "import":
        return f"No line of {your} imports {f'`{name}`' if name else 'a module'}"
    if kind == "call":
        method = (name or "").startswith(".")
        return f"No line of {your} uses {'the method ' if method else ''}`{name}` by this name"
    if kind == "recursion":
        return (
            f"No function in {your} calls itself by its name, directly or through other functions"
        )
    has = "Your files have" if several else "Your file has"
    return f"{has} no {_LOOP_NAMES[name]}"


_LOOP_NAMES = {
    None: "`for` or `while` loop",
    "for": "`for` loop",
    "while": "`while` loop",
    "comprehension": "comprehension",
}


def _imports(name: str | None, names: Names, _required: bool) -> Iterator[Place]:
    for node, scope in names.nodes:
        modules = _imported(node, scope, names)
        meant = [each for each in modules if _is_meant_module(name, each, names)]
        if meant:
            yield Place(_line(node), f"imports `{meant[0]}`")


def _is_meant_module(name: str | None, module: str, names: Names) -> bool:
    """Without a name any module is, but those of the program's own files."""
    if name is None:
        return module.partition(".")[0] not in names.own_modules
    return module == name or module.startswith(f"{name}.")


def _imported(node: ast.AST, scope: Scope, names: Names) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom):
        module = f"{'.' * node.level}{node.module or ''}"
        return [module, *(f"{module}.{each.name}" for each in node.names)]
    if isinstance(node, ast.Call):
        called = names.origins(node.func, scope)
        if called & {"__import__", "importlib.import_module", "importlib.__import__"}:
            named = [each.value for each in node.keywords if each.arg == "name"]
            return [
                each.value
                for each in [*node.args[:1], *named]
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
    return []


def _calls(name: str | None, names: Names, _required: bool) -> Iterator[Place]:
    rule = name or ""
    for node, scope, is_call in _uses(names):
        origins = names.origins(node, scope)
        if not is_call:
            # A variable of the student's that happens to have this name.
            origins = {each for each in origins if not each.startswith("own:")}
        if any(_is_meant(rule, each) for each in origins):
            written = ast.unparse(node)
            hidden = written != rule and not written.endswith(rule)
            yield Place(_line(node), f"uses `{rule}`" + (f" as `{written}`" if hidden else ""))


def _is_meant(rule: str, origin: str) -> bool:
    if origin == rule:
        return True
    if rule.startswith(".") or rule in _BUILTINS:
        return False
    if origin.removeprefix("own:") == rule:
        return True
    is_import = not origin.startswith((".", "own:"))
    return is_import and "." not in rule and origin.rpartition(".")[2] == rule


def _uses(names: Names) -> Iterator[tuple[ast.expr, Scope, bool]]:
    """What is called, and what is handed to a call or a decorator's place, which may call it."""
    for node, scope in names.nodes:
        if isinstance(node, ast.Call):
            yield node.func, scope, True
            for each in (*node.args, *(each.value for each in node.keywords)):
                if isinstance(each, ast.Name | ast.Attribute):
                    yield each, scope, False
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for each in node.decorator_list:
                if isinstance(each, ast.Name | ast.Attribute):
                    yield each, scope, True


def _loops(name: str | None, names: Names, _required: bool) -> Iterator[Place]:
    kinds = (*_LOOPS["for"], *_LOOPS["while"]) if name is None else _LOOPS[name]
    for node, _ in names.nodes:
        if isinstance(node, kinds):
            if isinstance(node, Comprehension):
                yield Place(_line(node), "has a comprehension")
            else:
                kind = "while" if isinstance(node, ast.While) else "for"
                yield Place(_line(node), f"has a `{kind}` loop")


@dataclass(frozen=True)
class _Step:
    """A line in one function that uses another."""

    line: int
    caller: ast.AST
    used: ast.AST


def _recursion(_name: str | None, names: Names, required: bool) -> Iterator[Place]:
    steps = list(_steps(names, required))
    after: dict[int, list[ast.AST]] = {}
    for step in steps:
        after.setdefault(id(step.caller), []).append(step.used)
    for step in steps:
        if step.used is step.caller:
            yield Place(step.line, f"uses `{_name_of(step.used, names)}` within itself (recursion)")
        elif _leads_to(step.used, step.caller, after):
            used, caller = _name_of(step.used, names), _name_of(step.caller, names)
            yield Place(
                step.line,
                f"uses `{used}` within `{caller}`, which leads back to `{caller}` (recursion)",
            )


def _steps(names: Names, required: bool) -> Iterator[_Step]:
    for node, scope, is_call in _uses(names):
        around = scope.function()
        if around is None:
            continue
        for used in _functions(node, scope, names, required and is_call):
            yield _Step(_line(node), around.node, used)


def _functions(node: ast.expr, scope: Scope, names: Names, any_object: bool) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name):
        yield from (each for each in names.own(node, scope) if isinstance(each, Function))
        return
    if not isinstance(node, ast.Attribute):
        return
    classes = [each for each in names.own(node.value, scope) if isinstance(each, ast.ClassDef)]
    method = _method_around(scope)
    if method is not None:
        function, owner = method
        first = next(iter((*function.args.posonlyargs, *function.args.args)), None)
        is_self = isinstance(node.value, ast.Name) and first and node.value.id == first.arg
        if is_self or any_object:
            classes.append(owner)
    for each in classes:
        yield from (
            method
            for method in each.body
            if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
            and method.name == node.attr
        )


def _method_around(scope: Scope) -> tuple[Function, ast.ClassDef] | None:
    """The method of a class that the code is in, and the class."""
    at: Scope | None = scope
    while at is not None:
        parent = at.parent
        if isinstance(at.node, Function) and parent and isinstance(parent.node, ast.ClassDef):
            return at.node, parent.node
        at = parent
    return None


def _leads_to(start: ast.AST, end: ast.AST, after: dict[int, list[ast.AST]]) -> bool:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        at = waiting.pop()
        if at is end:
            return True
        if id(at) not in seen:
            seen.add(id(at))
            waiting += after.get(id(at), [])
    return False


def _name_of(function: ast.AST, names: Names) -> str:
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return function.name
    around = names.scopes[id(function)].parent
    bindings = around.bindings if around else {}
    return next(
        (name for name, many in bindings.items() if any(each is function for each, _ in many)),
        "lambda",
    )


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


_Finder = Callable[[str | None, Names, bool], Iterator[Place]]
_FINDERS: dict[str, _Finder] = {
    "import": _imports,
    "call": _calls,
    "loop": _loops,
    "recursion": _recursion,
}


def absent_construct(constructs: Sequence[Construct], files: Sequence[Names]) -> Construct | None:
    """The first required construct that no file has."""
    for construct in constructs:
        if not any(places_of(construct, each, required=True) for each in files):
            return construct
    return None


def forbidden_place(constructs: Sequence[Construct], names: Names) -> Place | None:
    """The first place with a forbidden construct."""
    found = [place for each in constructs for place in places_of(each, names, required=False)]
    return min(found, key=lambda place: place.line, default=None)
