"""Lines of a function that are most likely not what their author meant."""

import ast
from collections.abc import Callable, Iterator

from .decimal_comma import decimal_commas
from .results import called_name
from .source import Function, StudentSource, own_nodes

_NEW_TEXT = frozenset(
    "upper lower title capitalize strip lstrip rstrip replace split join swapcase center".split()
)
_CHANGES_LIST = frozenset("append remove pop insert clear extend".split())


def slip(function: Function, source: StudentSource) -> str | None:
    """A sentence for the first line that cannot be meant so, None when there is none."""
    return _first(_SLIPS, function, source)


def suspect(function: Function, source: StudentSource) -> str | None:
    """A sentence for the first line that is seldom meant so, None when all look sound."""
    return _first(_SUSPECTS, function, source)


def _first(looks: "tuple[_Look, ...]", function: Function, source: StudentSource) -> str | None:
    nodes = list(own_nodes(function.node))
    for look in looks:
        for sentence in look(nodes, function, source):
            return sentence
    return None


_Look = Callable[[list[ast.AST], Function, StudentSource], Iterator[str]]


def _returns_in_first_round(
    nodes: list[ast.AST], _function: Function, _source: StudentSource
) -> Iterator[str]:
    for loop in nodes:
        if not isinstance(loop, ast.For | ast.While):
            continue
        for each in loop.body:
            early = each if isinstance(each, ast.Return) else _return_of_both(each)
            if early is not None:
                yield (
                    f"Line {early.lineno} returns inside of the loop of line {loop.lineno}, so "
                    "already in its first round. Move that `return` to the left, below the loop."
                )


def _return_of_both(statement: ast.stmt) -> ast.Return | None:
    """Of an ``if`` with ``else`` that both return."""
    if isinstance(statement, ast.If) and statement.orelse:
        last = statement.orelse[-1]
        if isinstance(statement.body[-1], ast.Return) and isinstance(last, ast.Return):
            return last
    return None


def _changes_while_looping(
    nodes: list[ast.AST], _function: Function, source: StudentSource
) -> Iterator[str]:
    for loop in nodes:
        if not (isinstance(loop, ast.For) and isinstance(loop.iter, ast.Name)):
            continue
        for node in own_nodes(loop):
            owner = _owner_of(node, _CHANGES_LIST)
            if isinstance(owner, ast.Name) and owner.id == loop.iter.id:
                yield (
                    f"Line {getattr(node, 'lineno', loop.lineno)} changes `{owner.id}` while the "
                    f"loop of line {loop.lineno} goes through it, which leaves items out. "
                    f"Go through a copy: `list({source.shown(loop.iter)})`."
                )


