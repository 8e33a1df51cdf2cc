"""TypeErrors about one value that is of the wrong kind for its use."""

import ast
import re

from ..common.nodes import called_name
from .attributes import explain_none
from .trouble import (
    FUNCTION_KINDS,
    Trouble,
    capital,
    is_number,
    kind_in_words,
    no_longer_callable,
)

_KIND = re.compile(r"'(?P<kind>\w+)' object (?P<what>.+)")


def explain_kind(trouble: Trouble) -> str | None:
    return _one_sided(trouble) or _in_builtin(trouble)


def _one_sided(trouble: Trouble) -> str | None:
    text = trouble.text
    found = _KIND.match(text)
    if found:
        return _cannot(trouble, found["kind"], found["what"])
    length = re.match(r"object of type '(\w+)' has no len\(\)", text)
    if length:
        node = _first_argument(trouble)
        shown = trouble.shown(node, "The value")
        if length[1] == "NoneType":
            return explain_none(trouble, node, "and None has no length")
        if is_number(length[1]):
            inner = f"`len(str({shown.strip('`')}))`" if shown.startswith("`") else "`len(str(…))`"
            return f"{shown} is a number, which has no length. To count its digits, write {inner}."
        step = _call_or_list(length[1])
        return f"{shown} is {kind_in_words(length[1])}, which has no length. {step}"
    index = re.match(
        r"(\w+) ind(?:ices|ex) must be (?:an )?integers?(?: or slices)?,? not '?(\w+)", text
    )
    if index:
        return _bad_index(trouble, index[1], index[2])
    inside = re.match(r"argument of type '(\w+)' is not (?:iterable|a container)", text)
    if inside:
        node = trouble.node
        right = node.comparators[0] if isinstance(node, ast.Compare) else None
        if inside[1] == "NoneType":
            return explain_none(trouble, right, "and nothing can be `in` None")
        return (
            f"{trouble.shown(right, 'The right side')} is {kind_in_words(inside[1])}, and nothing "
            "can be `in` it. Write a text or a list after `in`, or compare with `==`."
        )
    hashed = re.search(r"unhashable type: '(\w+)'", text)
    if hashed:
        return (
            f"{capital(kind_in_words(hashed[1]))} cannot be a key of a dictionary or a member of "
            "a set. Use a tuple `(…)` or a text instead."
        )
    unary = re.match(r"bad operand type for (?:unary )?(.+?): '(\w+)'", text)
    if unary:
        step = "Write `int(…)` to make it a number first." if unary[2] == "str" else "Use a number."
        return f"`{unary[1]}` does not work on {kind_in_words(unary[2])}. {step}"
    return None


def _cannot(trouble: Trouble, kind: str, what: str) -> str | None:
    node = trouble.node
    if "not callable" in what:
        return _not_callable(trouble, kind)
    subject = (
        node.value
        if isinstance(node, ast.Subscript)
        else _first_argument(trouble)
        if isinstance(node, ast.Call)
        else node
    )
    if "not iterable" in what or "non-iterable" in what:
        return _not_iterable(trouble, kind, subject)
    shown = trouble.shown(subject, "The value")
    if "not subscriptable" in what:
        if kind == "NoneType":
            return explain_none(trouble, subject, "and `[…]` does not work on None")
        if kind in (*FUNCTION_KINDS, "type"):
            return (
                f"{shown} is {kind_in_words(kind)}. Write round brackets `()` to call it, not `[]`."
            )
        return (
            f"{shown} is {kind_in_words(kind)}, and `[…]` does not work on that. "
            "Use `[…]` only on a text, a list or a dictionary."
        )
    if "item assignment" in what or "item deletion" in what:
        if kind == "NoneType":
            return explain_none(trouble, subject, "and nothing can be stored in None")
        step = (
            "Make a new one with `+`, or change it to a list with `list(…)` first."
            if kind in ("str", "tuple")
            else "Use a list or a dictionary instead."
        )
        return f"{shown} is {kind_in_words(kind)}, and its parts cannot be changed. {step}"
    if "interpreted as an integer" in what:
        step = "`//` instead of `/`, or `int(…)`" if kind == "float" else "`int(…)`"
        return f"{shown} is {kind_in_words(kind)}, but a whole number is needed here. Write {step}."
    if "context manager" in what:
        return f"`with` does not work on {kind_in_words(kind)}. Write `open(…)` there."
    return None


