"""A change of a program's text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """The text from ``start`` to ``end`` is replaced. ``operator`` is the kind of the change.

    ``of_text`` tells whether it only concerns a text of the program.
    """

    operator: str
    start: int
    end: int
    text: str
    of_text: bool = False

    def apply(self, source: str) -> str:
        before, after = source[: self.start], source[self.end :]
        return f"{_joined(before, self.text, after)}{after}"


def _joined(before: str, text: str, after: str) -> str:
    """Words must not grow together: ``return-x`` becomes ``return x``."""
    following = (text + after)[:1]
    grown = before[-1:].isidentifier() and following.isalnum()
    return f"{before} {text}" if grown else f"{before}{text}"