def _owner_of(node: ast.AST, names: frozenset[str]) -> ast.expr | None:
    """Of which object a call calls one of these methods."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr in names else None
    return None


def _thrown_away(nodes: list[ast.AST], function: Function, source: StudentSource) -> Iterator[str]:
    for node in nodes:
        if not isinstance(node, ast.Expr):
            continue
        value = node.value
        kept = _owner_of(value, _NEW_TEXT)
        if isinstance(value, ast.Call) and value.args and called_name(value) == "sorted":
            kept = value.args[0]
        if kept is not None:
            name = source.shown(kept)
            yield (
                f"Line {node.lineno} makes a new value and does not keep it; `{name}` stays as it "
                f"is. Write `{name} = {source.shown(value)}`."
            )
        elif isinstance(value, ast.BinOp):
            shown = source.shown(value)
            step = "Use it, or give it a name."
            if node is function.node.body[-1]:
                step = "Write `return` in front."
            elif isinstance(value.left, ast.Name):
                step = f"Write `{value.left.id} = {shown}`."
            yield f"Line {node.lineno} computes `{shown}` and does not keep it. {step}"
        elif isinstance(value, ast.Compare):
            yield (
                f"Line {node.lineno} compares and does nothing with the answer. "
                "Write a single `=` to give a value, or `return` in front."
            )
        elif isinstance(value, ast.Attribute):
            shown = source.shown(value)
            yield f"Line {node.lineno} does not call `{shown}`. Write `{shown}()`."


def _always_true(nodes: list[ast.AST], _function: Function, source: StudentSource) -> Iterator[str]:
    for node in nodes:
        if not (isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)):
            continue
        first = node.values[0]
        if isinstance(first, ast.Compare) and isinstance(node.values[-1], ast.Constant):
            left, value = source.shown(first.left), source.shown(node.values[-1])
            yield (
                f"The condition `{source.shown(node)}` in line {node.lineno} is always true. "
                f"Write `{left} == {value}` on each side of `or`, or `{left} in (…)`."
            )


def _signed_assignment(
    nodes: list[ast.AST], _function: Function, source: StudentSource
) -> Iterator[str]:
    for node in nodes:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.UnaryOp)):
            continue
        for sign, kind in (("+", ast.UAdd), ("-", ast.USub)):
            text = source.line(node.lineno)
            if isinstance(node.value.op, kind) and f"={sign} " in text:
                name = source.shown(node.targets[0])
                yield (
                    f"`={sign}` in line {node.lineno} gives `{name}` a new value. "
                    f"Write `{name} {sign}= …` to add to the old one."
                    if sign == "+"
                    else f"`=-` in line {node.lineno} gives `{name}` a new value. "
                    f"Write `{name} -= …` to take from the old one."
                )


def _starts_again(
    nodes: list[ast.AST], _function: Function, _source: StudentSource
) -> Iterator[str]:
    for loop in nodes:
        if not isinstance(loop, ast.For | ast.While):
            continue
        grown = {
            each.id
            for each in map(_grown, own_nodes(loop))
            if each is not None and not _is_read_in(loop, each.id)
        }
        for each in loop.body:
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant | ast.List):
                for target in each.targets:
                    if isinstance(target, ast.Name) and target.id in grown:
                        yield (
                            f"Line {each.lineno} sets `{target.id}` back in each round of the "
                            f"loop. Move it above the loop of line {loop.lineno}."
                        )


def _is_read_in(loop: ast.For | ast.While, name: str) -> bool:
    """Other than where it grows: what a round has made is used in the round then."""
    growing = {id(each) for each in map(_grown, own_nodes(loop)) if each is not None}
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in own_nodes(loop)
        if id(node) not in growing
    )


def _grown(node: ast.AST) -> ast.Name | None:
    """The name whose value a node adds to."""
    what = (
        node.target if isinstance(node, ast.AugAssign) else _owner_of(node, frozenset({"append"}))
    )
    return what if isinstance(what, ast.Name) else None


def _power(nodes: list[ast.AST], _function: Function, source: StudentSource) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            left, right = source.shown(node.left), source.shown(node.right)
            yield f"`^` in line {node.lineno} is no power in Python. Write `{left} ** {right}`."


def _shared_default(
    _nodes: list[ast.AST], function: Function, source: StudentSource
) -> Iterator[str]:
    for each in function.node.args.defaults:
        if isinstance(each, ast.List | ast.Dict | ast.Set):
            shown = source.shown(each)
            yield (
                f"The `{shown}` in line {each.lineno} is made once only and shared by all calls of "
                f"`{function.name}`. Write `None` there, and make a new one inside."
            )


def _never_reached(
    nodes: list[ast.AST], function: Function, _source: StudentSource
) -> Iterator[str]:
    for body in (function.node.body, *(n.body for n in nodes if isinstance(n, ast.If | ast.For))):
        for one, after in zip(body, body[1:], strict=False):
            if isinstance(one, ast.Return | ast.Break | ast.Continue):
                yield (
                    f"Line {after.lineno} is never reached, because line {one.lineno} leaves "
                    "before. Move it above that line."
                )


def _parameter_not_used(
    nodes: list[ast.AST], function: Function, _source: StudentSource
) -> Iterator[str]:
    read = {
        node.id
        for node in ast.walk(function.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    for name in function.given_parameters:
        if name not in read:
            yield (
                f"`{function.name}` never uses its parameter `{name}` (line {function.line}). "
                f"Write `{name}` where its value belongs."
            )
        first = function.node.body[0]
        if (
            isinstance(first, ast.Assign)
            and isinstance(first.targets[0], ast.Name)
            and first.targets[0].id == name
            and (
                isinstance(first.value, ast.Constant)
                or (isinstance(first.value, ast.Call) and called_name(first.value) == "input")
            )
        ):
            yield (
                f"Line {first.lineno} overwrites the parameter `{name}`, so that what is given is "
                "lost. Remove the line."
            )


def _stops_early(nodes: list[ast.AST], _function: Function, source: StudentSource) -> Iterator[str]:
    for loop in nodes:
        if not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Call):
            continue
        end = loop.iter.args[-1] if loop.iter.args else None
        if called_name(loop.iter) != "range" or len(loop.iter.args) > 2:
            continue
        if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Sub) and _is_length(end.left):
            neighbours = [
                node
                for node in ast.walk(loop)
                if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.BinOp)
            ]
            if not neighbours:
                yield (
                    f"`{source.shown(loop.iter)}` in line {loop.lineno} leaves out the last item. "
                    f"Write `range({source.shown(end.left)})`: it ends one before that anyway."
                )


def _is_length(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called_name(node) == "len"


def _is_for_equal(
    nodes: list[ast.AST], function: Function, _source: StudentSource
) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Compare) and any(isinstance(each, ast.Is) for each in node.ops):
            if isinstance(node.comparators[0], ast.Constant) and node.comparators[0].value not in (
                None,
                True,
                False,
            ):
                yield (
                    f"`is` in line {node.lineno} asks for the same object, not for an equal value. "
                    f"Write `==` in `{function.name}`."
                )


def _writes_decimal_comma(
    nodes: list[ast.AST], _function: Function, source: StudentSource
) -> Iterator[str]:
    return decimal_commas(nodes, source)


_SLIPS: tuple[_Look, ...] = (
    _writes_decimal_comma,
    _thrown_away,
    _signed_assignment,
    _always_true,
)
_SUSPECTS: tuple[_Look, ...] = (
    _returns_in_first_round,
    _changes_while_looping,
    _starts_again,
    _power,
    _shared_default,
    _never_reached,
    _stops_early,
    _is_for_equal,
    _parameter_not_used,
)
