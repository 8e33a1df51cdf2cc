"""What the difference between two texts is, with white space made visible."""

from ..common.text import clip
from .look_alikes import look_alike_difference

_AROUND = 12
_MAX_SHOWN = 80
# In shorter texts, the place is easy to see.
_SHORT = 30
_PUNCTUATION = ".,;:!?-'\""


def describe_difference(expected: str, actual: str, *, only_small: bool = False) -> str | None:
    """Names the difference of two unequal texts: white space, upper and lower case, punctuation, or
    the first place.

    None if the texts got too little in common for that. ``only_small``: None also if words differ.
    """
    if expected == actual:
        return None
    small = (
        look_alike_difference(expected, actual)
        or _white_space(expected, actual)
        or _letters(expected, actual)
    )
    return small or (None if only_small else _first_place(expected, actual))


def visible(text: str) -> str:
    """White space as visible characters: · is a space, ⏎ a line break, → a tab, ⍽ a no-break
    space."""
    shown = text.replace(" ", "·").replace("\t", "→").replace("\r", "␍").replace("\n", "⏎")
    shown = shown.replace("\xa0", "⍽")
    return "".join(each if each.isprintable() else "�" for each in shown)


def _white_space(expected: str, actual: str) -> str | None:
    if "".join(expected.split()) != "".join(actual.split()):
        return None
    what = _which_white_space(expected, actual)
    sides = _both(expected, actual)
    marks = {"·": "a space", "⏎": "a line break", "→": "a tab"}
    legend = ", ".join(f"{mark} is {name}" for mark, name in marks.items() if mark in sides)
    return f"{what} {sides} ({legend})" if legend else f"{what} {sides}"


def _which_white_space(expected: str, actual: str) -> str:
    """The name of the difference, and what to do."""
    longer, shorter = (actual, expected) if len(actual) > len(expected) else (expected, actual)
    cut = len(longer) - len(shorter)
    for end, at in (("\n", "end"), (" ", "end"), (" ", "start")):
        tail = longer[len(shorter) :] if at == "end" else longer[:cut]
        matches = longer.startswith(shorter) if at == "end" else longer.endswith(shorter)
        if matches and tail and not tail.strip(end):
            name = {"\n": "line break", " ": "space"}[end]
            return _amount(cut if longer is actual else -cut, name, f" at the {at}")
    if "\t" in actual and "\t" not in expected:
        return "There is a tab where a space is expected: write a space."
    breaks = actual.count("\n") - expected.count("\n")
    if breaks:
        return _amount(breaks, "line break")
    if cut:
        return _amount(len(actual) - len(expected), "space")
    return "The white space is not in the right place: move it."


def _amount(more: int, name: str, at: str = "") -> str:
    """``There are 2 spaces too many at the end: remove them.``; negative numbers are missing."""
    count = abs(more)
    subject = f"There is one {name}" if count == 1 else f"There are {count} {name}s"
    it = "it" if count == 1 else "them"
    if more > 0:
        return f"{subject} too many{at}: remove {it}."
    return f"{subject} missing{at}: add {it}."


def _letters(expected: str, actual: str) -> str | None:
    # Where the texts are short, the sentence before this one shows them.
    sides = "" if max(len(expected), len(actual)) <= _SHORT else f" {_both(expected, actual)}"
    if expected.lower() == actual.lower():
        return f"Only upper and lower case differ.{sides}"
    table = str.maketrans("", "", _PUNCTUATION)
    if expected.translate(table).split() == actual.translate(table).split():
        return f"Only the punctuation differs.{sides}"
    return None


def _first_place(expected: str, actual: str) -> str | None:
    same = _common_start(expected, actual)
    short = max(len(expected), len(actual)) <= _SHORT and "\n" not in expected + actual
    if short or same == 0 or (same < 3 and same * 2 < min(len(expected), len(actual))):
        return None
    if "\n" in expected or "\n" in actual:
        line = expected.count("\n", 0, same) + 1
        want, got = (text.split("\n")[line - 1 : line] for text in (expected, actual))
        if want and got and want != got:
            return f"The first difference is in line {line} of the text. {_both(want[0], got[0])}"
    return f"They are the same up to character {same}. {_both(expected, actual)}"


def _both(expected: str, actual: str) -> str:
    """The two texts; of long ones, the part around the first difference."""
    if max(len(expected), len(actual)) > _MAX_SHOWN:
        start = max(_common_start(expected, actual) - _AROUND, 0)
        cut = "…" if start else ""
        expected, actual = cut + expected[start:], cut + actual[start:]
    return (
        f"Expected: `{clip(visible(expected), _MAX_SHOWN)}` "
        f"Yours: `{clip(visible(actual), _MAX_SHOWN)}`"
    )


def _common_start(one: str, other: str) -> int:
    for position, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return position
    return min(len(one), len(other))
