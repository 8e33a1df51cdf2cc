"""The record: how tests use the student's objects.

When a course is checked, the model solution is graded once, and what each test does with its
objects (not with plain values) is recorded. When a student's program is graded, anything that was
not recorded is refused: otherwise a program that returns an object in place of a plain value could
decide its own comparisons.

A use is a string: ``attr:NAME``, ``op:NAME:plain`` or ``op:NAME:student``, where the last part is
the other operand, or ``op:NAME:own`` if there is none.

An operator that the student's class decides against a plain value is also recorded with the way by
which the test reached that class: ``op:NAME:plain:WAY``. ``object:WAY`` says that an object of a
student's class arrived by that way. A way is the last thing that the test did: it read a name of
the student's file (``Money``, or ``coins.Money`` in a file that is not the first), called what it
had got by a way (``Money()``), read an attribute (``.price``), called a method (``.price()``) or
applied an operator (``__add__``). The names that the student's process gives to classes and
functions are not part of it.

For the whole run, ``name:NAME`` says that the tests read that name of the student's file, and
``late:NAME`` that it did not exist when the file had been loaded.
"""

from collections.abc import Collection, Mapping, Sequence

#: Outside of tests: while test files load, and in fixtures of classes and modules.
OUTSIDE = ""


class Uses:
    """``recorded`` is None while the model solution is graded: everything is recorded then."""

    def __init__(self, recorded: Mapping[str, Sequence[str]] | None) -> None:
        self.recording = recorded is None
        self._recorded = None if recorded is None else {k: set(v) for k, v in recorded.items()}
        self._noted: dict[str, set[str]] = {}
        self._nothings: set[tuple[str, str]] = set()
        self._values: set[tuple[str, str]] = set()
        self.test = OUTSIDE

    def note(self, use: str) -> None:
        """Records a use that is always permitted here, but could be refused elsewhere."""
        if self._recorded is None:
            self._noted.setdefault(self.test, set()).add(use)

    def permits(self, use: str) -> bool:
        if self._recorded is None:
            self._noted.setdefault(self.test, set()).add(use)
            return True
        return use in self._recorded.get(self.test, ())

    def note_for_all(self, use: str) -> None:
        """Records a use for the whole run, whichever test it happens in."""
        if self._recorded is None:
            self._noted.setdefault(OUTSIDE, set()).add(use)

    def recorded_for_all(self, use: str) -> bool:
        return self._recorded is None or use in self._recorded.get(OUTSIDE, ())

    def permits_all_ways(self, use: str, ways: Collection[str]) -> bool:
        """Whether ``use``, which ends in ``:``, is permitted with each way that the model solution
        also has."""
        if self._recorded is None:
            noted = self._noted.setdefault(self.test, set())
            noted.update(f"{use}{way}" for way in ways or ("",))
            return True
        recorded = self._recorded.get(self.test, ())
        return all(f"{use}{way}" in recorded for way in ways or ("",) if self._is_of_the_model(way))

    def note_value(self, ways: Collection[str], value: object) -> None:
        """The model solution returned a value that is not an object. A program that returns an
        object in place of None does no harm, since no test compares that."""
        known = self._nothings if value is None else self._values
        known.update((self.test, f"object:{way}") for way in ways)

    def _is_of_the_model(self, way: str) -> bool:
        """``from submission import *`` can import more names than the model solution has."""
        name = way.removesuffix("()")
        *module, own = name.split(".")
        is_name = all(map(str.isidentifier, (*module, own))) and not own.startswith("__")
        return not is_name or self.recorded_for_all(f"name:{name}")

    def noted(self) -> dict[str, list[str]]:
        """All recorded uses, with ways only in tests that apply an operator with a plain value."""
        noted = {test: set(uses) for test, uses in self._noted.items()}
        for test, use in self._nothings - self._values:
            noted.setdefault(test, set()).add(use)
        needed = {test for test, uses in noted.items() if any(map(_is_with_plain, uses))}
        for test, uses in noted.items():
            if test not in needed:
                uses.difference_update([use for use in uses if use.startswith("object:")])
        if not needed:
            uses = noted.get(OUTSIDE, set())
            uses.difference_update([use for use in uses if use.startswith("name:")])
        return {test: sorted(uses) for test, uses in sorted(noted.items()) if uses}


def _is_with_plain(use: str) -> bool:
    return use.startswith("op:") and ":plain" in use