def _not_callable(trouble: Trouble, kind: str) -> str | None:
    node = trouble.node
    function = node.func if isinstance(node, ast.Call) else None
    shown = trouble.shown(function, "The value")
    if kind == "module":
        name = shown.strip("`") if shown.startswith("`") else "module"
        return f"{shown} is a module. Call one of its functions: `{name}.…(…)`."
    if isinstance(function, ast.Name) and kind != "NoneType":
        lines = [each.line for each in trouble.source.bindings if each.name == function.id]
        if kind in ("list", "dict", "tuple", "str") and function.id not in _FUNCTION_NAMES:
            return (
                f"{shown} is {kind_in_words(kind)}, but round brackets call a function. "
                f"Write square brackets: `{function.id}[…]`."
            )
        return no_longer_callable(shown, kind, lines[0] if lines else None)
    if isinstance(function, ast.Constant) or is_number(kind):
        return f"{shown} is {kind_in_words(kind)} and cannot be called. Write `*` to multiply."
    if kind == "NoneType":
        return explain_none(trouble, function, "and None cannot be called")
    return f"{shown} is {kind_in_words(kind)} and cannot be called. Remove the `()` after it."


_FUNCTION_NAMES = "list str int sum max min len dict set input print".split()


def _not_iterable(trouble: Trouble, kind: str, subject: ast.expr | None) -> str | None:
    statement = trouble.place.statement if trouble.place else None
    if isinstance(statement, ast.For) and not _takes_several(trouble.node):
        subject = statement.iter
    if isinstance(subject, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        subject = subject.generators[0].iter
    shown = trouble.shown(subject, "The value")
    if kind == "NoneType":
        return explain_none(trouble, subject, "and there are no values in None")
    if kind in FUNCTION_KINDS:
        return f"{shown} is a function, but it is not called. Write `()` after it."
    if kind == "int":
        inner = f"range({shown.strip('`')})" if shown.startswith("`") else "range(…)"
        return (
            f"{shown} is a single number, but several values are needed here. "
            f"Write `{inner}` to count, or use a list."
        )
    return (
        f"{shown} is {kind_in_words(kind)}, but several values are needed here. "
        "Use a list or a text instead."
    )


def _takes_several(node: ast.expr | None) -> bool:
    """Whether it is a call of a built-in function that goes through its argument."""
    return called_name(node) in (
        "sum list tuple set dict sorted max min any all enumerate zip map filter reversed".split()
    )


def _bad_index(trouble: Trouble, owner: str, kind: str) -> str:
    node = trouble.node
    index = node.slice if isinstance(node, ast.Subscript) else None
    shown = trouble.shown(index, "The index")
    words = {"string": "text"}.get(owner, owner)
    if kind == "str" and owner != "string" and isinstance(index, ast.Constant):
        step = "Only a dictionary `{}` has texts as keys. Do you need a dictionary here?"
    elif kind == "str":
        step = (
            "Write `int(…)` around it, or loop over the values directly."
            if owner != "string"
            else "You have one text here, not a dictionary. Check where it comes from."
        )
    elif kind == "float":
        step = "Write `//` instead of `/`, or `int(…)`."
    elif kind == "tuple":
        step = "Write one number, or two pairs of brackets `[…][…]`."
    else:
        step = "Write a whole number there."
    return (
        f"An index of a {words} must be a whole number, "
        f"but {shown} is {kind_in_words(kind)}. {step}"
    )


def _in_builtin(trouble: Trouble) -> str | None:
    text = trouble.text
    node = _first_argument(trouble)
    shown = trouble.shown(node, "The value")
    if text == "can only join an iterable":
        return (
            f"`join` joins the texts in a list, but {shown} is not a list. Give it a list of texts."
        )
    joined = re.match(r"sequence item (\d+): expected str instance, (\w+) found", text)
    if joined:
        return (
            f"`join` only joins texts, but item {joined[1]} is {kind_in_words(joined[2])}. "
            "Write `str(…)` around each item first."
        )
    number = re.match(r"(int|float)\(\) argument must be .+ not '(\w+)'", text)
    if number and number[2] == "NoneType":
        return explain_none(trouble, node, f"and `{number[1]}` cannot turn None into a number")
    if number:
        return (
            f"`{number[1]}(…)` turns one text into a number, but {shown} is "
            f"{kind_in_words(number[2])}. Give it a single text."
        )
    unpacked = re.match(r"cannot unpack non-iterable (\w+) object", text)
    if unpacked:
        statement = trouble.place.statement if trouble.place else None
        value = statement.value if isinstance(statement, ast.Assign) else None
        if unpacked[1] == "NoneType":
            return explain_none(trouble, value, "and None cannot be split into several values")
        return (
            f"{trouble.shown(value, 'The value')} is {kind_in_words(unpacked[1])}, a single value, "
            "but it is assigned to several names. Write one name, or give it several values."
        )
    if "must be str, not" in text or "expected str" in text:
        return f"{shown} is not a text, but a text is needed here. Write `str(…)` around it."
    return None


def _first_argument(trouble: Trouble) -> ast.expr | None:
    node = trouble.node
    return node.args[0] if isinstance(node, ast.Call) and node.args else None


def _call_or_list(kind: str) -> str:
    if kind in FUNCTION_KINDS:
        return "Write `()` after it to call it."
    return "Write `list(…)` around it first."
