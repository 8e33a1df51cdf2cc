"""Where the parts of a syntax tree are in their text."""

import ast
import re

#: What may be between two parts of an expression beside the sign that connects them.
_BETWEEN = re.compile(r"(?:\s|\\\n|#[^\n]*|[()])*")
_BEFORE_BRACKET = re.compile(r"(?:\s|\\\n|#[^\n]*|\))*")
_SPACES = re.compile(r"[ \t]*")

Located = ast.expr | ast.stmt | ast.keyword

Span = tuple[int, int]


class SourceText:
    """Positions are indices of the text, whose lines end with a line feed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def start(self, node: Located) -> int:
        return self._position(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        return self._position(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def line_start(self, line: int) -> int:
        """``line`` counts from 1."""
        return self._starts[line - 1]

    def line_of(self, position: int) -> int:
        """Counts from 1."""
        return self.text.count("\n", 0, position) + 1

    def segment(self, node: Located) -> str:
        return self.text[self.start(node) : self.end(node)]

    def sign(self, begin: int, end: int, pattern: str) -> Span | None:
        """The place of a sign between two parts of an expression; None if it isn't there.

        Comments, white space and the parentheses of the parts are skipped.
        """
        return self._match(_BETWEEN, begin, end, pattern)

    def bracket(self, begin: int, end: int, pattern: str) -> Span | None:
        """The same for an opening bracket: only closing parentheses may be before it."""
        return self._match(_BEFORE_BRACKET, begin, end, pattern)

    def after_spaces(self, position: int) -> int:
        found = _SPACES.match(self.text, position)
        return position if found is None else found.end()

    def before_spaces(self, position: int) -> int:
        return len(self.text[:position].rstrip(" \t"))

    def _match(self, skipped: re.Pattern[str], begin: int, end: int, pattern: str) -> Span | None:
        before = skipped.match(self.text, begin, end)
        found = re.compile(pattern).match(self.text, begin if before is None else before.end(), end)
        return None if found is None else found.span()

    def _position(self, line: int, column: int) -> int:
        """Python counts columns in bytes of UTF-8."""
        text = self._lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="replace"))
        return self._starts[line - 1] + column
