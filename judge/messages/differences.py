"""How a wrong value differs from the expected one, from their representations alone."""

import ast
import re
from typing import Any, cast

from ..common.nodes import called_name, calls_of, literal, of_kind, own_nodes
from ..common.text import clip
from .fractions import number_difference
from .look_alikes import look_alike_within
from .source import Function
from .trouble import counted, kind_in_words
from .whitespace import describe_difference

_MAX_LITERAL = 3_000
_MAX_ITEMS = 200


def not_a_value(expected: str | None, actual: str, function: Function) -> str | None:
    """For functions that were not called, generators, and objects without a ``__repr__``."""
    found = re.match(
        r"<(?:bound )?(?:function|method|built-in function|built-in method) ([\w.]+)", actual
    )
    if found:
        name = found[1].rpartition(".")[2]
        if not name or name == function.name:
            return "That is a function itself, not its result."
        return f"That is the function `{name}` itself, not its result. Write `{name}()` to call it."
    lazy = r"<(?:(?:generator|map|filter|zip|reversed|enumerate) object|\w*iterator object)"
    if actual.startswith("<generator") and any(of_kind(own_nodes(function.node), ast.Yield)):
        single = re.match(r"-?\d|True$|False$|None$", expected or "")
        step = "Write `return` instead" if single else "Collect them in a list, and `return` that"
        return f"`{function.name}` has a `yield`, so its values come one by one. {step}."
    if isinstance(function.node, ast.AsyncFunctionDef) and actual.startswith("<coroutine"):
        return (
            f"Line {function.line} has `async def`, so a call does not run the function. "
            "Write `def`."
        )
    if re.match(lazy, actual):
        step = "''.join(…)" if (expected or "").startswith(("'", '"')) else "list(…)"
        return f"Its values are not calculated yet. Write `{step}` around it."
    if re.match(r"range\(.*\)$|dict_(keys|values|items)\(", actual):
        return "Write `list(…)` around it to make it a list."
    if re.match(r"<class '", actual):
        return "That is a class itself. Write `()` after its name to make an object."
    if re.match(r"<[\w.]+ object at 0x", actual):
        return "The class of this object has no `__repr__`. Give it `__repr__` and `__eq__`."
    return None


def certain_difference(expected: str | None, actual: str, function: Function) -> str | None:
    """What follows from the two values, and what the function would have to change."""
    want, got = _literal(expected), _literal(actual)
    if want is ... or got is ...:
        return None
    alike = look_alike_within(want, got)
    if alike:
        return alike
    if type(want) is type(got) or {type(want), type(got)} == {int, float}:
        return _same_kind(want, got, function)
    return _different_kinds(want, got)


def texts_of(expected: str | None, actual: str) -> tuple[str, str] | None:
    """The two values, if both are texts."""
    want, got = _literal(expected), _literal(actual)
    return (want, got) if _kinds(want, got) == (str, str) else None


def plain_difference(expected: str | None, actual: str) -> str | None:
    """For values of unknown origin: only what differs."""
    want, got = _literal(expected), _literal(actual)
    kinds = _kinds(want, got)
    if kinds == (str, str) and got:
        return describe_difference(want, got)
    if kinds == (dict, dict):
        return _entries(want, got)
    return None


def likely_difference(expected: str | None, actual: str, function: Function) -> str | None:
    """A likely explanation."""
    want, got = _literal(expected), _literal(actual)
    kinds = _kinds(want, got)
    if kinds == (str, str):
        return describe_difference(want, got)
    if kinds == (int, int) and abs(want - got) == 1 and _counts(function):
        size = "large" if got > want else "small"
        return f"It is 1 too {size}. Check where the counting starts and where it stops."
    if kinds == (dict, dict):
        return _entries(want, got)
    if kinds == (list, list):
        return _lengths(_items(want), _items(got), function)
    return None


def _counts(function: Function) -> bool:
    """Whether it has a loop that counts."""
    return any(
        isinstance(node, ast.While) or called_name(node) == "range"
        for node in own_nodes(function.node)
    )


def _literal(text: str | None) -> Any:
    """The value of a representation of plain data, the ellipsis for anything else."""
    return literal(text) if len(text or "") <= _MAX_LITERAL else ...


def _kinds(want: object, got: object) -> tuple[object, object]:
    return type(want), type(got)


def _items(value: Any) -> list[Any]:
    return [*cast(list[Any], value)][:_MAX_ITEMS]


