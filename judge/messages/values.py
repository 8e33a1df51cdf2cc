"""Values of the right kind that are wrong: indexes, keys, numbers in texts, zero."""

import ast
import re
from typing import cast

from ..common.text import safe_repr
from .likeness import most_alike
from .trouble import Trouble, counted

_PLAIN = (list, tuple, str)


def explain_index(trouble: Trouble) -> str | None:
    """For IndexError."""
    if trouble.place is None:
        return None
    text, node = trouble.text, trouble.node
    if "from empty list" in text or "from an empty" in text:
        return (
            "Nothing can be taken from an empty list. "
            "Check first that it is not empty: `if items:`."
        )
    if "empty sequence" in text:
        return "The list is empty, so nothing can be chosen from it. Fill it first."
    if not isinstance(node, ast.Subscript):
        node = _assigned_subscript(trouble)
    if node is None:
        return "The index is beyond the end. The last index is `len(…) - 1`: stop one earlier."
    owner, index = trouble.shown(node.value, "the list"), trouble.shown(node.slice, "the index")
    if "assignment" in text:
        return (
            f"{owner} has no item at {index} yet, so you cannot assign to it. "
            "To make the list longer, write `.append(…)`."
        )
    size = trouble.value(node.value)
    at = node.slice.value if isinstance(node.slice, ast.Constant) else trouble.value(node.slice)
    if type(size) in _PLAIN:
        there = (
            counted(len(size), "item") if type(size) is not str else counted(len(size), "character")
        )
        if len(size) == 0:
            return f"{owner} is empty, so there is nothing at {index}. Check `len(…)` first."
        last = f"{owner} has only {there}, the last at index {len(size) - 1}"
        if type(at) is int and index != f"`{at}`":
            return (
                f"{index} is {at} here, but {last}. Counting starts at 0: "
                "stop one earlier, or check `len(…)` first."
            )
        return (
            f"{last}, so there is none at {index}. Counting starts at 0: "
            "use a smaller index, or check `len(…)` first."
        )
    return (
        f"{owner} is too short: it has nothing at {index}. Counting starts at 0, so the last index "
        "is `len(…) - 1`. Use a smaller index."
    )


def _assigned_subscript(trouble: Trouble) -> ast.Subscript | None:
    statement = trouble.place.statement if trouble.place else None
    return next(
        (each for each in ast.walk(statement) if isinstance(each, ast.Subscript))
        if statement
        else iter(()),
        None,
    )


def explain_key(trouble: Trouble) -> str | None:
    """For KeyError."""
    if trouble.place is None:
        return None
    arguments = BaseException.__dict__["args"].__get__(trouble.error)
    key = safe_repr(arguments[0]) if arguments else "this key"
    if "popitem" in key or "empty set" in key:
        return "Nothing can be taken from it, because it is empty. Check that first."
    node = trouble.node
    shown = f"`{key}`" if "`" not in key and len(key) < 60 else "this key"
    if not isinstance(node, ast.Subscript):
        return f"There is no {shown} in it. Check first with `in`."
    owner, known = trouble.shown(node.value, "The dictionary"), trouble.value(node.value)
    if type(known) is dict and arguments and type(arguments[0]) is str:
        keys = list(cast(dict[object, object], known))
        meant = most_alike(arguments[0], [each for each in keys if type(each) is str])
        if meant is not None:
            return f"{owner} has no key {shown}. Did you mean `{meant!r}`? Write `{meant!r}`."
    return (
        f"{owner} has no key {shown}. Add it first, check with `in`, or use `.get(…)` "
        "with a default value."
    )


def explain_long_number(trouble: Trouble) -> str | None:
    """For the ValueError of a number whose text would be too long for Python."""
    if not trouble.text.startswith("Exceeds the limit"):
        return None
    return (
        "Python does not turn a number with more than 4300 digits into text. "
        "Should it be that large? If so, calculate with the number itself."
    )


