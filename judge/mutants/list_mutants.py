"""Lists the mutants of a program."""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .bytecode import meaning_of
from .change import Change
from .source_text import SourceText
from .walk import Place, changes_in

_UNREADABLE = (SyntaxError, ValueError, RecursionError)


@dataclass(frozen=True)
class Mutant:
    """The program with its lines from ``line`` to ``lastLine`` replaced; lines count from 1.

    ``message`` tells whether only a text that people read was changed (walk.py).
    """

    operator: str
    scope: str
    message: bool
    line: int
    lastLine: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """``mutants`` are in the order in which to try them; ``leftOut`` are how many there are beyond.

    ``equal`` are the changes that Python translates to the same bytecode as the program, or as one
    of the mutants. Which changes these are differs between versions of Python.
    """

    mutants: tuple[Mutant, ...] = ()
    equal: tuple[Mutant, ...] = ()
    leftOut: int = 0

    def first(self, most: int) -> "Listing":
        left_out = self.leftOut + len(self.mutants[most:])
        return Listing(self.mutants[:most], self.equal[:most], left_out)


def list_mutants(text: str) -> Listing:
    """The mutants of a program; none if Python cannot read it.

    Lines of the text end with a line feed. The order is the same each time, and as if shuffled, so
    that those tried before time is up are a fair sample.
    """
    try:
        tree = ast.parse(text)
    except _UNREADABLE:
        return Listing()
    source = SourceText(text)
    mutants: list[Mutant] = []
    equal: list[Mutant] = []
    for statement in tree.body:
        for mutant, is_equal in _mutants_of(source, statement):
            (equal if is_equal else mutants).append(mutant)
    shuffled = sorted(mutants, key=lambda each: hashlib.sha256(repr(each).encode()).digest())
    return Listing(tuple(shuffled), tuple(equal))


def _mutants_of(source: SourceText, statement: ast.stmt) -> Iterator[tuple[Mutant, bool]]:
    """Those of a statement of the file, and whether one equals it, or an earlier one."""
    begin, end = _span(source, statement)
    seen = {meaning_of(source.text[begin:end])}
    for change, place in changes_in(source, statement):
        inner = replace(change, start=change.start - begin, end=change.end - begin)
        meaning = meaning_of(inner.apply(source.text[begin:end]))
        if meaning is not None:
            yield _mutant(source, change, place), meaning in seen
            seen.add(meaning)


def _span(source: SourceText, statement: ast.stmt) -> tuple[int, int]:
    """From its first decorator on."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    lines = [each.lineno for each in decorators]
    begin = source.line_start(min(lines)) if lines else source.start(statement)
    return begin, source.end(statement)


def _mutant(source: SourceText, change: Change, place: Place) -> Mutant:
    first, last = source.line_of(change.start), source.line_of(change.end)
    begin, end = source.line_start(first), source.line_start(last + 1) - 1
    inner = replace(change, start=change.start - begin, end=change.end - begin)
    lines = inner.apply(source.text[begin:end]).split("\n")
    message = place.is_message(change)
    return Mutant(change.operator, place.scope, message, first, last, tuple(lines))
