"""Statements that may stand in a function or loop only, and stand outside."""

import re

from .syntax_mistake import Mistake, bare_line, indentation, shown

_STEP = 4
_DEF = re.compile(r"(\s*)(?:async\s+)?def\s+(\w+)")


def explain_outside(mistake: Mistake) -> str | None:
    if "outside async function" in mistake.message:
        return (
            "`await` stands in a function that is not `async`. Write `async def` at its beginning."
        )
    outside = re.search(r"'(return|yield|await|yield from)' outside", mistake.message)
    if outside:
        return f"`{outside[1]}` stands outside of a function. {_into_function(mistake)}"
    loop = re.search(r"'(break|continue)' (?:outside loop|not properly in loop)", mistake.message)
    if loop:
        return f"`{loop[1]}` stands outside of a loop. Move it into a `for` or `while`."
    return None


def _into_function(mistake: Mistake) -> str:
    above = next(
        (each for each in range(mistake.line - 1, 0, -1) if _DEF.match(mistake.line_at(each))), None
    )
    if above is None:
        later = next((each for each in mistake.lines[mistake.line :] if _DEF.match(each)), None)
        if later is not None:
            return f"There is no `def` above it. Move it below {shown(later)}, moved in."
        return (
            "There is no `def` above it. Write one there, as in `def name():`, "
            "and move the lines that belong to it in."
        )
    header = mistake.line_at(above)
    edge = len(indentation(header))
    first = _first_line_outside(mistake, above, edge)
    before = mistake.code_line_above(first)
    if before is not None and re.match(r"\s*return\b", mistake.line_at(before)):
        return (
            f"The function above (line {above}) has come to its end before. To show a value, write "
            "`print(…)`; to give one back, move the line into a function."
        )
    step = edge + _STEP - len(indentation(mistake.line_at(first)))
    moved = {
        number: " " * step + mistake.line_at(number)
        for number in range(first, len(mistake.lines) + 1)
        if number <= mistake.line and mistake.line_at(number).strip()
    }
    if step > 0 and mistake.gets_beyond((mistake.line, len(moved[mistake.line])), moved):
        if first == mistake.line:
            return f"Move the line in, so that it belongs to the `def` above (line {above})."
        return (
            f"Move the lines {first} to {mistake.line} in, so that they belong to the `def` above "
            f"(line {above})."
        )
    return f"Move it to the lines that belong to the `def` of line {above}."


def _first_line_outside(mistake: Mistake, header: int, edge: int) -> int:
    """The first line below a function's own that is not moved in further than it."""
    return next(
        (
            number
            for number in range(header + 1, mistake.line)
            if bare_line(mistake.line_at(number)).strip()
            and len(indentation(mistake.line_at(number))) <= edge
        ),
        mistake.line,
    )
