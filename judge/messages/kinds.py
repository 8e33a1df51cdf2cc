"""TypeErrors of one value: it is not of the kind that is needed where it is used."""

import ast
import re

from .attributes import explain_none
from .results import called_name
from .trouble import FUNCTION_KINDS, Trouble, capital, is_number, kind_in_words

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
            return f"{shown} is a number, and a number has no length. Write {inner} for its digits."
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
            "can be `in` it. Write a text or a list behind `in`, or compare with `==`."
        )
    hashed = re.search(r"unhashable type: '(\w+)'", text)
    if hashed:
        return (
            f"{capital(kind_in_words(hashed[1]))} cannot be a key of a dictionary or a member of "
            "a set. Use a tuple `(…)` or a text instead."
        )
    unary = re.match(r"bad operand type for (?:unary )?(.+?): '(\w+)'", text)
    if unary:
        return (
            f"`{unary[1]}` does not work on {kind_in_words(unary[2])}. "
            "Write `int(…)` to make it a number first."
        )
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
            return explain_none(trouble, subject, "and `[…]` finds nothing in None")
        if kind in (*FUNCTION_KINDS, "type"):
            return (
                f"{shown} is {kind_in_words(kind)}. Write round brackets `()` to call it, not `[]`."
            )
        return (
            f"{shown} is {kind_in_words(kind)}, and `[…]` finds nothing in it. "
            "Use `[…]` on a text, a list or a dictionary only."
        )
    if "item assignment" in what or "item deletion" in what:
        if kind == "NoneType":
            return explain_none(trouble, subject, "and nothing can be put into None")
        instead = "`list(…)` of it" if kind in ("str", "tuple") else "a list"
        return (
            f"{shown} is {kind_in_words(kind)}, of which no part can be changed. "
            f"Make a new one with `+`, or change {instead}."
        )
    if "interpreted as an integer" in what:
        step = "`//` instead of `/`, or `int(…)`" if kind == "float" else "`int(…)`"
        return f"{shown} is {kind_in_words(kind)}, but a whole number is needed here. Write {step}."
    if "context manager" in what:
        return f"{kind_in_words(kind)} cannot stand behind `with`. Write `open(…)` there."
    return None


def _not_callable(trouble: Trouble, kind: str) -> str | None:
    node = trouble.node
    function = node.func if isinstance(node, ast.Call) else None
    shown = trouble.shown(function, "The value")
    if kind == "module":
        inner = f"{shown.strip('`')}.{shown.strip('`')}" if shown.startswith("`") else "module.name"
        return f"{shown} is a module. Name what you need of it, such as `{inner}(…)`."
    if isinstance(function, ast.Name) and kind != "NoneType":
        lines = [each.line for each in trouble.source.bindings if each.name == function.id]
        if kind in ("list", "dict", "tuple", "str") and function.id not in _FUNCTION_NAMES:
            return (
                f"{shown} is {kind_in_words(kind)}, and round brackets call a function. "
                f"Write square brackets: `{function.id}[…]`."
            )
        where = f" since line {lines[0]}" if lines else ""
        return (
            f"{shown} is {kind_in_words(kind)}{where}, and no function any more that could be "
            f"called. Choose another name than {shown} for the value."
        )
    if isinstance(function, ast.Constant) or is_number(kind):
        return f"{shown} is {kind_in_words(kind)} and cannot be called. Write `*` to multiply."
    if kind == "NoneType":
        return explain_none(trouble, function, "and None cannot be called")
    return f"{shown} is {kind_in_words(kind)} and cannot be called. Remove the `()` behind it."


_FUNCTION_NAMES = (
    "list",
    "str",
    "int",
    "sum",
    "max",
    "min",
    "len",
    "dict",
    "set",
    "input",
    "print",
)


