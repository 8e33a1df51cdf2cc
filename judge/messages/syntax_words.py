"""Words of Python that are misspelt, missing or in the wrong place."""

import builtins
import difflib
import keyword
import re
from collections.abc import Iterator

from .syntax_mistake import Mistake, bare_line, indentation, quoted, shown

_WORD = re.compile(r"[^\W\d]\w*")
_ALIKE_MIN = 0.6
_VERY_ALIKE = 0.8
_KEYWORDS = tuple(each for each in keyword.kwlist if len(each) > 1)


def explain_words(mistake: Mistake) -> str | None:
    return mistake.explained_by(
        *(_misspelt, _without_def, _values_as_parameters, _comma, _colon_in_call, _product),
        *(_split_word, _call_without_brackets, _two_in_one_line),
    )


def _misspelt(mistake: Mistake) -> str | None:
    """A word at the place that Python cannot read and that looks like a keyword."""
    if mistake.message.startswith("invalid decimal"):
        return None
    for found in _WORD.finditer(mistake.bare):
        word = found[0]
        if word in _KEYWORDS or not _may_be_wrong(mistake, found):
            continue
        for meant in _like(word):
            new = mistake.text[: found.start()] + meant + mistake.text[found.end() :]
            is_first = not mistake.bare[: found.start()].strip()
            sure = is_first and _likeness(word, meant) >= _VERY_ALIKE
            if mistake.fixes(new) or (sure and mistake.helps(new)):
                return f"`{word}` is misspelt. Write `{meant}`."
    return None


def _may_be_wrong(mistake: Mistake, word: re.Match[str]) -> bool:
    """Whether Python stops at the word or right after it, or at the colon of the line that starts
    with the word."""
    start, end = word.span()
    if start <= mistake.column <= end or not mistake.bare[end : mistake.column].strip():
        return start <= mistake.column
    is_first = not mistake.bare[:start].strip()
    return is_first and mistake.bare[mistake.column :].strip() == ":"


def is_misspelt(word: str, meant: str) -> bool:
    return word != meant and _likeness(word, meant) >= _ALIKE_MIN


def _likeness(word: str, meant: str) -> float:
    return difflib.SequenceMatcher(None, word.lower(), meant).ratio()


def _like(word: str) -> list[str]:
    close = difflib.get_close_matches(word.lower(), _KEYWORDS, n=3, cutoff=_ALIKE_MIN)
    # A short word with two letters swapped is hardly like itself.
    swapped = [each for each in _KEYWORDS if sorted(each) == sorted(word.lower())]
    return list(dict.fromkeys([*swapped, *close])) if len(word) > 1 else []


def _without_def(mistake: Mistake) -> str | None:
    found = re.match(r"(\s*)([^\W\d]\w*)\s*(\(.*\))?\s*(?:->.*)?:\s*$", mistake.bare)
    below = mistake.line_at(mistake.line + 1)
    if not found or keyword.iskeyword(found[2]):
        return None
    if len(indentation(below)) <= len(found[1]) or not (found[3] or found[2][:1].isupper()):
        return None
    word = "class" if found[2][:1].isupper() and "def " in below else "def"
    if not mistake.helps(f"{found[1]}{word} {mistake.text.lstrip()}"):
        return None
    what = "class" if word == "class" else "function"
    new = quoted(f"{word} {mistake.text.strip()}", f"{word} {found[2]}…")
    return f"A {what} starts with `{word}`. Write {new}."


def _values_as_parameters(mistake: Mistake) -> str | None:
    found = re.match(r"(\s*(?:async\s+)?def\s+\w+\s*\()(.*)(\)\s*(?:->.*)?:?.*)$", mistake.text)
    if not found:
        return None
    parts = re.split(r"\s*,\s*", found[2])
    names = iter("abcdefgh")
    new = [
        next(names, "x") if re.fullmatch(r"-?\d[\d.]*|\"[^\"]*\"|'[^']*'", each) else each
        for each in parts
    ]
    bad = next((old for old, each in zip(parts, new, strict=True) if old != each), None)
    if bad is None or not mistake.helps(f"{found[1]}{', '.join(new)}{found[3]}"):
        return None
    step = "Write a name there, such as `a`. It gets its value when the function is called."
    return f"{quoted(bad, 'This')} is a value, but a parameter must be a name. {step}"


def _comma(mistake: Mistake) -> str | None:
    """Between parameters, or between imported names."""
    text, at = mistake.text, mistake.column
    if not re.match(r"\s*(?:(?:async\s+)?def|from|import)\b", mistake.bare):
        return None
    if text[at : at + 1] == ";" and mistake.helps(f"{text[:at]},{text[at + 1 :]}"):
        return "Names are separated by commas. Write `,` instead of `;`."
    if mistake.helps(f"{text[:at].rstrip()}, {text[at:]}"):
        word = _WORD.match(text, at)
        if word:
            return f"A comma is missing between two names. Write `,` before {quoted(word[0])}."
    return None


