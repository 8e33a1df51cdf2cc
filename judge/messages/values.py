"""Values that are of the right kind, but wrong: indexes, keys, numbers in texts, zero."""

import ast
import re
from typing import cast

from ..report.text import safe_repr
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
            "Nothing can be taken out of an empty list. "
            "Ask before whether it holds anything: `if items:`."
        )
    if "empty sequence" in text:
        return "The list is empty, so nothing can be chosen from it. Fill it first."
    if not isinstance(node, ast.Subscript):
        node = _assigned_subscript(trouble)
    if node is None:
        return "The index is beyond the end. The last one is `len(…) - 1`: count one less."
    owner, index = trouble.shown(node.value, "the list"), trouble.shown(node.slice, "the index")
    if "assignment" in text:
        return (
            f"{owner} has no place {index} yet, so no value can be put there. "
            "Write `.append(…)` to make the list longer."
        )
    size = trouble.value(node.value)
    at = node.slice.value if isinstance(node.slice, ast.Constant) else trouble.value(node.slice)
    if type(size) in _PLAIN:
        there = (
            counted(len(size), "item") if type(size) is not str else counted(len(size), "character")
        )
        which = f"{index} is {at} here, " if type(at) is int and index != f"`{at}`" else ""
        last = f", the last at {len(size) - 1}" if len(size) else ""
        return (
            f"{which}but {owner} has {there} only{last}. Counting begins at 0: "
            "end one earlier, or ask for `len(…)` before."
            if which
            else f"{owner} has {there} only{last}, so there is none at {index}. Counting begins at "
            "0: take a smaller index, or ask for `len(…)` before."
        )
    return (
        f"{owner} has nothing at {index}: it is shorter. Counting begins at 0, so the last is at "
        "`len(…) - 1`. Take a smaller index."
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
        return "Nothing can be taken out of what is empty. Ask before whether it holds anything."
    node = trouble.node
    owner = trouble.shown(node.value, "The dictionary") if isinstance(node, ast.Subscript) else "It"
    known = trouble.value(node.value) if isinstance(node, ast.Subscript) else ...
    shown = f"`{key}`" if "`" not in key and len(key) < 60 else "this key"
    if type(known) is dict and arguments and type(arguments[0]) is str:
        keys = list(cast(dict[object, object], known))
        meant = most_alike(arguments[0], [each for each in keys if type(each) is str])
        if meant is not None:
            return f"{owner} has no key {shown}. Did you mean `{meant!r}`? Write `{meant!r}`."
    return (
        f"{owner} has no key {shown}. Put it in first, ask with `in`, or use `.get(…)` "
        "with a value for when it is missing."
    )


def explain_long_number(trouble: Trouble) -> str | None:
    """For the ValueError of a number whose text would be too long for Python."""
    if not trouble.text.startswith("Exceeds the limit"):
        return None
    return (
        "Python makes no text of a number with more than 4300 digits. "
        "Is it meant to be so large? Compute with the number itself."
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
        return _no_number(shown, "float" if "float" in literal[1] else "int", literal[2])
    unpacked = re.match(
        r"(not enough|too many) values to unpack \(expected (?:at least )?(\d+)", text
    )
    if unpacked:
        many = "more" if unpacked[1] == "too many" else "fewer"
        return (
            f"There are {unpacked[2]} names at the left of `=`, but {many} values. "
            "Write as many names as there are values."
        )
    if re.match(r".* is not in list|list\.(index|remove)\(x\): x not in list", text):
        return (
            f"{shown} is not in the list, so it can be neither found nor removed. "
            "Ask before: `if … in …:`."
        )
    if "substring not found" in text:
        return f"{shown} does not occur in the text. Ask before with `in`, or use `.find(…)`."
    empty = re.match(r"(max|min)\(\) (?:arg is an empty sequence|iterable argument is empty)", text)
    if empty:
        return (
            f"`{empty[1]}` finds nothing in {shown if argument is not None else 'an empty list'}, "
            f"which is empty. Ask before, or write `{empty[1]}(…, default=0)`."
        )
    if re.match(r"math domain error|expected a nonneg|expected a positive", text):
        return (
            f"{_call(trouble)} cannot work on this number: it is negative or too large. "
            "Ask with `if` before."
        )
    if "range() arg 3 must not be zero" in text:
        return "The step of `range` is 0, so it would never end. Write 1 or -1."
    if text.startswith("empty range") or "larger than population" in text:
        return f"{_call(trouble)} has nothing to choose from. Is the smaller number first?"
    if "empty separator" in text:
        return "`split` cannot split at an empty text. Write `list(…)` to get each character."
    if "I/O operation on closed file" in text:
        return "The file is closed already. Move the line into the `with` block."
    return None


def _call(trouble: Trouble) -> str:
    node = trouble.node
    return trouble.shown(node.func if isinstance(node, ast.Call) else None, "The function")


def _no_number(shown: str, kind: str, value: str) -> str:
    what = f"`{value}`" if "`" not in value and len(value) < 60 else "what it is"
    if value in ("''", '""'):
        step = "The text is empty: ask before with `if`, or give it a value."
    elif kind == "int" and re.fullmatch(r"'\s*-?\d*[.,]\d*\s*'", value):
        step = "Write `float(…)` for a number with a point."
    elif kind == "float" and "," in value:
        step = 'Write a point instead of the comma: `.replace(",", ".")`.'
    else:
        step = "Give it a text of digits only, or ask with `.isdigit()` before."
    name = shown if shown.strip("`") != value else "The text"
    return f"`{kind}` makes no number of {name}, which is {what}. {step}"


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
    shown = trouble.shown(right, "The number below")
    return f"{shown} is 0 here, and nothing can be divided by 0. Ask before: `if … == 0:`."
