"""What this Python understands, and the older one that grades does not."""

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from typing import Any

Version = tuple[int, int]

# Since this version an expression in an f-string is written as anywhere else.
_FREE_F_STRINGS: Version = (3, 12)

_TOO_NEW = re.compile(r"(.+) (?:is|are) only supported in Python (3\.\d+) and greater")


def newer_syntax(source: str, grader: Version) -> list[dict[str, Any]]:
    """Places that the grader's Python cannot read: ``{line, what, since}`` each, at most two.

    ``what`` names the syntax in Python's own words, or is ``f-string``. Python's parser tells of
    the first place alone. Empty for what is no Python here either, and what is new in the library
    is not looked at.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = _by_parser(source, grader)
    if grader < _FREE_F_STRINGS:
        line = _free_f_string(source)
        if line is not None:
            found.append({"line": line, "what": "f-string", "since": "3.12"})
    return found


def _by_parser(source: str, grader: Version) -> list[dict[str, Any]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source, feature_version=grader)
    except SyntaxError as error:
        told = _TOO_NEW.match(error.msg)
        if told is not None:
            return [{"line": error.lineno, "what": told[1], "since": told[2]}]
    return []


@dataclass(frozen=True)
class _Open:
    """An f-string that has begun and not ended; ``quotes`` is one of ``' " ''' \"""``."""

    quotes: str

    def may_hold(self, quotes: str) -> bool:
        """Whether a string in such quotes could stand in its braces before 3.12."""
        return quotes != self.quotes if len(self.quotes) == 3 else quotes[0] != self.quotes


def _free_f_string(source: str) -> int | None:
    """The line of the first f-string that needs 3.12: within its braces are its own quotes, a
    backslash, a comment, or a line break where the string is on one line."""
    start, end = _kind("FSTRING_START"), _kind("FSTRING_END")
    middle = _kind("FSTRING_MIDDLE")
    around: list[_Open] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == end:
            around.pop()
            continue
        if around and _is_new(token, around, start, middle):
            return token.start[0]
        if token.type == start:
            around.append(_Open(_quotes(token.string)))
    return None


def _is_new(
    token: tokenize.TokenInfo, around: list[_Open], start: int | None, middle: int | None
) -> bool:
    if token.type == tokenize.COMMENT:
        return True
    if token.type == tokenize.NL:
        return any(len(each.quotes) == 1 for each in around)
    if token.type == middle:
        return len(around) > 1 and "\\" in token.string
    if token.type not in (tokenize.STRING, start):
        return False
    quotes = _quotes(token.string)
    return "\\" in token.string or not all(each.may_hold(quotes) for each in around)


def _quotes(string: str) -> str:
    """Those that a string token begins with, after letters such as ``rb``."""
    text = string.lstrip("rRbBuUfFtT")
    return text[:3] if text[:3] in ("'''", '"""') else text[:1]


def _kind(name: str) -> int | None:
    """A kind of token that this very Python may not have."""
    return getattr(tokenize, name, None)
