"""Patterns of lines that Python cannot read, each with its sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .syntax_mistake import Mistake, indentation

# Patterns are matched against the start of a line only: a generated line can be very long.
_MAX_MATCHED = 500


@dataclass(frozen=True)
class Rule:
    """``pattern`` is searched for in a line whose texts and comment are blanked out. ``change``,
    where it is known, replaces what was found: the sentence is used only if Python could then read
    the line. In both, {1} is the first group without spaces around it, {1:lower} is that in lower
    case, and {1:snake} is that with underscores.
    """

    pattern: re.Pattern[str]
    sentence: str
    change: str | None = None


def rules(*table: tuple[str, str] | tuple[str, str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(re.compile(pattern), *rest) for pattern, *rest in table)


def first_fitting(rules: tuple[Rule, ...], mistake: Mistake) -> str | None:
    for rule in rules:
        for found in rule.pattern.finditer(mistake.bare[:_MAX_MATCHED]):
            if rule.change is None or mistake.helps(_changed(mistake.text, found, rule.change)):
                return _fill(rule.sentence, list(_groups(mistake.text, found)))
    return None


def _groups(text: str, found: re.Match[str]) -> Iterator[str]:
    for number in range(1, (found.re.groups or 0) + 1):
        start, end = found.span(number)
        yield text[start:end].strip()


def _changed(text: str, found: re.Match[str], change: str) -> str:
    start, end = found.span()
    # A pattern that starts at the left edge also matches the indentation.
    kept = indentation(text) if start == 0 else ""
    return text[:start] + kept + _fill(change, list(_groups(text, found))) + text[end:]


def _fill(template: str, groups: list[str]) -> str:
    for number, name in enumerate(groups, start=1):
        template = template.replace(f"{{{number}}}", name)
        template = template.replace(f"{{{number}:lower}}", name.lower())
        template = template.replace(f"{{{number}:snake}}", re.sub(r"[- ]+", "_", name))
    return template
