"""Texts whose quotes are missing, wrong or not closed."""

import builtins
import keyword
import re
import unicodedata

from .syntax_mistake import Mistake, quoted, shown

# Characters of calculations do not occur in prose.
_PROSE = r"[^\W\d_][^\"“”„\\()\[\]{}=+*/<>|&^@#$%×÷·`⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺₀-₉½¼¾√∞≤≥≠≈≡∧∨¬∈∉→←⇒]*"
_CALL = re.compile(rf"(.*\b(?:print|input)\(\s*)({_PROSE}?)(\s*\)+\s*:?\s*)$")
_RETURN = re.compile(rf"(\s*return\s+)({_PROSE}?)(\s*)$")
_ASSIGN = re.compile(rf"(\s*[^\W\d][\w.]*\s*=\s*)({_PROSE}?)(\s*)$")
_ALONE = re.compile(rf"(\s*)({_PROSE}?)(\s*)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDS_AS_SENTENCE = re.compile(r"[^\W\d_][!?.…]$")


def explain_missing_quotes(mistake: Mistake) -> str | None:
    """Words that were meant as text: ``return Hello, World!``."""
    for pattern, words_min in ((_CALL, 1), (_RETURN, 2), (_ASSIGN, 2)):
        found = pattern.match(mistake.text)
        if found and _is_prose(found[2], words_min, mistake):
            words, comma, name = found[2].rpartition(",")
            known = comma and name.strip() in mistake.words_elsewhere
            quotes = f'"{words}",{name}' if known else f'"{found[2]}"'
            new = f"{found[1]}{quotes}{found[3]}"
            if mistake.helps(new):
                return f"Text needs quotes around it. Write {quoted(new)}."
    return None


def explain_text_alone(mistake: Mistake) -> str | None:
    """A line that is only words: ``Hello, World!``."""
    found = _ALONE.match(mistake.text)
    if (
        found
        and not keyword.iskeyword(found[2].split(" ")[0])
        and _is_prose(found[2], 3, mistake)
        and mistake.helps(f'{found[1]}print("{found[2]}")')
    ):
        show = f'print("{found[2]}")'
        return (
            f"{shown(mistake.text)} is not an instruction. To show it as text, write "
            f"{quoted(show)}. To keep it as a comment, write `#` before it."
        )
    return None


def _is_prose(text: str, words_min: int, mistake: Mistake) -> bool:
    """Decided by the words that are not names of the program or of Python. One such word is enough
    where the text ends like a sentence."""
    words = _WORD.findall(text)
    unknown = [
        word
        for word in words
        if word not in mistake.words_elsewhere
        and not keyword.iskeyword(word)
        and not hasattr(builtins, word)
        and len(word) > 1
    ]
    if _ENDS_AS_SENTENCE.search(text) or any(unicodedata.category(each) == "So" for each in text):
        return bool(unknown)
    return len(words) > 1 and len(unknown) >= words_min and ":" not in text.rstrip()[-1:]


def explain_quotes(mistake: Mistake) -> str | None:
    message, text = mistake.message, mistake.text
    if "unterminated triple-quoted" in message:
        found = re.search(r'"""|\'\'\'', text)
        quotes = found[0] if found else '"""'
        return (
            f"The text that starts here is never closed. Write three quotes `{quotes}` at its end."
        )
    if "unterminated" in message and "string literal" in message:
        return _unclosed(mistake)
    if message.startswith("(unicode error)"):
        return (
            "In a text, `\\` starts a special character. "
            "Write `/` or `\\\\` instead, or put an `r` before the quotes."
        )
    if "unexpected character after line continuation" in message:
        return _backslash(mistake)
    if message.startswith("f-string"):
        return _f_string(message, text)
    return _inner_quotes(mistake)


def _unclosed(mistake: Mistake) -> str | None:
    text = mistake.text
    several = _several_lines(mistake)
    if several:
        return several
    apostrophe = re.search(r"'([^'\"]*\w'\w[^'\"]*)'", text)
    if apostrophe:
        new = f'{text[: apostrophe.start()]}"{apostrophe[1]}"{text[apostrophe.end() :]}'
        if mistake.helps(new):
            return (
                "The text ends too early, because there is a `'` inside it. "
                'Put double quotes `"` around it.'
            )
    at = min(mistake.column, len(text))
    quote = text[at] if text[at : at + 1] in ("'", '"') else '"'
    curly = re.search(r"[“”„‘’«»]", text[at + 1 :])
    if curly:
        place = at + 1 + curly.start()
        if mistake.helps(text[:place] + quote + text[place + 1 :]):
            return (
                f"Python does not know the quote `{curly[0]}`. Write a straight `{quote}` instead."
            )
    mixed = re.match(r"(['\"])([^'\"]*)(['\"])([\s)\]}:,;]*)$", text[at:])
    if mixed and mistake.helps(f"{text[:at]}{quote}{mixed[2]}{quote}{mixed[4]}"):
        return (
            f"A text that starts with `{quote}` must end with `{quote}`. "
            f"Write `{quote}` instead of `{mixed[3]}`."
        )
    before = re.match(r"(.*[=(,+]\s*|\s*return\s+)([^\"'()]+)(['\"][\s)]*)$", text)
    if before and mistake.helps(f"{before[1]}{quote}{before[2]}{before[3]}"):
        return (
            f"The text in {shown(text)} has a quote at its end, but none at its start. "
            f"Write `{quote}` before {quoted(before[2])}."
        )
    end = len(text.rstrip())
    for place, where in (*_ends(text, at), (end, "at its end")):
        if mistake.helps(text[:place] + quote + text[place:]):
            return (
                f"The text in {shown(text)} has a quote at its start, but none at its end. "
                f"Write `{quote}` {where}."
            )
    return (
        f"In {shown(text)}, a text starts with the quote `{quote}` and does not end on this line. "
        "Every text needs the same quote before and after it. Check them one by one."
    )


def _several_lines(mistake: Mistake) -> str | None:
    """A text that continues on the lines below."""
    text, at = mistake.text, mistake.column
    quote = text[at : at + 1]
    if quote not in ("'", '"'):
        return None
    for number in range(mistake.line + 1, min(mistake.line + 20, len(mistake.lines)) + 1):
        below = mistake.line_at(number)
        if quote not in below:
            continue
        end = below.index(quote)
        changes = {
            mistake.line: f"{text[:at]}{quote * 3}{text[at + 1 :]}",
            number: f"{below[:end]}{quote * 3}{below[end + 1 :]}",
        }
        if below.count(quote) == 1 and mistake.gets_beyond((number, end + 3), changes):
            return (
                f"The text continues to line {number}, but a text between two `{quote}` must end "
                f"on the line where it starts. Write three quotes `{quote * 3}` at its start and "
                "its end."
            )
        return None
    return None


def _inner_quotes(mistake: Mistake) -> str | None:
    """``"He said "hi" to me"``: quotes inside a text end it."""
    doubled = re.sub(r"''([^'\"]+)''", r'"\1"', mistake.text)
    if mistake.helps(doubled):
        return "Two `'` are not a double quote. Write `\"` before and after the text."
    for quote, other in (('"', "'"), ("'", '"')):
        found = re.search(
            rf"{quote}[^{quote}]*{quote}\w[^{quote}]*{quote}[^{quote}]*{quote}", mistake.text
        )
        if not found or other in found[0]:
            continue
        start, end = found.span()
        inside = mistake.text[start + 1 : end - 1]
        if mistake.helps(f"{mistake.text[:start]}{other}{inside}{other}{mistake.text[end:]}"):
            return (
                f"The text ends too early, because there is a `{quote}` inside it. "
                f"Put the other quotes `{other}` around it."
            )
    return None


def _ends(text: str, start: int) -> list[tuple[int, str]]:
    """Before the brackets and the colon at the end of the line, which Python reads as text."""
    found = re.search(r"[\s)\]}:,;]+$", text[start:])
    if not found or not re.search(r"[)\]}:]", found[0]):
        return []
    tail = found[0].strip()
    return [(start + found.start(), f"before the `{tail}` at the end")]


def _backslash(mistake: Mistake) -> str | None:
    slash = mistake.bare.find("\\")
    if slash < 0:
        return None
    if mistake.helps(mistake.text[:slash] + "/" + mistake.text[slash + 1 :]):
        return "`\\` does not divide in Python. Write `/`, or `//` for a whole number."
    return (
        "Nothing may follow a `\\` on its line. "
        "Remove the `\\`, or put quotes around the text that it belongs to."
    )


def _f_string(message: str, text: str) -> str | None:
    if "unmatched" in message or "does not match" in message:
        return (
            f"Between `{{` and `}}` in {shown(text)}, a bracket has no matching one. "
            "Check them one by one."
        )
    if "expecting '}'" in message or "never closed" in message:
        return "A curly bracket `{` in the f-string is never closed. Write `}` after the value."
    if "single '}'" in message:
        return (
            "A curly bracket `}` in the f-string has no matching `{`. Write `{` before the value."
        )
    if "empty expression" in message or "valid expression required" in message:
        return (
            f"There is nothing between `{{` and `}}` in {shown(text)}. "
            "Write a name or a calculation there."
        )
    return (
        f"What is between `{{` and `}}` in {shown(text)} is not a value. "
        "Write a name or a calculation there."
    )