def _colon_in_call(mistake: Mistake) -> str | None:
    for found in re.finditer(r"(\w+)\(([^()\[\]{}]*)\)", mistake.bare):
        if ":" not in found[2] or "lambda" in found[2]:
            continue
        inside = mistake.text[found.start(2) : found.end(2)]
        fixed = re.sub(r"\s*:\s*", ", ", inside)
        if mistake.helps(mistake.text[: found.start(2)] + fixed + mistake.text[found.end(2) :]):
            new = quoted(f"{found[1]}({fixed})", f"{found[1]}(…, …)")
            return f"In round brackets, values are separated by commas, not by `:`. Write {new}."
    return None


def _product(mistake: Mistake) -> str | None:
    for new, sign, shown_as in _as_product(mistake):
        if mistake.helps(new) and sign is None:
            return f"Python needs `*` to multiply. Write {shown_as}."
        if mistake.helps(new):
            return f"`{sign}` does not multiply in Python. Write {shown_as}."
    return None


def _as_product(mistake: Mistake) -> Iterator[tuple[str, str | None, str]]:
    between = re.compile(r"(\w+|[)\]])(\s+)([xX])(\s+)(?=(\w+|[(]))")
    found = between.search(mistake.bare)
    around = {found[1], found[5]} if found else set[str]()
    if found and found[3] not in mistake.words_elsewhere and not around & set(keyword.kwlist):
        new = between.sub(r"\1\2*\4", mistake.text)
        after = found[5]
        plain = f"{found[1]}{after}".replace("_", "").isalnum()
        yield new, found[3], quoted(f"{found[1]} * {after}") if plain else "`*`"
    for glued in re.finditer(r"\b(\d+)([^\W\d]\w*)", mistake.bare):
        name = glued[2]
        if name in mistake.words_elsewhere:
            new = f"{mistake.text[: glued.end(1)]} * {mistake.text[glued.start(2) :]}"
            yield new, None, quoted(f"{glued[1]} * {name}")
        if re.fullmatch(r"[xX]\d+", name):
            new = f"{mistake.text[: glued.end(1)]} * {mistake.text[glued.start(2) + 1 :]}"
            yield new, name[0], quoted(f"{glued[1]} * {name[1:]}")


def _split_word(mistake: Mistake) -> str | None:
    for found in re.finditer(r"([^\W\d]\w*) (?=([^\W\d]\w*))", mistake.bare):
        joined = found[1] + found[2]
        if not keyword.iskeyword(joined) and not hasattr(builtins, joined):
            continue
        if mistake.fixes(f"{mistake.text[: found.end(1)]}{mistake.text[found.start(2) :]}"):
            return f"There is a space inside `{joined}`. Write it as one word."
    return None


def _call_without_brackets(mistake: Mistake) -> str | None:
    found = re.match(
        r"(\s*(?:[^\W\d]\w*\s*=\s*)?)([^\W\d]\w*)\s+([fr]?[\"'].*?|\w+)\s*;?\s*$", mistake.text
    )
    if not found or keyword.iskeyword(found[2]):
        return None
    close = difflib.get_close_matches(found[2].lower(), ("print", "input"), n=1, cutoff=0.7)
    if not close or not mistake.helps(f"{found[1]}{close[0]}({found[3]})"):
        return None
    new = quoted(f"{close[0]}({found[3]})", f"{close[0]}(…)")
    if close[0] == found[2]:
        return f"`{close[0]}` needs brackets. Write {new}."
    return f"`{found[2]}` is misspelt and needs brackets. Write {new}."


def _two_in_one_line(mistake: Mistake) -> str | None:
    at = mistake.column
    second = re.match(r"[^\W\d][\w.]*\s*(?:\(|[-+*/]?=(?!=))", mistake.bare[at:])
    first = mistake.bare[:at].rstrip()
    if not second or first.endswith((",", "(", "[")) or not re.search(r"[=(]", first):
        return None
    if not mistake.helps(f"{mistake.text[:at]}; {mistake.text[at:]}"):
        return None
    return (
        "There are two instructions on one line. "
        f"Start a new line before {quoted(mistake.text[at:])}."
    )


def explain_colon(mistake: Mistake) -> str | None:
    """The colon at the end of a line that starts a block."""
    header = re.match(
        r"\s*(if|elif|else|for|while|def|class|try|with|except|finally|match|case)\b", mistake.bare
    )
    if not header:
        return None
    needed = f"The line with `{header[1]}` needs a colon."
    text, end = mistake.text, len(mistake.bare.rstrip())
    wrong = mistake.bare[end - 1 : end]
    if wrong in tuple(";,.") and mistake.helps(f"{text[: end - 1].rstrip()}:{text[end:]}"):
        return f"{needed} Write `:` instead of `{wrong}` at the end of {shown(text)}."
    if mistake.helps(f"{text[:end]}:{text[end:]}"):
        return f"{needed} Write `:` at the end of {shown(text[:end])}."
    if wrong == ":":
        return None
    at = mistake.column
    head = text[:at].rstrip()
    level = bare_line(head)
    open_brackets = sum(map(level.count, "([{")) - sum(map(level.count, ")]}"))
    if not open_brackets and mistake.helps(f"{head}: {text[at:]}"):
        return f"{needed} Write `:` after {quoted(head, header[1])}."
    return None
