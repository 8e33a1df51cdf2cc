"""Two texts that differ: what the difference is, with white space made visible."""

from ..report.text import clip
from .look_alikes import look_alike_difference

_AROUND = 12
_SHOWN_MAX = 80
# In texts up to here the eye finds the place itself.
_SHORT = 30
_PUNCTUATION = ".,;:!?-'\""


def describe_difference(expected: str, actual: str, *, only_small: bool = False) -> str | None:
    """Names the difference of two unequal texts: white space, letters' case, punctuation, place.

    None when they have little in common, so that a comparison of places says nothing.
    ``only_small``: None as well when words differ.
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
    """White space as characters to be seen: · is a space, ⏎ an end of line, → a tab, ⍽ a no-break
    space."""
    shown = text.replace(" ", "·").replace("\t", "→").replace("\r", "␍").replace("\n", "⏎")
    shown = shown.replace("\xa0", "⍽")
    return "".join(each if each.isprintable() else "�" for each in shown)


def _white_space(expected: str, actual: str) -> str | None:
    if "".join(expected.split()) != "".join(actual.split()):
        return None
    what = _which_white_space(expected, actual)
    return f"{what} {_both(expected, actual)}"


def _which_white_space(expected: str, actual: str) -> str:
    """The name of the difference, and what to do."""
    for end, at in (("\n", "end"), (" ", "end"), (" ", "start")):
        longer = actual if len(actual) > len(expected) else expected
        shorter = expected if longer is actual else actual
        cut = len(longer) - len(shorter)
        tail = longer[len(shorter) :] if at == "end" else longer[:cut]
        matches = longer.startswith(shorter) if at == "end" else longer.endswith(shorter)
        if not matches or not tail or tail.strip(end):
            continue
        name = {"\n": "newline (end of line)", " ": "space"}[end]
        if cut > 1 and end == " ":
            if longer is actual:
                return f"There are {cut} spaces too many at the {at}: remove them."
            return f"There are {cut} spaces missing at the {at}: add them."
        if longer is actual:
            return f"There is a {name} too much at the {at}: remove it."
        return f"There is a {name} missing at the {at}: add it."
    if "\t" in actual and "\t" not in expected:
        return "There is a tab where a space is expected: write a space."
    if actual.count("\n") != expected.count("\n"):
        kind = "newline (end of line)"
        much = "much" if actual.count("\n") > expected.count("\n") else "little"
        return f"There is a {kind} too {much}: {'remove' if much == 'much' else 'add'} it."
    count = abs(len(actual) - len(expected))
    if len(actual) > len(expected):
        return (
            "There is a space too much: remove it."
            if count == 1
            else f"There are {count} spaces too many: remove them."
        )
    if len(actual) < len(expected):
        return (
            "There is a space missing: add it."
            if count == 1
            else f"There are {count} spaces missing: add them."
        )
    return "The white space differs: move it."


def _letters(expected: str, actual: str) -> str | None:
    if expected.lower() == actual.lower():
        return f"Only capital and small letters differ: change them. {_both(expected, actual)}"
    table = str.maketrans("", "", _PUNCTUATION)
    if expected.translate(table).split() == actual.translate(table).split():
        return f"Only the punctuation differs: change it. {_both(expected, actual)}"
    return None


def _first_place(expected: str, actual: str) -> str | None:
    same = _common_start(expected, actual)
    short = max(len(expected), len(actual)) <= _SHORT and "\n" not in expected + actual
    if short or same == 0 or (same < 3 and same * 2 < min(len(expected), len(actual))):
        return None
    if "\n" in expected or "\n" in actual:
        line = expected.count("\n", 0, same) + 1
        wanted, came = (text.split("\n")[line - 1 : line] for text in (expected, actual))
        if wanted and came and wanted != came:
            return (
                f"The first difference is in line {line} of the text. {_both(wanted[0], came[0])}"
            )
    return f"They are the same up to character {same}. {_both(expected, actual)}"


def _both(expected: str, actual: str) -> str:
    """The two texts, or the part around their first difference when they are long."""
    if max(len(expected), len(actual)) > _SHOWN_MAX:
        start = max(_common_start(expected, actual) - _AROUND, 0)
        cut = "…" if start else ""
        expected, actual = cut + expected[start:], cut + actual[start:]
    return (
        f"Expected: `{clip(visible(expected), _SHOWN_MAX)}` "
        f"Yours: `{clip(visible(actual), _SHOWN_MAX)}`"
    )


def _common_start(one: str, other: str) -> int:
    for position, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return position
    return min(len(one), len(other))
