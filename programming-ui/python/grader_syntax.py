"""Finds syntax that this Python supports and the grader's older one does not."""

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from typing import Any

Version = tuple[int, int]

# Since this version, expressions in f-strings have no restrictions.
_FREE_F_STRINGS: Version = (3, 12)

_TOO_NEW = re.compile(r"(.+) (?:is|are) only supported in Python (3\.\d+) and greater")


def newer_syntax(source: str, grader: Version) -> list[dict[str, Any]]:
    """The places that the grader's Python cannot read: ``{line, what, since}`` each, at most two.

    ``what`` is Python's own name for the syntax, or ``f-string``. Python's parser reports only the
    first place. Empty for code that is invalid here, too. New library features are not checked.
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
        match = _TOO_NEW.match(error.msg)
        if match is not None:
            return [{"line": error.lineno, "what": match[1], "since": match[2]}]
    return []


@dataclass(frozen=True)
class _Open:
    """An unclosed f-string; ``quotes`` is one of ``' " ''' \"""``."""

    quotes: str

    def may_contain(self, quotes: str) -> bool:
        """Whether a string in such quotes was allowed in its braces before 3.12."""
        return quotes != self.quotes if len(self.quotes) == 3 else quotes[0] != self.quotes


def _free_f_string(source: str) -> int | None:
    """The line of the first f-string that needs 3.12: its braces contain its own quotes, a
    backslash, a comment, or a line break in a single-line string."""
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
    return "\\" in token.string or not all(each.may_contain(quotes) for each in around)


def _quotes(string: str) -> str:
    """The opening quotes of a string token, after a prefix such as ``rb``."""
    text = string.lstrip("rRbBuUfFtT")
    return text[:3] if text[:3] in ("'''", '"""') else text[:1]


def _kind(name: str) -> int | None:
    """A token type, or None if this Python does not have it."""
    return getattr(tokenize, name, None)
