"""Characters that look like others: their names, and texts that differ only in these."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import cast

from ..common.text import clip

_MAX_TEXT = 5_000
_MAX_PART_COST = 100_000

# Letters of other alphabets, and the Latin ones that they look like.
_LETTERS = {
    "Cyrillic": ("аАвВеЕѕЅіІјЈкКмМНоОрРсСтТуУхХԁһӏԛԜԝѵ", "aABBeEsSiIjJkKmMHoOpPcCtTyYxXdhlqWwv"),
    "Greek": ("αΑΒεΕΖηΗιΙκΚΜνΝοΟρΡτΤυΥχΧγω", "aABeEZnHiIkKMvNoOpPtTuYxXyw"),
}
_SIGNS = {
    "-": "‐‑‒–—―−﹣－",
    "'": "‘’‚‛′´ˋ＇ʼ",
    '"': "“”„‟″«»＂",
    " ": "\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "*": "∗＊⁎",
    "/": "∕⁄／",
    ":": "：∶꞉",
    "|": "∣ǀ｜",
    "~": "∼～",
    ".": "．․",
    "...": "…",
}
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufe0e\ufe0f"
_LOOK = {
    **{one: other for each in _LETTERS.values() for one, other in zip(*each, strict=True)},
    **{one: other for other, many in _SIGNS.items() for one in many},
    **dict.fromkeys(_INVISIBLE, ""),
}
_SCRIPTS = ("latin", "cyrillic", "greek", "arabic", "hebrew", "armenian", "cjk", "katakana")


def plain_look(text: str) -> str:
    """The text in characters of a plain keyboard that look the same, where there are any."""
    if text.isascii():
        return text
    found = [_LOOK.get(each, each) for each in unicodedata.normalize("NFC", text)]
    wide = (
        unicodedata.normalize("NFKC", each) if "\uff01" <= each[:1] <= "\uff5e" else each
        for each in found
    )
    return "".join(wide)


def name_of(character: str) -> str:
    """``multiplication sign, U+00D7``."""
    name = unicodedata.name(character, "a character").lower()
    for script in _SCRIPTS:
        name = name.replace(script, script.upper() if script == "cjk" else script.capitalize())
    name = re.sub(r"(?<=capital letter )\w+", lambda found: found[0].capitalize(), name)
    return f"{name}, U+{ord(character):04X}"


def is_invisible(character: str) -> bool:
    """Whether it shows nothing, or only a space."""
    return unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp", "Cn", "Co")


def named(character: str) -> str:
    """```×` (multiplication sign, U+00D7)``; only the name of an invisible character."""
    if is_invisible(character) and character != " ":
        return f"an invisible character ({name_of(character)})"
    shown = "a backtick" if character == "`" else "a space" if character == " " else None
    return shown or f"`{_alone(character)}` ({name_of(character)})"


def misleading_letter(word: str, meant: str) -> str | None:
    """For two words that look the same but are not: names the letter that is not what it seems."""
    if word == meant or plain_look(word) != plain_look(meant):
        return None
    letter = next((each for each in word if not each.isascii()), None)
    if letter is None:
        return None
    return f"{named(letter)}, which only looks like `{plain_look(letter) or ' '}`"


def look_alike_difference(expected: str, actual: str) -> str | None:
    """For two texts that look the same but are not equal: the first difference, by name.

    None for texts that look different.
    """
    if expected == actual or max(len(expected), len(actual)) > _MAX_TEXT:
        return None
    if expected.isascii() and actual.isascii() or plain_look(expected) != plain_look(actual):
        return None
    one, other = _characters(expected), _characters(actual)
    differing = [pair for pair in _pairs(one, other) if pair[1] != pair[2]]
    if not differing:
        return None
    sentence = _difference(*differing[0])
    more = len(differing) - 1
    rest = f" There {'is' if more == 1 else 'are'} {more} more like this." if more else ""
    return f"The two look alike, but are not the same: {sentence}{rest}"


def look_alike_part(expected: str, line: str) -> str | None:
    """The same for a text that looks like a part of a line."""
    size = len(expected)
    if expected.isascii() and line.isascii() or size * len(line) > _MAX_PART_COST:
        return None
    if expected in line or plain_look(expected) not in plain_look(line):
        return None
    parts = (
        line[at : at + width]
        for width in (size, size + 1, size - 1, size + 2)
        for at in range(len(line))
    )
    return next(filter(None, (look_alike_difference(expected, each) for each in parts)), None)


def look_alike_within(expected: object, actual: object) -> str | None:
    """The same for the first two different texts in lists and other containers."""
    if isinstance(expected, str) and isinstance(actual, str):
        return look_alike_difference(expected, actual)
    for one, other in _parts(expected, actual):
        if one != other:
            return look_alike_within(one, other)
    return None


def _parts(expected: object, actual: object) -> Iterable[tuple[object, object]]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        one, other = cast(dict[object, object], expected), cast(dict[object, object], actual)
        return [*zip(one, other, strict=False), *zip(one.values(), other.values(), strict=False)]
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        return zip(cast(Sequence[object], expected), cast(Sequence[object], actual), strict=False)
    return ()


def _characters(text: str) -> list[str]:
    """Each character with the combining accents that follow it."""
    found: list[str] = []
    for each in text:
        if found and unicodedata.combining(each):
            found[-1] += each
        else:
            found.append(each)
    return found


def _pairs(one: list[str], other: list[str]) -> list[tuple[int, str, str]]:
    """Position in the second text, and the characters there in each; '' where one has none."""
    pairs: list[tuple[int, str, str]] = []
    i = j = 0
    while i < len(one) or j < len(other):
        left, right = one[i : i + 1], other[j : j + 1]
        a, b = "".join(left), "".join(right)
        if a and plain_look(a) == "" and a != b:
            pairs.append((j + 1, a, ""))
            i += 1
        elif b and plain_look(b) == "" and a != b:
            pairs.append((j + 1, "", b))
            j += 1
        elif plain_look(a) == plain_look(b):
            pairs.append((j + 1, a, b))
            i, j = i + 1, j + 1
        else:
            width_a, width_b = _same_look(one[i:], other[j:])
            pairs.append((j + 1, "".join(one[i : i + width_a]), "".join(other[j : j + width_b])))
            i, j = i + width_a, j + width_b
    return pairs


def _same_look(one: list[str], other: list[str]) -> tuple[int, int]:
    """How many characters of each look the same: an ellipsis looks like three points."""
    for width_a, width_b in ((1, 3), (3, 1)):
        if plain_look("".join(one[:width_a])) == plain_look("".join(other[:width_b])):
            return width_a, width_b
    return max(len(one), 1), max(len(other), 1)


def _difference(place: int, want: str, got: str) -> str:
    if not got:
        return f"{named(want)} is missing before character {place} of yours. Copy it from the task."
    if not want:
        return f"character {place} of yours is {named(got)}. Delete it."
    if unicodedata.normalize("NFC", want) == unicodedata.normalize("NFC", got):
        return _accents(place, want, got)
    step = (
        f"Type {'a space' if want == ' ' else f'`{want}`'} there."
        if want.isascii() and want != "`"
        else "Copy it from the task."
    )
    return (
        f"character {place} of yours is {_each_named(got)}, "
        f"but should be {_each_named(want)}. {step}"
    )


def _accents(place: int, want: str, got: str) -> str:
    parts, whole = (got, want) if len(got) > len(want) else (want, got)
    if len(whole) != 1 or len(parts) < 2:
        return f"the accents of character {place} of yours are encoded differently. Type it again."
    made_of = f"`{parts[0]}` and an accent ({name_of(parts[1])})"
    if parts is got:
        return (
            f"character {place} of yours, `{whole}`, consists of {made_of}. "
            f"Write the single character `{whole}` there (U+{ord(whole):04X})."
        )
    return (
        f"character {place} of yours, `{whole}`, is a single character (U+{ord(whole):04X}), but "
        f"should consist of {made_of}. Copy it from the task."
    )


def _each_named(text: str) -> str:
    return named(text) if len(text) == 1 else f"`{clip(text, 20)}`"


def _alone(character: str) -> str:
    """An accent without a letter is shown on a circle."""
    return f"◌{character}" if unicodedata.combining(character) else character
