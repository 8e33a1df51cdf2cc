"""Statements that are allowed only in a function or loop, and are outside of it."""

import re

from .syntax_mistake import Mistake, bare_line, indentation, shown

_STEP = 4
_DEF = re.compile(r"(\s*)(?:async\s+)?def\s+(\w+)")


def explain_outside(mistake: Mistake) -> str | None:
    if "outside async function" in mistake.message:
        return "`await` is in a function that is not `async`. Start that function with `async def`."
    outside = re.search(r"'(return|yield|await|yield from)' outside", mistake.message)
    if outside:
        return f"`{outside[1]}` is outside a function. {_into_function(mistake)}"
    loop = re.search(r"'(break|continue)' (?:outside loop|not properly in loop)", mistake.message)
    if loop:
        return f"`{loop[1]}` is outside a loop. Move it into a `for` or `while` loop."
    return None


def _into_function(mistake: Mistake) -> str:
    above = next(
        (each for each in range(mistake.line - 1, 0, -1) if _DEF.match(mistake.line_at(each))), None
    )
    if above is None:
        later = next((each for each in mistake.lines[mistake.line :] if _DEF.match(each)), None)
        if later is not None:
            return f"There is no `def` above it. Move it below {shown(later)}, and indent it."
        return (
            "There is no `def` above it. Write one there, such as `def name():`, "
            "and indent the lines that belong to it."
        )
    header = mistake.line_at(above)
    edge = len(indentation(header))
    first = _first_line_outside(mistake, above, edge)
    before = mistake.code_line_above(first)
    if before is not None and re.match(r"\s*return\b", mistake.line_at(before)):
        return (
            f"The function above (line {above}) has already ended. To show a value, write "
            "`print(…)`. To return one, move the line into a function."
        )
    step = edge + _STEP - len(indentation(mistake.line_at(first)))
    indented = {
        number: " " * step + mistake.line_at(number)
        for number in range(first, len(mistake.lines) + 1)
        if number <= mistake.line and mistake.line_at(number).strip()
    }
    if step > 0 and mistake.gets_beyond((mistake.line, len(indented[mistake.line])), indented):
        if first == mistake.line:
            return f"Indent the line, so that it belongs to the `def` above (line {above})."
        return (
            f"Indent lines {first} to {mistake.line}, so that they belong to the `def` above "
            f"(line {above})."
        )
    return f"Move it to the lines that belong to the `def` in line {above}."


def _first_line_outside(mistake: Mistake, header: int, edge: int) -> int:
    """The first line below a function that is not indented further than its header."""
    return next(
        (
            number
            for number in range(header + 1, mistake.line)
            if bare_line(mistake.line_at(number)).strip()
            and len(indentation(mistake.line_at(number))) <= edge
        ),
        mistake.line,
    )
