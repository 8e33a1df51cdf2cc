"""Characters from a keyboard, a phone or a copied page that Python does not know."""

import re
import unicodedata
from collections.abc import Iterator

from .look_alikes import is_invisible, misleading_letter, named, plain_look
from .syntax_mistake import Mistake, quoted
from .trouble import capital

_STRANGE = re.compile(r"invalid (?:non-printable )?character (?:'(.)' )?\(?U\+([0-9A-F]+)")

# What each of them probably means, the likeliest first.
_MEANT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("×·∙⋅✕✖∗•", ("*",)),
    **dict.fromkeys("÷∕⁄", ("/",)),
    **dict.fromkeys("–—−‐‑‒―", ("-",)),
    **dict.fromkeys("“”„‟«»″", ('"',)),
    **dict.fromkeys("‘’‚‛′´ˋ‹›", ("'", '"')),
    "≤": ("<=",),
    "≥": (">=",),
    "≠": ("!=",),
    "≡": ("==",),
    "≈": ("==",),
    "→": ("->", "="),
    "←": ("=",),
    "⇒": (">=", "->"),
    "∧": (" and ", "^"),
    "∨": (" or ",),
    "¬": ("not ",),
    "∈": (" in ",),
    "∉": (" not in ",),
    "√": ("math.sqrt",),
    "∞": ("math.inf",),
    "…": ("...", "pass"),
}
_QUOTES = "“”„‟«»″‘’‚‛′´ˋ‹›"
_SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_SUBSCRIPT = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_FRACTIONS = {"¼": "0.25", "½": "0.5", "¾": "0.75"}
_UNITS = "€$£¥¢°"
_MAX_SHOWN = 30
_WORD = re.compile(r"[^\W\d]\w*")


def explain_foreign_sign(mistake: Mistake) -> str | None:
    at = _place_of_sign(mistake)
    if at is None:
        return None
    sign = mistake.text[at]
    if sign in _SUPERSCRIPT:
        return _raised(mistake, at)
    if sign in _SUBSCRIPT:
        return _lowered(mistake, at)
    if sign in _FRACTIONS:
        return _fraction(mistake, at)
    if is_invisible(sign):
        return _invisible(mistake, at)
    for meant in _meant_by(sign):
        new = next((each for each in _written(mistake, at, meant) if mistake.helps(each)), None)
        if new is not None:
            return _advice(sign, meant)
    without = mistake.text[:at] + mistake.text[at + 1 :]
    if sign in _UNITS and mistake.helps(without):
        return f"{_named(sign)} cannot be part of a number in Python. Remove it."
    if sign.isascii():
        return None
    return (
        f"{capital(named(sign))} is allowed only in texts and comments. "
        "Delete it, or put quotes around the text that it belongs to."
    )


def explain_letter(mistake: Mistake) -> str | None:
    """A word with a letter of another alphabet that looks like the right one."""
    for found in _WORD.finditer(mistake.bare):
        word, meant = found[0], plain_look(found[0])
        letter = misleading_letter(word, meant)
        if letter and mistake.helps(
            mistake.text[: found.start()] + meant + mistake.text[found.end() :]
        ):
            return f"`{word}` contains {letter}. Type `{meant}` again."
    return None


def _place_of_sign(mistake: Mistake) -> int | None:
    reported = _STRANGE.search(mistake.message)
    text = mistake.text
    if reported:
        sign = chr(int(reported[2], 16))
        at = text.find(sign, max(mistake.column - 1, 0))
        at = at if at >= 0 else text.find(sign)
        return at if at >= 0 else None
    if mistake.message.startswith(("invalid decimal literal", "invalid syntax", "expected")):
        around = [at for at, each in enumerate(mistake.bare) if _is_foreign(each)]
        units = [
            found.start(found.lastindex or 0)
            for found in re.finditer(rf"\d\s?([{_UNITS}])|([{_UNITS}])\s?\d", mistake.bare)
        ]
        near = [at for at in (*around, *units) if at >= mistake.column - 1]
        return min(near, default=None)
    return None


def _is_foreign(sign: str) -> bool:
    return not sign.isascii() and not f"a{sign}".isidentifier() or sign in "·"


def _meant_by(sign: str) -> Iterator[str]:
    yield from _MEANT.get(sign, ())
    wide = unicodedata.normalize("NFKC", sign)
    if wide != sign and len(wide) == 1 and wide.isascii():
        yield wide
    digit = unicodedata.digit(sign, None)
    if digit is not None and sign not in _SUPERSCRIPT:
        yield str(digit)
    looks = plain_look(sign)
    if looks != sign and looks.strip():
        yield looks


def _written(mistake: Mistake, at: int, meant: str) -> Iterator[str]:
    """The line with the sign, or all signs like it, replaced."""
    text, sign = mistake.text, mistake.text[at]
    yield text[:at] + meant + text[at + 1 :]
    yield text[:at] + text[at:].replace(sign, meant)
    if sign in _QUOTES:
        for quote in (meant, '"', "'"):
            yield "".join(quote if each in _QUOTES else each for each in text)
    yield "".join(next(_meant_by(each), each) if _is_foreign(each) else each for each in text)


def _advice(sign: str, meant: str) -> str:
    meant = meant.strip()
    if sign in _QUOTES:
        plain = f"`{meant}`"
        return f"Python does not know the quote `{sign}`. Write a straight {plain} instead."
    if meant == ";":
        return (
            f"Python does not know {_named(sign)}. "
            "Write `;` instead, or nothing at the end of a line."
        )
    if meant.startswith("math."):
        new = f"{meant}(…)" if meant == "math.sqrt" else meant
        return (
            f"Python does not know {_named(sign)}. Write `{new}` instead, "
            "and `import math` at the top of the file."
        )
    return f"Python does not know {_named(sign)}. Write `{meant}` instead."


def _named(sign: str) -> str:
    return f"`{sign}`" if sign.isascii() else named(sign)


def _raised(mistake: Mistake, at: int) -> str | None:
    text = mistake.text
    end = at
    while end < len(text) and text[end] in _SUPERSCRIPT:
        end += 1
    power = "".join(_SUPERSCRIPT[each] for each in text[at:end])
    return f"Python does not know {_named(text[at])}. For a power, write `** {power}`."


def _fraction(mistake: Mistake, at: int) -> str:
    whole = re.search(r"\d+$", mistake.text[:at])
    value = _FRACTIONS[mistake.text[at]]
    meant = whole[0] + value[1:] if whole else value
    return f"Python does not know {_named(mistake.text[at])}. Write `{meant}`."


def _lowered(mistake: Mistake, at: int) -> str | None:
    plain = "".join(_SUBSCRIPT.get(each, each) for each in mistake.text)
    word = re.search(r"\w*$", plain[: at + 1])
    return f"A name cannot contain {_named(mistake.text[at])}. Write `{word[0] if word else '…'}`."


def _invisible(mistake: Mistake, at: int) -> str:
    sign, text = mistake.text[at], mistake.text
    before = "".join(" " if is_invisible(each) else each for each in text[:at]).strip()
    cut = before if len(before) <= _MAX_SHOWN else f"…{before[-_MAX_SHOWN:]}"
    place = f"after {quoted(cut)}" if before else "at the start of the line"
    space = unicodedata.category(sign) == "Zs"
    step = "Type a space instead" if space else "Delete that part and type it again"
    return f"There is {named(sign)} {place}. {step}."
