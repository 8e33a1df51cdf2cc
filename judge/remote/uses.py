"""The record: how tests use the student's objects.

When a course is checked, the model solution is judged once and what each test does with objects
of its own (not with plain values) is noted. In grading, whatever was not noted is refused: a
program that gives an object where the model solution gives a plain value could otherwise answer
for itself.

A use is a text: ``attr:NAME``, ``op:NAME:plain`` or ``op:NAME:student``, the last part being the
other operand, or ``op:NAME:own`` where there is none.

An operator that the student's class decides against a plain value is noted with the way by which
the test has reached that class, too: ``op:NAME:plain:WAY``. And ``object:WAY`` says that an object
of a student's class came by that way. A way is what the test does last: it reads a name of the
student's file (``Money``), calls what came by a way (``Money()``), reads an attribute
(``.price``), calls a method (``.price()``) or applies an operator (``__add__``). What the student's
process calls a class or a function is no part of it.

For the whole of a run, ``name:NAME`` says that the tests read that name of the student's file, and
``late:NAME`` that it was not there when the file had been loaded.
"""

from collections.abc import Collection, Mapping, Sequence

#: Outside of tests: while test files load, and in fixtures of classes and modules.
OUTSIDE = ""


class Uses:
    """``recorded`` is null while the model solution is judged: everything is noted then."""

    def __init__(self, recorded: Mapping[str, Sequence[str]] | None) -> None:
        self._recorded = None if recorded is None else {k: set(v) for k, v in recorded.items()}
        self._noted: dict[str, set[str]] = {}
        self._nothings: set[tuple[str, str]] = set()
        self._values: set[tuple[str, str]] = set()
        self.test = OUTSIDE

    @property
    def recording(self) -> bool:
        return self._recorded is None

    def note(self, use: str) -> None:
        """Of something that is always permitted, for the sake of the same with another object."""
        if self._recorded is None:
            self._noted.setdefault(self.test, set()).add(use)

    def permits(self, use: str) -> bool:
        if self._recorded is None:
            self._noted.setdefault(self.test, set()).add(use)
            return True
        return use in self._recorded.get(self.test, ())

    def note_for_all(self, use: str) -> None:
        """Of the whole run, whichever test it happens in."""
        if self._recorded is None:
            self._noted.setdefault(OUTSIDE, set()).add(use)

    def recorded_for_all(self, use: str) -> bool:
        return self._recorded is None or use in self._recorded.get(OUTSIDE, ())

    def permits_all_ways(self, use: str, ways: Collection[str]) -> bool:
        """``use``, ending in ``:``, with each of the ways that the model solution has as well."""
        if self._recorded is None:
            noted = self._noted.setdefault(self.test, set())
            noted.update(f"{use}{way}" for way in ways or ("",))
            return True
        recorded = self._recorded.get(self.test, ())
        return all(f"{use}{way}" in recorded for way in ways or ("",) if self._is_of_the_model(way))

    def note_value(self, ways: Collection[str], value: object) -> None:
        """What the model solution gives in a test, when it is no object: a program that gives an
        object in the place of None does no harm, for nobody compares that."""
        known = self._nothings if value is None else self._values
        known.update((self.test, f"object:{way}") for way in ways)

    def _is_of_the_model(self, way: str) -> bool:
        """``from submission import *`` reaches more names than the model solution has."""
        name = way.removesuffix("()")
        is_name = name.isidentifier() and not name.startswith("__")
        return not is_name or self.recorded_for_all(f"name:{name}")

    def noted(self) -> dict[str, list[str]]:
        """Ways only where an operator with a plain value needs them."""
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