def _not_iterable(trouble: Trouble, kind: str, subject: ast.expr | None) -> str | None:
    statement = trouble.place.statement if trouble.place else None
    if isinstance(statement, ast.For) and not _takes_many(trouble.node):
        subject = statement.iter
    if isinstance(subject, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        subject = subject.generators[0].iter
    shown = trouble.shown(subject, "The value")
    if kind == "NoneType":
        return explain_none(trouble, subject, "and no values come out of None")
    if kind in FUNCTION_KINDS:
        return f"{shown} is a function that is not called. Write `()` behind it."
    if kind == "int":
        inner = f"range({shown.strip('`')})" if shown.startswith("`") else "range(…)"
        return (
            f"{shown} is a single number, and many values are needed here. "
            f"Write `{inner}` to count, or a list."
        )
    return (
        f"{shown} is {kind_in_words(kind)}, and many values are needed here. "
        "Write a list or a text instead."
    )


def _takes_many(node: ast.expr | None) -> bool:
    """Whether it is a call of a function of Python's that goes through its argument."""
    return isinstance(node, ast.Call) and called_name(node) in (
        "sum list tuple set dict sorted max min any all enumerate zip map filter reversed".split()
    )


def _bad_index(trouble: Trouble, owner: str, kind: str) -> str:
    node = trouble.node
    index = node.slice if isinstance(node, ast.Subscript) else None
    shown = trouble.shown(index, "The index")
    words = {"list": "A list", "string": "A text", "tuple": "A tuple"}.get(owner, f"A {owner}")
    if kind == "str" and owner != "string" and isinstance(index, ast.Constant):
        step = "A text can be a key of a dictionary `{}` only. Is that what you want here?"
    elif kind == "str":
        step = (
            "Write `int(…)` around it, or go through the values directly."
            if owner != "string"
            else "You have one text here, not a dictionary: look what the loop goes through."
        )
    elif kind == "float":
        step = "Write `//` instead of `/`, or `int(…)`."
    elif kind == "tuple":
        step = "Write one number, or two pairs of brackets `[…][…]`."
    else:
        step = "Write a whole number there."
    return f"{words} is counted by whole numbers, but {shown} is {kind_in_words(kind)}. {step}"


def _in_builtin(trouble: Trouble) -> str | None:
    text = trouble.text
    node = _first_argument(trouble)
    shown = trouble.shown(node, "The value")
    if text == "can only join an iterable":
        return f"`join` joins the texts of a list, but {shown} is none. Give it a list of texts."
    joined = re.match(r"sequence item (\d+): expected str instance, (\w+) found", text)
    if joined:
        return (
            f"`join` joins texts only, but item {joined[1]} is {kind_in_words(joined[2])}. "
            "Write `str(…)` around each item first."
        )
    number = re.match(r"(int|float)\(\) argument must be .+ not '(\w+)'", text)
    if number and number[2] == "NoneType":
        return explain_none(trouble, node, f"and `{number[1]}` makes no number of None")
    if number:
        return (
            f"`{number[1]}(…)` makes a number of one text, but {shown} is "
            f"{kind_in_words(number[2])}. Give it one value of it."
        )
    unpacked = re.match(r"cannot unpack non-iterable (\w+) object", text)
    if unpacked:
        statement = trouble.place.statement if trouble.place else None
        value = statement.value if isinstance(statement, ast.Assign) else None
        if unpacked[1] == "NoneType":
            return explain_none(trouble, value, "and cannot be taken apart")
        return (
            f"{trouble.shown(value, 'The value')} is {kind_in_words(unpacked[1])}, a single value, "
            "but several names stand at its left. Write one name, or give several values."
        )
    if "must be str, not" in text or "expected str" in text:
        return f"{shown} is no text, but one is needed here. Write `str(…)` around it."
    return None


def _first_argument(trouble: Trouble) -> ast.expr | None:
    node = trouble.node
    return node.args[0] if isinstance(node, ast.Call) and node.args else None


def _call_or_list(kind: str) -> str:
    if kind in FUNCTION_KINDS:
        return "Write `()` behind it to call it."
    return "Write `list(…)` around it first."
