"""The record: how tests use the student's objects.

When a course is checked, the model solution is judged once and what each test does with objects
of its own (not with plain values) is noted. In grading, whatever was not noted is refused: a
program that gives an object where the model solution gives a plain value could otherwise answer
for itself.

A use is a text: ``attr:NAME``, ``op:NAME:plain`` or ``op:NAME:student``, the last part being the
other operand, or ``op:NAME:own`` where there is none.
"""

from collections.abc import Mapping, Sequence

#: Outside of tests: while test files load, and in fixtures of classes and modules.
OUTSIDE = ""


class Uses:
    """``recorded`` is null while the model solution is judged: everything is noted then."""

    def __init__(self, recorded: Mapping[str, Sequence[str]] | None) -> None:
        self._recorded = None if recorded is None else {k: set(v) for k, v in recorded.items()}
        self._noted: dict[str, set[str]] = {}
        self.test = OUTSIDE

    def note(self, use: str) -> None:
        """Of something that is always permitted, for the sake of the same with another object."""
        if self._recorded is None:
            self._noted.setdefault(self.test, set()).add(use)

    def permits(self, use: str) -> bool:
        if self._recorded is None:
            self._noted.setdefault(self.test, set()).add(use)
            return True
        return use in self._recorded.get(self.test, ())

    def noted(self) -> dict[str, list[str]]:
        return {test: sorted(uses) for test, uses in sorted(self._noted.items())}
