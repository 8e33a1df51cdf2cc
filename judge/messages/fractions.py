"""Numbers with the wrong decimals: where they are lost, or left over."""

import ast
from collections.abc import Iterator

from ..common.nodes import called_name, calls_of, is_named, literal, of_kind, own_nodes
from .source import Function, StudentSource

_MAX_DIGITS = 15
#: Whole numbers up to here are exact as floats.
_MAX_EXACT = 2**53


def lost_fraction(
    function: Function, expected: str | None, actual: str, source: StudentSource
) -> str | None:
    """The line that drops the decimals of a number: ``//``, ``int`` or ``round``."""
    want, got = _number(expected), _number(actual)
    if want is None or got is None or want == int(want) or got != int(got):
        return None
    for node in _parts_of_result(function):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.FloorDiv):
            if abs(want - got) < 1:
                return (
                    f"`//` in line {node.lineno} drops the decimals of the result. "
                    "Write `/` to keep them."
                )
        elif isinstance(node, ast.Call) and len(node.args) == 1:
            name = called_name(node)
            if name == "int" and int(want) == got or name == "round" and round(want) == got:
                return (
                    f"`{source.shown(node)}` in line {node.lineno} drops the decimals. "
                    f"Leave out `{name}(…)`."
                )
    return None


def _parts_of_result(function: Function) -> Iterator[ast.AST]:
    """What the returned values are calculated from, except indexes and arguments of calls."""
    nodes = list(own_nodes(function.node))
    waiting: list[ast.AST] = [
        each.value for each in nodes if isinstance(each, ast.Return) and each.value is not None
    ]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Name) and node.id not in seen:
            seen.add(node.id)
            waiting += [each for each in nodes if _gives_value(each, node.id)]
        elif isinstance(node, ast.BinOp):
            waiting += [node.left, node.right]
        elif isinstance(node, ast.UnaryOp):
            waiting.append(node.operand)
        elif isinstance(node, ast.IfExp):
            waiting += [node.body, node.orelse]
        elif isinstance(node, ast.Assign | ast.AugAssign):
            waiting.append(node.value)
        elif isinstance(node, ast.Call) and called_name(node) in ("int", "round", "float"):
            waiting += node.args[:1]


def _gives_value(node: ast.AST, name: str) -> bool:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign):
        targets = [node.target]
    return any(is_named(each, name) for each in targets)


def number_difference(want: float, got: float, function: Function) -> str | None:
    """For the expected number and another one that the function returned."""
    if want == -got and want:
        return "Only the sign is wrong. Change the order of the subtraction, or the sign."
    if type(got) is not float:
        return None
    if type(want) is int:
        return _beside_whole(want, got, function)
    digits = _digits(want)
    if 0 < digits < _digits(got) - 1 and round(got, digits) == want:
        return f"It would be right if it were rounded. Write `round(…, {digits})`."
    if 0 < _digits(got) < digits and round(want, _digits(got)) == got:
        return _rounded_too_much(function)
    if type(want) is float and abs(want - got) < abs(want) * 1e-12:
        return "Only the last digits differ."
    return None


def _beside_whole(want: int, got: float, function: Function) -> str | None:
    if abs(want) > _MAX_EXACT and abs(want - got) <= abs(want) * 1e-12:
        return (
            "It is a float, and a float keeps only about 16 digits. A whole number keeps all of "
            "them: leave out `float(…)` and `/`."
        )
    operations = of_kind(own_nodes(function.node), ast.BinOp)
    divides = any(isinstance(each.op, ast.Div) for each in operations)
    if got != got or abs(got) > _MAX_EXACT or not divides:
        return None
    if int(got) == want:
        return "It would be right without decimals. Write `//` instead of `/`, or `int(…)`."
    if round(got) == want:
        return "It would be right if it were rounded. Write `round(…)`."
    return None


def _rounded_too_much(function: Function) -> str | None:
    calls = calls_of(own_nodes(function.node), "round")
    if not calls:
        return None
    return f"Line {calls[0].lineno} rounds too much. Keep more digits there, or leave out `round`."


def _number(text: str | None) -> float | None:
    value = literal(text)
    if type(value) not in (int, float) or abs(value) > _MAX_EXACT or value != value:
        return None
    return value


def _digits(number: float) -> int:
    """The number of decimals, as Python writes them."""
    text = repr(number)
    if "e" in text or "n" in text:
        return _MAX_DIGITS
    return len(text.rstrip("0").partition(".")[2])
