"""What the student reads about the rules of cases.yaml that the file breaks."""

import ast
from collections.abc import Sequence

from ..common.job import Case
from ..report.planned_test import Finding, joined
from .rule_names import Names
from .rules import broken_rule

_UNREADABLE = (
    "Your file cannot be checked for this rule, because an expression in it is nested too deeply. "
    "Split the longest one into several lines."
)

Broken = dict[int, Finding]
"""By the number of the case."""


def broken_rules(cases: Sequence[Case], code: str) -> Broken:
    """A file that Python cannot read breaks all of them; if it is not valid, no test runs."""
    rules = [each for each in cases if each.constructs]
    if not rules:
        return {}
    try:
        names = Names(ast.parse(code))
        found = {each.number: _finding(each, names) for each in rules}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {each.number: Finding(joined(each.message, _UNREADABLE)) for each in rules}
    return {number: finding for number, finding in found.items() if finding is not None}


def _finding(case: Case, names: Names) -> Finding | None:
    broken = broken_rule(case.forbids, case.constructs, names)
    if broken is None:
        return None
    if isinstance(broken, str):
        return Finding(joined(case.message, f"{broken}, but this assignment requires it."))
    sentence = f"Line {broken.line} {broken.what}, which this assignment does not allow."
    return Finding(joined(case.message, sentence), line=broken.line)
