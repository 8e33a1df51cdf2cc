"""What the names in a file stand for, as far as its text shows.

An *origin* is ``sum`` for one of Python's or for a name that nothing in the file sets,
``math.sqrt`` for what is imported or reached from an import, ``own:total`` for what the file itself
sets, and ``.sort`` for an attribute of anything.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

_MAX_STEPS = 20
_MAX_ORIGINS = 100

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_Known = dict[tuple[str, int], set[str]]
"""Origins by a name and the id of the scope that binds it."""

Binding = str | ast.AST
"""The dotted name that is imported, or the value or statement that sets the name."""

Bound = tuple[Binding, "Scope"]
"""With the scope in which the names of the value are looked up."""


@dataclass(eq=False)
class Scope:
    node: ast.AST
    parent: "Scope | None"
    bindings: "dict[str, list[Bound]]" = field(default_factory=dict[str, "list[Bound]"])
    #: Modules of ``from … import *``.
    stars: list[str] = field(default_factory=list[str])
    #: Names of ``global`` and ``nonlocal``, with the scope in which they are set.
    elsewhere: dict[str, "Scope"] = field(default_factory=dict[str, "Scope"])

    def bind(self, name: str, binding: Binding, around: "Scope | None" = None) -> None:
        """``around`` is where the names of the value are looked up, by default where the name is
        bound."""
        scope = self.elsewhere.get(name, self)
        scope.bindings.setdefault(name, []).append((binding, around or scope))

    def up(self) -> "Iterator[Scope]":
        """This scope and those around it in which its names are looked up."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or not isinstance(scope.node, ast.ClassDef):
                yield scope
            scope = scope.parent

    def function(self) -> "Scope | None":
        """The innermost function around, with a name; None at the top of the file."""
        return next((each for each in self.up() if _has_name(each)), None)

    def bindings_of(self, name: str) -> "tuple[list[Bound], Scope] | None":
        for scope in self.up():
            if name in scope.bindings:
                return scope.bindings[name], scope
        return None


def _has_name(scope: Scope) -> bool:
    if isinstance(scope.node, ast.Lambda):
        around = scope.parent
        return around is not None and any(
            each is scope.node for many in around.bindings.values() for each, _ in many
        )
    return isinstance(scope.node, Function)


