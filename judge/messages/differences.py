"""How a wrong value differs from the expected one, by their representations alone."""

import ast
import re
from typing import Any, cast

from ..report.text import clip
from .fractions import number_difference
from .look_alikes import look_alike_within
from .results import called_name
from .source import Function, own_nodes
from .trouble import counted, kind_in_words
from .whitespace import describe_difference

_LITERAL_MAX = 3_000
_ITEMS_MAX = 200


def not_a_value(expected: str | None, actual: str, giver: Function) -> str | None:
    """For functions that were not called, generators and objects without a text of their own."""
    found = re.match(
        r"<(?:bound )?(?:function|method|built-in function|built-in method) ([\w.]+)", actual
    )
    if found:
        name = found[1].rpartition(".")[2]
        if not name or name == giver.name:
            return "That is a function itself, not what it gives."
        return (
            f"That is the function `{name}` itself, not what it gives. Write `{name}()` to call it."
        )
    lazy = r"<(?:(?:generator|map|filter|zip|reversed|enumerate) object|\w*iterator object)"
    if actual.startswith("<generator") and any(
        isinstance(node, ast.Yield) for node in own_nodes(giver.node)
    ):
        return (
            f"`{giver.name}` has a `yield`, so its values come one by one. "
            "Collect them in a list, and `return` that."
        )
    if re.match(lazy, actual):
        step = "''.join(…)" if (expected or "").startswith(("'", '"')) else "list(…)"
        return f"Its values are not computed yet. Write `{step}` around it."
    if re.match(r"range\(.*\)$|dict_(keys|values|items)\(", actual):
        return "Write `list(…)` around it to make it a list."
    if re.match(r"<class '", actual):
        return "That is a class itself. Write `()` behind its name to make an object."
    if re.match(r"<[\w.]+ object at 0x", actual):
        return (
            "That is an object without a text of its own. Give its class `__repr__` and `__eq__`."
        )
    return None


def certain_difference(expected: str | None, actual: str, function: Function) -> str | None:
    """What the two values prove, and what the function would have to do to its result."""
    wanted, came = _literal(expected), _literal(actual)
    if wanted is ... or came is ...:
        return None
    alike = look_alike_within(wanted, came)
    if alike:
        return alike
    if type(wanted) is type(came) or {type(wanted), type(came)} == {int, float}:
        return _same_kind(wanted, came, function)
    return _different_kinds(wanted, came)


def texts_of(expected: str | None, actual: str) -> tuple[str, str] | None:
    """The two texts that the representations are of; None where they are of other values."""
    wanted, came = _literal(expected), _literal(actual)
    return (wanted, came) if _kinds(wanted, came) == (str, str) else None


def plain_difference(expected: str | None, actual: str) -> str | None:
    """For values of which nobody knows where they come from: what differs, and no more."""
    wanted, came = _literal(expected), _literal(actual)
    kinds = _kinds(wanted, came)
    if kinds == (str, str) and came:
        return describe_difference(wanted, came)
    if kinds == (dict, dict):
        return _entries(wanted, came)
    return None


def likely_difference(expected: str | None, actual: str, function: Function) -> str | None:
    """What may well be so."""
    wanted, came = _literal(expected), _literal(actual)
    kinds = _kinds(wanted, came)
    if kinds == (str, str):
        return describe_difference(wanted, came)
    if kinds == (int, int) and abs(wanted - came) == 1 and _counts(function):
        much = "much" if came > wanted else "little"
        return f"It is one too {much}: look where counting begins and ends, at `<` and `<=`."
    if kinds == (dict, dict):
        return _entries(wanted, came)
    if kinds == (list, list):
        return _lengths(_items(wanted), _items(came), function)
    return None


def _counts(function: Function) -> bool:
    """Whether it has a loop that counts."""
    return any(
        isinstance(node, ast.While) or (isinstance(node, ast.Call) and called_name(node) == "range")
        for node in own_nodes(function.node)
    )


def _literal(text: str | None) -> Any:
    """The value of a representation of plain data, the ellipsis for all else."""
    if text is None or len(text) > _LITERAL_MAX:
        return ...
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError, RecursionError, OverflowError):
        return ...


def _kinds(wanted: object, came: object) -> tuple[object, object]:
    return type(wanted), type(came)


def _items(value: Any) -> list[Any]:
    return [*cast(list[Any], value)][:_ITEMS_MAX]


