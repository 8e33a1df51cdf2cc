"""TypeErrors: values that do not go together, or cannot be used in that way."""

import ast
import re

from ..common.nodes import called_name
from .arguments import explain_arguments
from .attributes import explain_none
from .kinds import explain_kind
from .trouble import FUNCTION_KINDS, Trouble, capital, is_number, kind_in_words

_OPERATION = re.compile(
    r"unsupported operand type\(s\) for (?P<operator>.+?): '(?P<left>\w+)' and '(?P<right>\w+)'"
)
_ORDER = re.compile(
    r"'(?P<operator>[<>]=?)' not supported between instances of "
    r"'(?P<left>\w+)' and '(?P<right>\w+)'"
)
_JOIN = re.compile(r"can only concatenate (?P<left>\w+) \(not \"(?P<right>\w+)\"\) to \w+")


def explain_type(trouble: Trouble) -> str | None:
    """For TypeError. None also if the tests may have caused it."""
    sentence = explain_arguments(trouble) or _rounded(trouble)
    if sentence or trouble.place is None:
        return sentence
    return _two_sided(trouble) or explain_kind(trouble)


def _rounded(trouble: Trouble) -> str | None:
    found = re.match(r"type (\w+) doesn't define __round__ method", trouble.text)
    return found and f"Only a number can be rounded, but this is {kind_in_words(found[1])}."


def _two_sided(trouble: Trouble) -> str | None:
    for pattern in (_OPERATION, _ORDER, _JOIN):
        found = pattern.match(trouble.text)
        if found:
            operator = "+" if pattern is _JOIN else found["operator"].partition(" or ")[0]
            return _together(trouble, operator, found["left"], found["right"])
    repeated = re.match(r"can't multiply sequence by non-int of type '(\w+)'", trouble.text)
    if repeated:
        left, right = _operands(trouble)
        factor = left if repeated[1] == "str" else right
        if repeated[1] == "NoneType":
            return explain_none(trouble, right, "and nothing can be multiplied by None")
        shown = trouble.shown(factor, "the value")
        step = (
            f"Write a whole number instead of {shown}."
            if isinstance(factor, ast.Constant)
            else f"Write {_call_around('int', factor, trouble)} to make {shown} a whole number."
        )
        return (
            "A text or list can only be multiplied by a whole number, "
            f"not by {kind_in_words(repeated[1])}. {step}"
        )
    return None


def _of_many(trouble: Trouble, left: str, right: str) -> str | None:
    """For a built-in function that compares or adds the items of a list."""
    node = trouble.node
    name = called_name(node)
    if name == "sum":
        step = "Write `int(…)` around each value first." if right == "str" else "Add only numbers."
        return f"`sum` only adds numbers, but one of the values is {kind_in_words(right)}. {step}"
    if name in ("sorted", "sort", "max", "min"):
        return (
            f"`{name}` compares all values, but {kind_in_words(left)} and {kind_in_words(right)} "
            "cannot be compared. Make all of them the same kind first."
        )
    return None


def _operands(trouble: Trouble) -> tuple[ast.expr | None, ast.expr | None]:
    node = trouble.node
    if isinstance(node, ast.BinOp):
        return node.left, node.right
    if isinstance(node, ast.Compare) and len(node.comparators) == 1:
        return node.left, node.comparators[0]
    statement = trouble.place.statement if trouble.place else None
    if isinstance(statement, ast.AugAssign):
        return statement.target, statement.value
    return None, None


def _together(trouble: Trouble, operator: str, left: str, right: str) -> str | None:
    first, second = _operands(trouble)
    for kind, node in ((left, first), (right, second)):
        if kind == "NoneType":
            return explain_none(trouble, node, f"and None cannot be used with `{operator}`")
        if kind in FUNCTION_KINDS:
            shown = trouble.shown(node, "One side")
            return f"{shown} is a function, but it is not called. Write `()` after it."
    if operator.rstrip("=") == "^" and first is not None and second is not None:
        shown = f"{trouble.source.shown(first)} ** {trouble.source.shown(second)}"
        return f"`^` is not a power in Python. Write `{shown}`."
    of_many = _of_many(trouble, left, right)
    if of_many:
        return of_many
    one, other = trouble.shown(first, "the left side"), trouble.shown(second, "the right side")
    mismatch = (
        f"{capital(one)} is {kind_in_words(left)} and {other} is {kind_in_words(right)}, "
        f"and `{operator}` does not work with these two."
    )
    return f"{mismatch} {_conversion(trouble, operator.rstrip('='), left, right)}"


def _conversion(trouble: Trouble, operator: str, left: str, right: str) -> str:
    first, second = _operands(trouble)
    if {left, right} & {"str"} and (is_number(left) or is_number(right)):
        text, number = (first, second) if left == "str" else (second, first)
        if operator != "+":
            return _to_number(trouble, text)
        to_text = _to_text(trouble, number)
        if _contains_text(text):
            whole = _whole_sum(trouble, second) if left == "str" else None
            return f"Write {whole or to_text} to join texts."
        to_number = _call_around("int", text, trouble)
        return f"Write {to_text} to join texts, or {to_number} to add numbers."
    if left == right == "str":
        return "Write `int(…)` or `float(…)` around each of them to turn them into numbers."
    if left == "list" and operator == "+":
        return "To add one value to a list, write `.append(…)`, or put `[…]` around the value."
    if "list" in (left, right):
        return "Take one value from the list with `[…]`, or loop over it with `for`."
    return "Make both the same kind of value first."


def _to_text(trouble: Trouble, number: ast.expr | None) -> str:
    """How to write the number as text: a number that is written out gets quotes."""
    if isinstance(number, ast.Constant):
        return f'`"{trouble.source.shown(number)}"`'
    return _call_around("str", number, trouble)


def _to_number(trouble: Trouble, text: ast.expr | None) -> str:
    shown = trouble.shown(text, "the text")
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        if text.value.strip().isdecimal():
            return f"Write `{text.value.strip()}` without quotes."
        return f"Write a number instead of {shown}."
    return f"Write {_call_around('int', text, trouble)} to turn the text into a number."


def _call_around(name: str, node: ast.expr | None, trouble: Trouble) -> str:
    """``int(age)``. Only a part of a calculation may be a text, so that is not shown inside int."""
    shown = trouble.shown(node, "").strip("`")
    is_unknown = not shown or name == "int" and isinstance(node, ast.BinOp)
    return f"`{name}(…)`" if is_unknown else f"`{name}({shown})`"


def _contains_text(node: ast.expr | None) -> bool:
    """Whether it is a text that is written out, or joined with one: it cannot become a number."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _contains_text(node.left) or _contains_text(node.right)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr)


def _whole_sum(trouble: Trouble, node: ast.expr | None) -> str | None:
    """``str(age + 1)`` for ``text + age + 1``, where the sum was meant."""
    for outer in ast.walk(trouble.source.tree):
        if (
            isinstance(outer, ast.BinOp)
            and isinstance(outer.op, ast.Add | ast.Sub)
            and outer.left is trouble.node
            and isinstance(outer.right, ast.Constant)
            and isinstance(outer.right.value, int | float)
            and node is not None
        ):
            sign = "+" if isinstance(outer.op, ast.Add) else "-"
            number = f"{trouble.source.shown(node)} {sign} {trouble.source.shown(outer.right)}"
            return f"`str({number})`" if "`" not in number else None
    return None