class Names:
    """All nodes of a file, each with the scope in which its names are looked up. ``others`` are the
    other files of the program, by the names of their modules; ``own_modules`` are the modules of
    all its files, empty if it has only this one."""

    def __init__(self, tree: ast.Module) -> None:
        self.others: dict[str, Names] = {}
        self.own_modules: frozenset[str] = frozenset()
        self.nodes: list[tuple[ast.AST, Scope]] = []
        self.scopes: dict[int, Scope] = {}
        #: Targets whose value is known.
        self._noted: set[int] = set()
        self._top = Scope(tree, None)
        waiting: list[tuple[ast.AST, Scope]] = [(each, self._top) for each in reversed(tree.body)]
        while waiting:
            node, scope = waiting.pop()
            self.nodes.append((node, scope))
            self._bind(node, scope)
            waiting += reversed(list(self._children(node, scope)))

    def origins(self, node: ast.AST, scope: Scope) -> set[str]:
        """Empty for what is neither a name nor an attribute. Of many, the shortest ones."""
        found = self._origins(node, scope, _MAX_STEPS, {})
        return self._through_others(found) if self.others else found

    def _through_others(self, found: set[str]) -> set[str]:
        """With what other files give the names that are imported from them."""
        waiting = list(found)
        while waiting and len(found) <= _MAX_ORIGINS:
            module, _, path = waiting.pop().partition(".")
            other = self.others.get(module)
            more = set() if other is None or not path else other._given(path)
            waiting += more - found
            found = found | more
        return found

    def _given(self, path: str) -> set[str]:
        """The origins of a name at the top of this file, or of an attribute of it."""
        name, _, rest = path.partition(".")
        if self._top.bindings_of(name) is None and not self._top.stars:
            return set()
        found = self._origins(ast.Name(name, ast.Load()), self._top, _MAX_STEPS, {})
        return {f"{_plain(each) if rest else each}{rest}" for each in found}

    def _origins(self, node: ast.AST, scope: Scope, steps: int, known: _Known) -> set[str]:
        """``known`` also has the names that are being looked up: in ``node = node.next``, the name
        adds nothing to itself."""
        if steps == 0:
            return set()
        if isinstance(node, ast.Attribute):
            before = self._origins(node.value, scope, steps - 1, known)
            return {f".{node.attr}", *(f"{_plain(each)}{node.attr}" for each in before)}
        if not isinstance(node, ast.Name):
            return set()
        found = scope.bindings_of(node.id)
        if found is None:
            stars = [star for each in scope.up() for star in each.stars]
            return {node.id, *(f"{star}.{node.id}" for star in stars)}
        key = (node.id, id(found[1]))
        if key in known:
            return known[key]
        # A name that is set from itself, as in ``sum = sum``, was Python's before.
        known[key] = {node.id} if _is_set_from_itself(node.id, found) else set()
        origins: set[str] = set()
        for binding, around in found[0]:
            if isinstance(binding, str):
                origins.add(binding.removeprefix("builtins."))
                continue
            for value in _choices(binding):
                if isinstance(value, ast.Name | ast.Attribute):
                    origins |= self._origins(value, around, steps - 1, known)
                else:
                    origins.add(f"own:{node.id}")
        if len(origins) > _MAX_ORIGINS:
            origins = set(sorted(origins, key=lambda each: (len(each), each))[:_MAX_ORIGINS])
        known[key] = origins
        return origins

    def own(self, node: ast.AST, scope: Scope) -> list[ast.AST]:
        """The functions and classes of the file that a name may stand for."""
        own: list[ast.AST] = []
        seen: set[tuple[str, int]] = set()
        waiting: list[Bound] = [(node, scope)]
        while waiting:
            at, around = waiting.pop()
            if isinstance(at, Function | ast.ClassDef) and at is not node:
                own.append(at)
            found = around.bindings_of(at.id) if isinstance(at, ast.Name) else None
            if not isinstance(at, ast.Name) or found is None:
                continue
            key = (at.id, id(found[1]))
            if key not in seen:
                seen.add(key)
                waiting += [
                    (value, where)
                    for each, where in reversed(found[0])
                    for value in (_choices(each) if isinstance(each, ast.AST) else [each])
                ]
        return own

    def _children(self, node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
        if not isinstance(node, Function | ast.ClassDef | Comprehension):
            for child in ast.iter_child_nodes(node):
                yield child, scope
            return
        inner = self.scopes[id(node)] = Scope(node, scope)
        if isinstance(node, Function):
            arguments = node.args
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            for each in (*every, arguments.vararg, arguments.kwarg):
                if each is not None:
                    inner.bind(each.arg, each)
            for each, default in _defaults(arguments):
                inner.bind(each.arg, default, scope)
        body = getattr(node, "body", None)
        inside = body if isinstance(body, list) else [body]
        for child in ast.iter_child_nodes(node):
            is_inside = isinstance(node, Comprehension) or any(child is each for each in inside)
            yield child, inner if is_inside else scope

    def _bind(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            scope.bind(node.name, node)
        elif isinstance(node, ast.Import):
            for each in node.names:
                top = each.name.partition(".")[0]
                scope.bind(each.asname or top, each.name if each.asname else top)
        elif isinstance(node, ast.ImportFrom):
            module = f"{'.' * node.level}{node.module or ''}"
            for each in node.names:
                if each.name == "*":
                    scope.stars.append(module)
                else:
                    scope.bind(each.asname or each.name, f"{module}.{each.name}")
        elif isinstance(node, ast.Global | ast.Nonlocal):
            is_global = isinstance(node, ast.Global)
            for name in node.names:
                found = None if is_global or scope.parent is None else scope.parent
                where = found and found.bindings_of(name)
                scope.elsewhere[name] = where[1] if where else self._top
        else:
            self._bind_value(node, scope)

    def _bind_value(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if isinstance(node, ast.NamedExpr):
                scope = next(each for each in scope.up() if not _is_comprehension(each))
            for target in targets:
                for name, value in _pairs(target, node.value):
                    scope.bind(name.id, value)
                    self._noted.add(id(name))
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store) and id(node) not in self._noted:
                scope.bind(node.id, node.ctx)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            if node.name is not None:
                scope.bind(node.name, node)
        elif isinstance(node, ast.MatchMapping) and node.rest is not None:
            scope.bind(node.rest, node)


def _pairs(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[ast.Name, ast.expr]]:
    """The names that an assignment sets, as far as each has a value of its own."""
    if value is None:
        return
    if isinstance(target, ast.Name):
        yield target, value
    elif isinstance(target, _LISTED) and isinstance(value, _LISTED):
        parts = (*target.elts, *value.elts)
        if len(target.elts) == len(value.elts) and not any(
            isinstance(each, ast.Starred) for each in parts
        ):
            for each, part in zip(target.elts, value.elts, strict=True):
                yield from _pairs(each, part)


_LISTED = (ast.Tuple, ast.List)


def _defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr]]:
    placed = (*arguments.posonlyargs, *arguments.args)
    last = placed[len(placed) - len(arguments.defaults) :]
    yield from zip(last, arguments.defaults, strict=True)
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield each, default


def _choices(value: ast.AST) -> list[ast.AST]:
    """What a value may be: both sides of ``a if b else c`` and of ``a or b``."""
    choices: list[ast.AST] = []
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, ast.IfExp):
            waiting += [at.orelse, at.body]
        elif isinstance(at, ast.BoolOp):
            waiting += reversed(at.values)
        elif isinstance(at, ast.NamedExpr):
            waiting.append(at.value)
        else:
            choices.append(at)
    return choices


def _is_set_from_itself(name: str, found: tuple[list[Bound], Scope]) -> bool:
    bindings, scope = found
    return scope.parent is None and any(
        isinstance(value, ast.Name) and value.id == name
        for each, _ in bindings
        if isinstance(each, ast.AST)
        for value in _choices(each)
    )


def _is_comprehension(scope: Scope) -> bool:
    return isinstance(scope.node, Comprehension)


def _plain(origin: str) -> str:
    """What stands before an attribute; the module of Python's own functions is left out."""
    return "" if origin in ("builtins", "__builtins__") else f"{origin}."