def _different_kinds(want: Any, got: Any) -> str | None:
    one = cast(type[Any], type(want))
    other = cast(type[Any], type(got))
    name = one.__name__
    if other is str and one in (int, float):
        if _number(got) == want:
            made = name if one is float or got.strip().lstrip("-").isdecimal() else "float"
            return (
                f"It is a text, but a number is expected. Write `{made}(…)` around it, or leave "
                "out the quotes or the `str(…)` that make it a text."
            )
        return f"It is a text, but {kind_in_words(name)} is expected."
    if one is str and other in (int, float):
        step = ": write `str(…)` around it" if str(got) == want else ""
        return f"It is a number, but a text is expected{step}."
    if other is str and str(want) == got:
        return (
            f"It is a text that looks like {kind_in_words(name)}. "
            "Return the value itself, without `str(…)` or quotes."
        )
    if other in (list, set) and _items(got) == [want]:
        inside = kind_in_words(other.__name__)
        return f"The value is right, but it is inside {inside}. Remove the brackets."
    if one is list and other is str:
        return f"It is one text, but a list is expected{_split(want, got)}."
    if one is str and other is list:
        return f"It is a list, but one text is expected{_joined(want, _items(got))}."
    if other is tuple and _items(got) == [want]:
        return "A comma after a value makes it a tuple. Remove the comma."
    if {one, other} == {list, tuple} and _items(want) == _items(got):
        return f"The values are right, but a {name} is expected. Write `{name}(…)` around it."
    if want is None:
        return None
    if one is list and other is set:
        step = ": write `sorted(…)` around it" if _sorted(_items(got)) == _items(want) else ""
        return f"It is a set, but a list is expected{step}."
    return f"It is {kind_in_words(other.__name__)}, but {kind_in_words(name)} is expected."


def _split(want: Any, got: str) -> str:
    if got.split() == want:
        return ": write `.split()` after it"
    return ": write `list(…)` around it" if list(got) == want else ""


def _joined(want: str, got: list[Any]) -> str:
    if not all(type(each) is str for each in got):
        return ""
    glue = next((each for each in ("", " ", ", ", ",", "\n") if each.join(got) == want), None)
    return "" if glue is None else f": write `{glue!r}.join(…)` around it"


def _number(text: str) -> float | None:
    try:
        return float(text[:50])
    except ValueError:
        return None


def _same_kind(want: Any, got: Any, function: Function) -> str | None:
    if type(want) is str:
        return _texts(want, got)
    if type(want) in (int, float):
        return number_difference(want, got, function)
    if type(want) is list:
        return _lists(_items(want), _items(got))
    return None


def _texts(want: str, got: str) -> str | None:
    if got == "":
        return "It is an empty text."
    if len(want) > 2 and got == want[::-1]:
        return "It is reversed. Turn it round with `[::-1]`."
    return describe_difference(want, got, only_small=True)


def _lists(want: list[Any], got: list[Any]) -> str | None:
    if sorted(map(repr, want)) == sorted(map(repr, got)):
        return f"The values are right, but their order is not{_order(want, got)}"
    if [str(each) for each in want] == [str(each) for each in got]:
        return _other_items(want, got)
    if len(want) != len(got):
        return None
    different = [pair for pair in zip(want, got, strict=True) if pair[0] != pair[1]]
    if different and all(type(each) is str for pair in different for each in pair):
        return describe_difference(*different[0], only_small=True)
    return None


def _order(want: list[Any], got: list[Any]) -> str:
    """A list of two says no more: each order of them has several reasons."""
    if len(want) < 3:
        return "."
    if got == want[::-1]:
        return ": it is reversed. Turn it round with `[::-1]`."
    if _sorted(got) == want:
        return ". Sort them with `sorted(…)`."
    if _sorted(got) == want[::-1]:
        return ". Sort them with `sorted(…, reverse=True)`."
    return ": they are sorted, but should not be." if _sorted(got) == got else "."


def _sorted(items: list[Any]) -> list[Any] | None:
    try:
        return sorted(items)
    except TypeError:
        return None


def _other_items(want: list[Any], got: list[Any]) -> str:
    pairs = zip(want, got, strict=True)
    kinds = {(type(one), type(other)) for one, other in pairs if one != other}
    some = "Some items" if len({*map(type, got)}) > 1 else "The items"
    if kinds == {(str, int)} or kinds == {(str, float)}:
        return f"{some} are numbers, but texts are expected: write `str(…)` around each of them."
    if kinds == {(int, str)} or kinds == {(float, str)}:
        name = "int" if kinds == {(int, str)} else "float"
        return f"{some} are texts, but numbers are expected: write `{name}(…)` around each of them."
    return "The values look right, but are of the wrong kind: numbers and texts are not equal."


def _entries(want: Any, got: Any) -> str:
    right, wrong = cast(dict[Any, Any], want), cast(dict[Any, Any], got)
    for key, value in right.items():
        shown = clip(repr(key), 40)
        if key not in wrong:
            return f"The key {shown} is missing. Which line should add it?"
        if wrong[key] != value:
            return (
                f"The key {shown} has the value {clip(repr(wrong[key]), 40)} "
                f"instead of {clip(repr(value), 40)}."
            )
    more = next((key for key in wrong if key not in right), None)
    return f"The key {clip(repr(more), 40)} should not be there. Which line adds it?"


def _lengths(want: list[Any], got: list[Any], function: Function) -> str | None:
    if not got:
        appends = calls_of(own_nodes(function.node), "append")
        return "The list is empty. Does `.append(…)` ever run?" if appends else "The list is empty."
    missing = [each for each in want if each not in got]
    if missing and len(got) < len(want) and all(each in want for each in got):
        return f"{clip(repr(missing[0]), 40)} is missing. Which line should add it?"
    if len(got) != len(want):
        return f"It has {counted(len(got), 'item')} instead of {len(want)}."
    return None
