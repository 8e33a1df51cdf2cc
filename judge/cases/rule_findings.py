"""What the student reads about the rules of cases.yaml that the program breaks."""

import ast
from collections.abc import Sequence

from ..common.job import Case
from ..common.program import Program, ProgramFile, Spot
from ..report.planned_test import Finding, joined
from .rule_names import Names
from .rules import absence_of, absent_construct, forbidden_place

_UNREADABLE = (
    "{file} cannot be checked for this rule, because an expression in it is nested too deeply. "
    "Split the longest one into several lines."
)

Broken = dict[int, Finding]
"""By the number of the case."""


def broken_rules(cases: Sequence[Case], program: Program) -> Broken:
    """A file that Python cannot read breaks all of them; if it is not valid, no test runs."""
    rules = [each for each in cases if each.constructs]
    if not rules:
        return {}
    names: list[tuple[ProgramFile, Names]] = []
    for file in program.files:
        try:
            names.append((file, Names(ast.parse(file.code))))
        except _TOO_DEEP:
            return _unreadable(rules, file)
    own = frozenset(file.module_name for file, _ in names if file.of)
    for file, each in names:
        each.others = {other.module_name: named for other, named in names if other is not file}
        each.own_modules = own
    try:
        found = {each.number: _finding(each, names) for each in rules}
    except _TOO_DEEP:
        return _unreadable(rules, program.main)
    return {number: finding for number, finding in found.items() if finding is not None}


_TOO_DEEP = (SyntaxError, ValueError, RecursionError, MemoryError)


def _unreadable(rules: Sequence[Case], file: ProgramFile) -> Broken:
    sentence = _UNREADABLE.format(file=file.name if file.of else "Your file")
    return {
        each.number: Finding(joined(each.message, sentence), teacher=each.message) for each in rules
    }


def _finding(case: Case, names: Sequence[tuple[ProgramFile, Names]]) -> Finding | None:
    if not case.forbids:
        absent = absent_construct(case.constructs, [each for _, each in names])
        if absent is None:
            return None
        sentence = f"{absence_of(absent, several=len(names) > 1)}, but this assignment requires it."
        return Finding(joined(case.message, sentence), teacher=case.message)
    for file, each in names:
        broken = forbidden_place(case.constructs, each)
        if broken is not None:
            spot = Spot(broken.line, file.name if file.of else None)
            sentence = f"Line {spot} {broken.what}, which this assignment does not allow."
            return Finding(joined(case.message, sentence), spot=spot, teacher=case.message)
    return None