def explain_value(trouble: Trouble) -> str | None:
    """For ValueError."""
    if trouble.place is None:
        return None
    long_number = explain_long_number(trouble)
    if long_number is not None:
        return long_number
    text, node = trouble.text, trouble.node
    argument = node.args[0] if isinstance(node, ast.Call) and node.args else None
    shown = trouble.shown(argument, "The text")
    literal = re.match(
        r"(invalid literal for int\(\).*|could not convert string to float): (.*)", text, re.S
    )
    if literal:
        name = shown if isinstance(argument, ast.Name) else None
        return _no_number(name, "float" if "float" in literal[1] else "int", literal[2])
    unpacked = re.match(
        r"(not enough|too many) values to unpack \(expected (?:at least )?(\d+)", text
    )
    if unpacked:
        many = "more" if unpacked[1] == "too many" else "fewer"
        return (
            f"There are {unpacked[2]} names, but {many} values. "
            "Write as many names as there are values."
        )
    if re.match(r".* is not in list|list\.(index|remove)\(x\): x not in list", text):
        return (
            f"{shown} is not in the list, so it cannot be found or removed. "
            "Check first: `if … in …:`."
        )
    if "substring not found" in text:
        return f"{shown} does not occur in the text. Check first with `in`, or use `.find(…)`."
    empty = re.match(r"(max|min)\(\) (?:arg is an empty sequence|iterable argument is empty)", text)
    if empty:
        size = "largest" if empty[1] == "max" else "smallest"
        return (
            f"{shown if argument is not None else 'The list'} is empty, so it has no {size} value. "
            f"Check first, or write `{empty[1]}(…, default=0)`."
        )
    if re.match(r"math domain error|expected a nonneg|expected a positive", text):
        return (
            f"{_call(trouble)} does not accept this number. Is it negative, or 0? "
            "Check it with `if` first."
        )
    if "range() arg 3 must not be zero" in text:
        return "The step of `range` is 0, so it would never end. Write 1 or -1."
    if text.startswith("empty range") or "larger than population" in text:
        return f"{_call(trouble)} has nothing to choose from. Is the smaller number first?"
    if "empty separator" in text:
        return "`split` cannot split at an empty text. Write `list(…)` to get each character."
    if "I/O operation on closed file" in text:
        return "The file is already closed. Move the line into the `with` block."
    return None


def _call(trouble: Trouble) -> str:
    node = trouble.node
    return trouble.shown(node.func if isinstance(node, ast.Call) else None, "The function")


def _no_number(name: str | None, kind: str, value: str) -> str:
    """``name`` is that of the variable with the value, between backticks."""
    shown = f"`{value}`" if "`" not in value and len(value) < 60 else "this text"
    if value in ("''", '""'):
        step = "The text is empty: check it with `if` first."
    elif kind == "int" and re.fullmatch(r"'\s*-?\d*[.,]\d*\s*'", value):
        step = "For a number with decimals, write `float(…)`."
    elif kind == "float" and "," in value:
        step = 'Use a point instead of the comma: `.replace(",", ".")`.'
    elif kind == "float":
        step = "Use a text with digits and a point only."
    else:
        step = "Use a text with digits only, or check it with `.isdigit()` first."
    if name is None or shown == "this text":
        return f"`{kind}()` cannot turn {name or shown} into a number. {step}"
    return f"{name} is {shown} here, and `{kind}()` cannot turn that into a number. {step}"


def explain_zero(trouble: Trouble) -> str | None:
    """For ZeroDivisionError."""
    if trouble.place is None:
        return None
    node, statement = trouble.node, trouble.place.statement
    right = (
        node.right
        if isinstance(node, ast.BinOp)
        else statement.value
        if isinstance(statement, ast.AugAssign)
        else None
    )
    shown = trouble.shown(right, "The divisor")
    return f"{shown} is 0 here, and nothing can be divided by 0. Check first: `if … == 0:`."
