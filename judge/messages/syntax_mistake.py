"""A place that Python cannot read, and whether a change to the program would make it readable."""

import os
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..common.text import clip

# Each trial costs about as much as the compilation that has failed.
_MAX_TRIALS = 60
_MAX_TRIED_CHARACTERS = 1_000_000
_MAX_SHOWN = 60

_STRING = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])")
_REST_OF_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"#.*")
_WORD = re.compile(r"(?<!\w)[^\W\d]\w*")

Position = tuple[int, int]


@dataclass(frozen=True)
class Mistake:
    """``line`` counts from 1, ``column`` from 0. ``message`` is Python's own. ``lines`` are all of
    the file's lines, without line ends."""

    message: str
    line: int
    column: int
    lines: Sequence[str]
    _tried: dict[str, "_Error | None"] = field(default_factory=dict[str, "_Error | None"])

    @cached_property
    def text(self) -> str:
        """The line itself; '' where there is none."""
        return self.line_at(self.line)

    @cached_property
    def bare(self) -> str:
        """The line with its texts blanked out and its comment removed; columns stay the same."""
        return bare_line(self.text)

    @cached_property
    def words_elsewhere(self) -> frozenset[str]:
        """Names and other words of the program's other lines."""
        others = [*self.lines[: self.line - 1], *self.lines[self.line :]]
        return frozenset(word for each in others[:5_000] for word in _WORD.findall(bare_line(each)))

    def line_at(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def code_line_above(self, number: int) -> int | None:
        """The nearest line above that is neither empty nor only a comment."""
        return next(
            (each for each in range(number - 1, 0, -1) if bare_line(self.line_at(each)).strip()),
            None,
        )

    def helps(self, new_line: str) -> bool:
        """Whether Python could read the line with this change.

        There may be another mistake further on in the line.
        """
        if new_line == self.text:
            return False
        place = self.line, _beyond_change(self.text, new_line)
        return self.gets_beyond(place, {self.line: new_line})

    def fixes(self, new_line: str) -> bool:
        """Whether Python could then read the whole line."""
        place = self.line, len(new_line)
        return new_line != self.text and self.gets_beyond(place, {self.line: new_line})

    def gets_beyond(self, place: Position, changes: dict[int, str]) -> bool:
        """Whether Python could read the program up to there with these lines, by number."""
        lines = [changes.get(number, each) for number, each in enumerate(self.lines, 1)]
        error = self._error_in(lines)
        if error is None or error.place < place or self._breaks_brackets(error, place):
            return error is None
        # Python reports an unmatched bracket or quote first, even if there is an error before it.
        error = self._error_in(lines[: place[0]])
        return (
            error is None or error.place >= place or _INCOMPLETE.search(error.message) is not None
        )

    def _breaks_brackets(self, error: "_Error", place: Position) -> bool:
        """Python reports an unmatched closing bracket before any other error in its line."""
        return (
            error.place[0] == place[0]
            and _CLOSES_NOTHING.match(error.message) is not None
            and _CLOSES_NOTHING.match(self.message) is None
        )

    def _error_in(self, lines: Sequence[str]) -> "_Error | None":
        source = "\n".join(lines) + "\n"
        if source not in self._tried:
            cost = len(source) * (len(self._tried) + 1)
            if len(self._tried) >= _MAX_TRIALS or cost > _MAX_TRIED_CHARACTERS:
                return _Error((0, 0), "")
            self._tried[source] = _first_error(source)
        return self._tried[source]

    def explained_by(self, *explainers: "Callable[[Mistake], str | None]") -> str | None:
        """The sentence of the first of them that has one."""
        return next(filter(None, (explain(self) for explain in explainers)), None)


@dataclass(frozen=True)
class _Error:
    place: Position
    message: str


_CLOSES_NOTHING = re.compile(r"unmatched|closing parenthesis")
# Errors of a file that ends in the middle of something.
_INCOMPLETE = re.compile(
    r"was never closed|unterminated triple-quoted|expected an indented block|"
    r"expected 'except' or 'finally'|unexpected EOF"
)


def _first_error(source: str) -> _Error | None:
    """The first place that Python cannot read, if any: line from 1, column from 0."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<changed>", "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 0
        # For the parts of an f-string, some versions report another line and column.
        reported = (error.text or "").rstrip("\n")
        is_line = reported in source.split("\n") and not error.msg.startswith("f-string")
        column = (error.offset or 1) - 1 if is_line else 0
        return _Error((line, column), error.msg)
    except (ValueError, RecursionError, OverflowError, MemoryError):
        return _Error((0, 0), "")
    return None


def bare_line(text: str) -> str:
    blanked = _STRING.sub(lambda found: '"' + " " * (len(found[0]) - 2) + '"', text)
    return _COMMENT.sub("", blanked)


def indentation(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


def shown(text: str) -> str:
    """A line between backticks, or "this line" where it contains some itself."""
    bare = clip(text.strip(), _MAX_SHOWN)
    return f"`{bare}`" if bare and "`" not in bare else "this line"


def quoted(text: str, otherwise: str = "…") -> str:
    """What the student should write, between backticks."""
    bare = clip(text.strip(), 2 * _MAX_SHOWN)
    return f"`{bare}`" if "`" not in bare else f"`{otherwise}`"


def _beyond_change(old: str, new: str) -> int:
    """The column in the new line after what differs and the word or sign that follows it."""
    same = len(os.path.commonprefix([old[::-1], new[::-1]]))
    # Of several equal characters, the added one may be the first or the last.
    kept = len(os.path.commonprefix([old, new])) + max(len(new) - len(old), 0)
    end = max(len(new) - same, min(kept, len(new)))
    # Two words may end the same by chance.
    rest = _REST_OF_WORD.match(new, end)
    end = rest.end() if rest and new[:end][-1:].isalnum() else end
    following = _TOKEN.match(new, end)
    return following.end() if following else end
