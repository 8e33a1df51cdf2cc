"""Lines of a function that are most likely not what their author meant."""

import ast
from collections.abc import Iterator

from ..common.nodes import called_name, is_named, of_kind, own_nodes
from .slips import Check, first_sentence, owner_of
from .source import Function, StudentSource

_CHANGES_LIST = frozenset("append remove pop insert clear extend".split())


def suspect(function: Function, source: StudentSource) -> str | None:
    """A sentence for the first such line, None if there is none."""
    return first_sentence(_SUSPECTS, function, source)


def _returns_in_first_round(
    nodes: list[ast.AST], _function: Function, _source: StudentSource
) -> Iterator[str]:
    for loop in of_kind(nodes, ast.For, ast.While):
        if any(of_kind(own_nodes(loop), ast.Continue)):
            continue
        for each in loop.body:
            early = each if isinstance(each, ast.Return) else _return_of_both(each)
            if early is not None:
                yield (
                    f"Line {early.lineno} returns inside the loop in line {loop.lineno}, so the "
                    "loop ends in its first round. Move that `return` to the left, below the loop."
                )


def _return_of_both(statement: ast.stmt) -> ast.Return | None:
    """The last ``return`` of an ``if`` with an ``else``, if both return."""
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
            owner = owner_of(node, _CHANGES_LIST)
            if isinstance(owner, ast.Name) and owner.id == loop.iter.id:
                yield (
                    f"Line {getattr(node, 'lineno', loop.lineno)} changes `{owner.id}` while the "
                    f"loop in line {loop.lineno} goes through it. "
                    f"Loop over a copy: `list({source.shown(loop.iter)})`."
                )


def _starts_again(
    nodes: list[ast.AST], _function: Function, _source: StudentSource
) -> Iterator[str]:
    for loop in of_kind(nodes, ast.For, ast.While):
        grown = {
            each.id
            for each in map(_grown, own_nodes(loop))
            if each is not None and not _is_read_in(loop, each.id)
        }
        for each in of_kind(loop.body, ast.Assign):
            if isinstance(each.value, ast.Constant | ast.List):
                for target in of_kind(each.targets, ast.Name):
                    if target.id in grown:
                        yield (
                            f"Line {each.lineno} resets `{target.id}` in each round of the loop. "
                            f"Move it above the loop in line {loop.lineno}."
                        )


def _is_read_in(loop: ast.For | ast.While, name: str) -> bool:
    """Whether the loop also reads the name: then each round may need a value of its own."""
    growing = {id(each) for each in map(_grown, own_nodes(loop)) if each is not None}
    return any(
        node.id == name and isinstance(node.ctx, ast.Load)
        for node in of_kind(own_nodes(loop), ast.Name)
        if id(node) not in growing
    )


def _grown(node: ast.AST) -> ast.Name | None:
    """The name whose value a node adds to."""
    what = node.target if isinstance(node, ast.AugAssign) else owner_of(node, frozenset({"append"}))
    return what if isinstance(what, ast.Name) else None


def _power(nodes: list[ast.AST], _function: Function, source: StudentSource) -> Iterator[str]:
    for node in of_kind(nodes, ast.BinOp):
        if isinstance(node.op, ast.BitXor):
            left, right = source.shown(node.left), source.shown(node.right)
            yield f"`^` in line {node.lineno} is not a power in Python. Write `{left} ** {right}`."


def _shared_default(
    _nodes: list[ast.AST], function: Function, source: StudentSource
) -> Iterator[str]:
    for each in of_kind(function.node.args.defaults, ast.List, ast.Dict, ast.Set):
        yield (
            f"The `{source.shown(each)}` in line {each.lineno} is made only once, and all calls of "
            f"`{function.name}` share it. Write `None` there, and make a new one inside."
        )


_LEAVES: dict[type[ast.stmt], str] = {
    ast.Return: "returns before it",
    ast.Break: "leaves the loop before it",
    ast.Continue: "starts the next round before it",
}


def _never_reached(
    nodes: list[ast.AST], function: Function, _source: StudentSource
) -> Iterator[str]:
    for body in (function.node.body, *(n.body for n in nodes if isinstance(n, ast.If | ast.For))):
        for one, after in zip(body, body[1:], strict=False):
            leaves = _LEAVES.get(type(one))
            if leaves:
                yield (
                    f"Line {after.lineno} never runs, because line {one.lineno} {leaves}. "
                    "Move it above that line."
                )


def _parameter_not_used(
    nodes: list[ast.AST], function: Function, _source: StudentSource
) -> Iterator[str]:
    names = of_kind(ast.walk(function.node), ast.Name)
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    for name in function.given_parameters:
        if name not in read:
            yield (
                f"`{function.name}` never uses its parameter `{name}` (line {function.line}). "
                f"Write `{name}` where its value belongs."
            )
        first = function.node.body[0]
        if (
            isinstance(first, ast.Assign)
            and is_named(first.targets[0], name)
            and (isinstance(first.value, ast.Constant) or called_name(first.value) == "input")
        ):
            yield (
                f"Line {first.lineno} overwrites the parameter `{name}`, so the value from the "
                "call is lost. Remove the line."
            )


def _stops_early(nodes: list[ast.AST], _function: Function, source: StudentSource) -> Iterator[str]:
    for loop in nodes:
        if not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Call):
            continue
        end = loop.iter.args[-1] if loop.iter.args else None
        if called_name(loop.iter) != "range" or len(loop.iter.args) > 2:
            continue
        if (
            isinstance(end, ast.BinOp)
            and isinstance(end.op, ast.Sub)
            and called_name(end.left) == "len"
        ):
            parts = of_kind(ast.walk(loop), ast.Subscript)
            if not any(isinstance(node.slice, ast.BinOp) for node in parts):
                yield (
                    f"`{source.shown(loop.iter)}` in line {loop.lineno} leaves out the last item. "
                    f"Write `range({source.shown(end.left)})`: it stops before that number."
                )


def _is_for_equal(
    nodes: list[ast.AST], function: Function, _source: StudentSource
) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Compare) and any(isinstance(each, ast.Is) for each in node.ops):
            other = node.comparators[0]
            if isinstance(other, ast.Constant) and other.value not in (None, True, False):
                yield (
                    f"`is` in line {node.lineno} checks for the same object, not for an equal "
                    f"value. Write `==` in `{function.name}`."
                )


_SUSPECTS: tuple[Check, ...] = (
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
