"""How a wrong value differs from the expected one, by their representations alone."""

import ast
import re
from typing import Any, cast

from ..report.text import clip
from .look_alikes import look_alike_within
from .trouble import counted, kind_in_words
from .whitespace import describe_difference

_LITERAL_MAX = 3_000
_ITEMS_MAX = 200


def not_a_value(expected: str | None, actual: str) -> str | None:
    """For functions that were not called, generators and objects without a text of their own."""
    found = re.match(
        r"<(?:bound )?(?:function|method|built-in function|built-in method) ([\w.]+)", actual
    )
    if found:
        name = found[1].rpartition(".")[2]
        return (
            f"That is the function `{name}` itself, not what it gives. Write `{name}()` to call it."
        )
    lazy = r"<(?:(?:generator|map|filter|zip|reversed|enumerate) object|\w*iterator object)"
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


def certain_difference(expected: str | None, actual: str) -> str | None:
    """What the two values alone prove."""
    wanted, came = _literal(expected), _literal(actual)
    if wanted is ... or came is ...:
        return None
    alike = look_alike_within(wanted, came)
    if alike:
        return alike
    if type(wanted) is type(came) or {type(wanted), type(came)} == {int, float}:
        return _same_kind(wanted, came)
    return _different_kinds(wanted, came)


def likely_difference(expected: str | None, actual: str, *, counts: bool) -> str | None:
    """What may well be so. ``counts``: the value comes from a loop that counts."""
    wanted, came = _literal(expected), _literal(actual)
    kinds = _kinds(wanted, came)
    if kinds == (str, str):
        return describe_difference(wanted, came)
    if counts and kinds == (int, int) and abs(wanted - came) == 1:
        much = "much" if came > wanted else "little"
        return f"It is one too {much}: look where counting begins and ends, at `<` and `<=`."
    if kinds == (dict, dict):
        return _entries(wanted, came)
    if kinds == (list, list):
        return _lengths(_items(wanted), _items(came))
    return None


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
            return f"It is a text, and a number is wanted: write `{name}(…)` around it."
        return f"It is a text, and {kind_in_words(name)} is wanted."
    if one is str and other in (int, float):
        return "It is a number, and a text is wanted: write `str(…)` around it, or quotes."
    if other is str and str(wanted) == came:
        return (
            f"It is a text that looks like {kind_in_words(name)}: "
            "return the value itself, without `str(…)` or quotes."
        )
    if one is list and other is str:
        return "It is one text, and a list is wanted: use `.split()` or `.append(…)`."
    if one is str and other is list:
        return "It is a list, and one text is wanted: use `''.join(…)`."
    if other is tuple and _items(came) == [wanted]:
        return "A comma at the end of a line makes a tuple of a value. Remove the comma."
    if {one, other} == {list, tuple} and _items(wanted) == _items(came):
        return f"The values are right, but a {name} is wanted. Write `{name}(…)` around it."
    if other in (list, set) and _items(came) == [wanted]:
        return "The value is right, but stands in a list of its own. Take the brackets away."
    if one is bool:
        return "True or False is wanted: return a comparison."
    return f"It is {kind_in_words(other.__name__)}, and {kind_in_words(name)} is wanted."


def _number(text: str) -> float | None:
    try:
        return float(text[:50])
    except ValueError:
        return None


def _same_kind(wanted: Any, came: Any) -> str | None:
    if type(wanted) is str:
        return _texts(wanted, came)
    if type(wanted) in (int, float):
        return _numbers(wanted, came)
    if type(wanted) is list:
        return _lists(_items(wanted), _items(came))
    return None


def _texts(wanted: str, came: str) -> str | None:
    if came == "":
        return "It is an empty text: put something into it before you return it."
    if wanted and came == wanted[::-1]:
        return "It is the wrong way round: turn it with `[::-1]`."
    if re.search(r"\{\w+\}", came) and not re.search(r"\{\w+\}", wanted):
        return "The curly brackets were not filled in: write an `f` before the quotes."
    return describe_difference(wanted, came, only_small=True)


def _numbers(wanted: float, came: float) -> str | None:
    if wanted == -came and wanted:
        return "Only the sign differs: change the order of the subtraction, or the sign."
    if type(wanted) is type(came) is int:
        return None
    if type(wanted) is int and type(came) is float and int(came) == wanted:
        return "It has a fraction too much: use `//`, `int(…)` or `round(…)`."
    for digits in range(7):
        if round(came, digits) == wanted:
            return f"It is not rounded: write `round(…, {digits})`."
        if round(wanted, digits) == came:
            return "It is rounded too much: round at the end only, or not at all."
    if abs(wanted - came) < 1e-9 * max(1.0, abs(wanted)):
        return "The last digits of a computation with fractions differ: write `round(…)`."
    return None


def _lists(wanted: list[Any], came: list[Any]) -> str | None:
    if sorted(map(repr, wanted)) == sorted(map(repr, came)):
        if came == wanted[::-1]:
            return "The order is the wrong way round: turn it with `[::-1]`, or sort otherwise."
        return "The values are right, but their order is not: should they be sorted?"
    if [str(each) for each in wanted] == [str(each) for each in came]:
        return (
            "The values look right, but are of another kind: numbers and texts are not equal. "
            "Write `int(…)` or `str(…)` around each."
        )
    if len(wanted) != len(came):
        return None
    different = [pair for pair in zip(wanted, came, strict=True) if pair[0] != pair[1]]
    if different and all(type(each) is str for pair in different for each in pair):
        return describe_difference(*different[0], only_small=True)
    return None


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


def _lengths(wanted: list[Any], came: list[Any]) -> str | None:
    if not came:
        return "The list is empty: does `.append(…)` ever run?"
    missing = [each for each in wanted if each not in came]
    if missing and len(came) < len(wanted) and all(each in wanted for each in came):
        return f"{clip(repr(missing[0]), 40)} is missing: which line should put it in?"
    if len(came) != len(wanted):
        return f"It has {counted(len(came), 'item')} instead of {len(wanted)}."
    return None
