"""Numbers that differ from the expected ones by a fraction: where it is lost, or left over."""

import ast
from collections.abc import Iterator

from .results import called_name
from .source import Function, StudentSource, own_nodes

_DIGITS_MAX = 15
#: Whole numbers up to here are exact as floats.
_EXACT_MAX = 2**53


def lost_fraction(
    function: Function, expected: str | None, actual: str, source: StudentSource
) -> str | None:
    """The line that drops the fraction of a number: ``//``, ``int`` or ``round``."""
    wanted, came = _number(expected), _number(actual)
    if wanted is None or came is None or wanted == int(wanted) or came != int(came):
        return None
    for node in _parts_of_result(function):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.FloorDiv):
            if abs(wanted - came) < 1:
                return (
                    f"`//` in line {node.lineno} drops the fraction of the result. "
                    "Write `/` to keep it."
                )
        elif isinstance(node, ast.Call) and len(node.args) == 1:
            name = called_name(node)
            if name == "int" and int(wanted) == came or name == "round" and round(wanted) == came:
                return (
                    f"`{source.shown(node)}` in line {node.lineno} drops the fraction. "
                    f"Leave `{name}(…)` away."
                )
    return None


def _parts_of_result(function: Function) -> Iterator[ast.AST]:
    """What the returned values are computed of, but for indexes and what other functions get."""
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
    return any(isinstance(each, ast.Name) and each.id == name for each in targets)


def number_difference(wanted: float, came: float, function: Function) -> str | None:
    """For two unequal numbers that a function was to give and gave."""
    if wanted == -came and wanted:
        return "Only the sign differs: change the order of the subtraction, or the sign."
    if type(came) is not float:
        return None
    if type(wanted) is int:
        return _beside_whole(wanted, came, function)
    digits = _digits(wanted)
    if 0 < digits < _digits(came) - 1 and round(came, digits) == wanted:
        return f"Rounded it would be right: write `round(…, {digits})`."
    if 0 < _digits(came) < digits and round(wanted, _digits(came)) == came:
        return _rounded_too_much(function)
    if type(wanted) is float and abs(wanted - came) < abs(wanted) * 1e-12:
        return "Only the last digits differ."
    return None


def _beside_whole(wanted: int, came: float, function: Function) -> str | None:
    if abs(wanted) > _EXACT_MAX and abs(wanted - came) <= abs(wanted) * 1e-12:
        return (
            "It is a float, and a float keeps about 16 digits only. Whole numbers keep all of "
            "theirs: leave `float(…)` and `/` away."
        )
    divides = any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        for node in own_nodes(function.node)
    )
    if came != came or abs(came) > _EXACT_MAX or not divides:
        return None
    if int(came) == wanted:
        return "Without its fraction it would be right: write `//` instead of `/`, or `int(…)`."
    if round(came) == wanted:
        return "Rounded it would be right: write `round(…)`."
    return None


def _rounded_too_much(function: Function) -> str | None:
    for node in own_nodes(function.node):
        if isinstance(node, ast.Call) and called_name(node) == "round":
            return f"Line {node.lineno} rounds too much. Write more digits there, or no `round`."
    return None


def _number(text: str | None) -> float | None:
    try:
        value = ast.literal_eval(text or "None")
    except (SyntaxError, ValueError, TypeError, RecursionError, OverflowError):
        return None
    if type(value) not in (int, float) or abs(value) > _EXACT_MAX or value != value:
        return None
    return value


def _digits(number: float) -> int:
    """Behind the point, as it is written."""
    text = repr(number)
    if "e" in text or "n" in text:
        return _DIGITS_MAX
    return len(text.rstrip("0").partition(".")[2])