def _different_kinds(wanted: Any, came: Any) -> str | None:
    one = cast(type[Any], type(wanted))
    other = cast(type[Any], type(came))
    name = one.__name__
    if other is str and one in (int, float):
        if _number(came) == wanted:
            made = name if one is float or came.strip().lstrip("-").isdecimal() else "float"
            return (
                f"It is a text, and a number is wanted: write `{made}(…)` around it, or leave the "
                "quotes or `str(…)` away that make a text of it."
            )
        return f"It is a text, and {kind_in_words(name)} is wanted."
    if one is str and other in (int, float):
        step = ": write `str(…)` around it" if str(came) == wanted else ""
        return f"It is a number, and a text is wanted{step}."
    if other is str and str(wanted) == came:
        return (
            f"It is a text that looks like {kind_in_words(name)}: "
            "return the value itself, without `str(…)` or quotes."
        )
    if other in (list, set) and _items(came) == [wanted]:
        return "The value is right, but stands in a list of its own. Take the brackets away."
    if one is list and other is str:
        return f"It is one text, and a list is wanted{_split(wanted, came)}."
    if one is str and other is list:
        return f"It is a list, and one text is wanted{_joined(wanted, _items(came))}."
    if other is tuple and _items(came) == [wanted]:
        return "A comma at the end of a line makes a tuple of a value. Remove the comma."
    if {one, other} == {list, tuple} and _items(wanted) == _items(came):
        return f"The values are right, but a {name} is wanted. Write `{name}(…)` around it."
    if wanted is None:
        return None
    if one is list and other is set:
        step = ": write `sorted(…)` around it" if _sorted(_items(came)) == _items(wanted) else ""
        return f"It is a set, and a list is wanted{step}."
    return f"It is {kind_in_words(other.__name__)}, and {kind_in_words(name)} is wanted."


def _split(wanted: Any, came: str) -> str:
    if came.split() == wanted:
        return ": write `.split()` behind it"
    return ": write `list(…)` around it" if list(came) == wanted else ""


def _joined(wanted: str, came: list[Any]) -> str:
    if not all(type(each) is str for each in came):
        return ""
    glue = next((each for each in ("", " ", ", ", ",", "\n") if each.join(came) == wanted), None)
    return "" if glue is None else f": write `{glue!r}.join(…)` around it"


def _number(text: str) -> float | None:
    try:
        return float(text[:50])
    except ValueError:
        return None


def _same_kind(wanted: Any, came: Any, function: Function) -> str | None:
    if type(wanted) is str:
        return _texts(wanted, came)
    if type(wanted) in (int, float):
        return number_difference(wanted, came, function)
    if type(wanted) is list:
        return _lists(_items(wanted), _items(came))
    return None


def _texts(wanted: str, came: str) -> str | None:
    if came == "":
        return "It is an empty text."
    if len(wanted) > 2 and came == wanted[::-1]:
        return "It is the wrong way round: turn it with `[::-1]`."
    return describe_difference(wanted, came, only_small=True)


def _lists(wanted: list[Any], came: list[Any]) -> str | None:
    if sorted(map(repr, wanted)) == sorted(map(repr, came)):
        return f"The values are right, but their order is not{_order(wanted, came)}"
    if [str(each) for each in wanted] == [str(each) for each in came]:
        return _other_items(wanted, came)
    if len(wanted) != len(came):
        return None
    different = [pair for pair in zip(wanted, came, strict=True) if pair[0] != pair[1]]
    if different and all(type(each) is str for pair in different for each in pair):
        return describe_difference(*different[0], only_small=True)
    return None


def _order(wanted: list[Any], came: list[Any]) -> str:
    """Of two values no more can be said: each order of them has several reasons."""
    if len(wanted) < 3:
        return "."
    if came == wanted[::-1]:
        return ": it is the wrong way round. Turn it with `[::-1]`."
    if _sorted(came) == wanted:
        return ": `sorted(…)` brings them into it."
    if _sorted(came) == wanted[::-1]:
        return ": `sorted(…, reverse=True)` brings them into it."
    return ": they are sorted." if _sorted(came) == came else "."


def _sorted(items: list[Any]) -> list[Any] | None:
    try:
        return sorted(items)
    except TypeError:
        return None


def _other_items(wanted: list[Any], came: list[Any]) -> str:
    pairs = zip(wanted, came, strict=True)
    kinds = {(type(one), type(other)) for one, other in pairs if one != other}
    some = "Some items" if len({*map(type, came)}) > 1 else "The items"
    if kinds == {(str, int)} or kinds == {(str, float)}:
        return f"{some} are numbers, and texts are wanted: write `str(…)` around each of them."
    if kinds == {(int, str)} or kinds == {(float, str)}:
        name = "int" if kinds == {(int, str)} else "float"
        return f"{some} are texts, and numbers are wanted: write `{name}(…)` around each of them."
    return "The values look right, but are of another kind: numbers and texts are not equal."


def _entries(wanted: Any, came: Any) -> str:
    right, wrong = cast(dict[Any, Any], wanted), cast(dict[Any, Any], came)
    for key, value in right.items():
        shown = clip(repr(key), 40)
        if key not in wrong:
            return f"The key {shown} is missing: which line should put it in?"
        if wrong[key] != value:
            return (
                f"The key {shown} has {clip(repr(wrong[key]), 40)} "
                f"instead of {clip(repr(value), 40)}."
            )
    more = next((key for key in wrong if key not in right), None)
    return f"The key {clip(repr(more), 40)} is too much: which line puts it in?"


def _lengths(wanted: list[Any], came: list[Any], function: Function) -> str | None:
    if not came:
        appends = any(
            isinstance(node, ast.Call) and called_name(node) == "append"
            for node in own_nodes(function.node)
        )
        return "The list is empty: does `.append(…)` ever run?" if appends else "The list is empty."
    missing = [each for each in wanted if each not in came]
    if missing and len(came) < len(wanted) and all(each in wanted for each in came):
        return f"{clip(repr(missing[0]), 40)} is missing: which line should put it in?"
    if len(came) != len(wanted):
        return f"It has {counted(len(came), 'item')} instead of {len(wanted)}."
    return None
