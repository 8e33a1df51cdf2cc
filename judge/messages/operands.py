"""TypeErrors: values that do not go together, or cannot do what is asked of them."""

import ast
import re

from .arguments import explain_arguments
from .attributes import explain_none
from .kinds import explain_kind
from .results import called_name
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
    """For TypeError. None also when the tests' own doing cannot be told from the student's."""
    sentence = explain_arguments(trouble) or _rounded(trouble)
    if sentence or trouble.place is None:
        return sentence
    return _two_sided(trouble) or explain_kind(trouble)


def _rounded(trouble: Trouble) -> str | None:
    found = re.match(r"type (\w+) doesn't define __round__ method", trouble.text)
    return found and f"Only a number can be rounded, and this is {kind_in_words(found[1])}."


def _two_sided(trouble: Trouble) -> str | None:
    for pattern in (_OPERATION, _ORDER, _JOIN):
        found = pattern.match(trouble.text)
        if found:
            operator = "+" if pattern is _JOIN else found["operator"].partition(" or ")[0]
            return _together(trouble, operator, found["left"], found["right"])
    repeated = re.match(r"can't multiply sequence by non-int of type '(\w+)'", trouble.text)
    if repeated:
        left, right = _operands(trouble)
        shown = trouble.shown(right if repeated[1] != "str" else left, "the text")
        if repeated[1] == "NoneType":
            return explain_none(trouble, right, "and nothing can be multiplied by None")
        whole = f"`int({shown.strip('`')})`" if shown.startswith("`") else "`int(…)`"
        return (
            "A text can be multiplied by a whole number only, "
            f"not by {kind_in_words(repeated[1])}. "
            f"Write {whole} to make {shown} a number."
        )
    return None


def _of_many(trouble: Trouble, left: str, right: str) -> str | None:
    """A function of Python's that compares or adds the items of a list."""
    node = trouble.node
    name = called_name(node) if isinstance(node, ast.Call) else ""
    if name == "sum":
        return (
            f"`sum` adds numbers only, but there is {kind_in_words(right)} among the values. "
            "Write `int(…)` around each value first."
        )
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
            return f"{shown} is a function that is not called. Write `()` behind it."
    if operator.rstrip("=") == "^" and first is not None and second is not None:
        shown = f"{trouble.source.shown(first)} ** {trouble.source.shown(second)}"
        return f"`^` is no power in Python. Write `{shown}`."
    of_many = _of_many(trouble, left, right)
    if of_many:
        return of_many
    one, other = trouble.shown(first, "the left side"), trouble.shown(second, "the right side")
    said = (
        f"{capital(one)} is {kind_in_words(left)} and {other} is {kind_in_words(right)}, "
        f"and `{operator}` does not work on these two. "
    )
    if {left, right} & {"str"} and (is_number(left) or is_number(right)):
        text, number = (one, other) if left == "str" else (other, one)
        to_text = f"`str({number.strip('`')})`" if number.startswith("`") else "`str(…)`"
        to_number = f"`int({text.strip('`')})`" if text.startswith("`") else "`int(…)`"
        if operator.rstrip("=") == "+" and _holds_text(first if left == "str" else second):
            whole = _number_behind(trouble, second) if left == "str" else None
            return f"{said}Write {whole or to_text} to join texts."
        if operator.rstrip("=") == "+":
            return f"{said}Write {to_text} to join texts, or {to_number} to add numbers."
        return f"{said}Write {to_number} to make a number of the text."
    if left == right == "str":
        return f"{said}Write `int(…)` or `float(…)` around each of them to make numbers of them."
    if left == "list" and operator.rstrip("=") == "+":
        return f"{said}Write `.append(…)` to add one value to a list, or put `[…]` around it."
    if "list" in (left, right):
        return f"{said}Take one value out of the list by `[…]`, or go through it in a `for` loop."
    return f"{said}Make both the same kind of value first."


def _holds_text(node: ast.expr | None) -> bool:
    """Whether it is a text, or one joined with others, and so no number that is written as one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _holds_text(node.left) or _holds_text(node.right)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr)


def _number_behind(trouble: Trouble, node: ast.expr | None) -> str | None:
    """``str(age + 1)`` for ``text + age + 1``, where the sum belongs together."""
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
