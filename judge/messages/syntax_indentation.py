"""Lines that are indented too far, too little, with tabs among spaces, or not at all."""

import re

from .syntax_mistake import Mistake, bare_line, indentation, quoted, shown
from .trouble import capital, counted

_BLOCK = re.compile(r"after (.+?) on line (\d+)")
_STEP = 4
_TAB = 8


def explain_indentation(mistake: Mistake) -> str | None:
    """For IndentationError and TabError."""
    if "indented block" in mistake.message:
        return _no_body(mistake)
    tabs = _tabs_and_spaces(mistake)
    if tabs:
        return tabs
    if "unexpected indent" in mistake.message:
        return _too_far(mistake)
    if "unindent does not match" in mistake.message:
        return _between_levels(mistake)
    return None


def _no_body(mistake: Mistake) -> str | None:
    block = _BLOCK.search(mistake.message)
    if not block:
        return None
    number = int(block[2])
    what = block[1].replace(" statement", "").replace("function definition", "`def`")
    what = what.replace("class definition", "`class`").replace("'", "`")
    text = mistake.text
    if text.strip() == "{":
        return "Python does not use `{` around a block. Remove it, and indent the lines below."
    indented = indentation(mistake.line_at(number)) + " " * _STEP + text.lstrip()
    between = [each for each in mistake.lines[number : mistake.line - 1] if each.strip()]
    has_indented_comment = any(len(indentation(each)) > len(indentation(text)) for each in between)
    if (
        mistake.line > number
        and bare_line(text).strip()
        and not has_indented_comment
        and _is_body(mistake, number, indented)
    ):
        return (
            f"The lines that belong to the {what} in line {number} must be indented. "
            f"Put {_words_for(indented, text)} before {shown(text)}."
        )
    also = " A comment does not count." if between else ""
    return (
        f"The {what} in line {number} has no lines that belong to it.{also} "
        "Write them below it, indented with four spaces, or write `pass`."
    )


def _is_body(mistake: Mistake, block: int, indented: str) -> bool:
    """Whether the line can be the block's; a function or class more likely comes after it."""
    same = len(indentation(mistake.text).expandtabs(_TAB)) == len(
        indentation(mistake.line_at(block)).expandtabs(_TAB)
    )
    if same and re.match(r"\s*(?:async\s+def|def|class)\b", mistake.text):
        return re.match(r"\s*class\b", mistake.line_at(block)) is not None and mistake.gets_beyond(
            (mistake.line, len(indented)), {mistake.line: indented}
        )
    return mistake.gets_beyond((mistake.line, len(indented)), {mistake.line: indented})


def _words_for(indented: str, text: str) -> str:
    more = len(indentation(indented)) - len(indentation(text))
    return "four spaces" if more == _STEP else counted(max(more, 1), "space")


def _tabs_and_spaces(mistake: Mistake) -> str | None:
    """Where one line is indented with tabs, and one above with spaces."""
    own = indentation(mistake.text)
    if "\t" in own and " " in own:
        return (
            f"{shown(mistake.text)} is indented with {_kinds(own)}. "
            "Indent every level with four spaces instead."
        )
    for number in range(mistake.line - 1, 0, -1):
        other = indentation(mistake.line_at(number))
        if not bare_line(mistake.line_at(number)).strip() or not other:
            continue
        if own and set(other) != set(own):
            return (
                f"{shown(mistake.text)} is indented with {_kinds(own)}, but line {number} with "
                f"{_kinds(other)}. Indent every level with four spaces."
            )
    return None


def _kinds(space: str) -> str:
    """``a tab``, ``eight spaces``, or both."""
    counts = ((space.count("\t"), "tab"), (space.count(" "), "space"))
    return " and ".join(
        f"{number} {name}s" if number > 1 else f"a {name}" for number, name in counts if number
    )


def _too_far(mistake: Mistake) -> str | None:
    above = mistake.code_line_above(mistake.line)
    own = indentation(mistake.text)
    if above is None:
        return (
            f"{shown(mistake.text)} is the first line, so it must start at the left edge. "
            f"Remove {_kinds(own)} at its start."
        )
    level = indentation(mistake.line_at(above))
    straight = level + mistake.text.lstrip()
    header = re.match(
        r"\s*(def|class|if|elif|else|for|while|try|with)\b.*:\s*\S",
        bare_line(mistake.line_at(above)),
    )
    if re.match(r"\s*return\s*$", mistake.line_at(above)):
        new = f"return {mistake.text.strip()}"
        joined = {above: level + new, mistake.line: ""}
        if mistake.gets_beyond((mistake.line, 0), joined):
            return (
                "The value must be on the same line as its `return`. "
                f"Write {quoted(new)} in line {above}."
            )
    if mistake.gets_beyond((mistake.line, len(straight)), {mistake.line: straight}):
        return (
            f"{shown(mistake.text)} is indented further than line {above}, for no reason. "
            f"Remove {_kinds(own[len(level) :])} at its start."
        )
    if header:
        return (
            f"The `{header[1]}` in line {above} already has an instruction after its colon, "
            "so no line below can belong to it. Start a new line after that colon."
        )
    return (
        f"{shown(mistake.text)} is indented further than line {above}, for no reason. "
        "Indent it like the lines that it belongs to."
    )


def _between_levels(mistake: Mistake) -> str:
    """Python names the line, but some versions do not name the right column."""
    own = len(indentation(mistake.text))
    levels = _open_levels(mistake)
    by = f"indented with {_kinds(indentation(mistake.text))}" if own else "not indented"
    if len(levels) < 2:
        return (
            f"{capital(shown(mistake.text))} is {by}, unlike the lines above it. "
            "Indent it like the lines that it belongs to."
        )
    fitting = [
        level
        for level in sorted(levels, key=lambda each: (abs(each - own), -each))
        if _fits(mistake, level)
    ]
    step = (
        (f"Indent it with {fitting[0]} spaces." if fitting[0] else "Remove the spaces before it.")
        if len(fitting) == 1
        else "Indent it like the lines that it belongs to."
    )
    among = ", ".join(map(str, levels[:-1])) + f" or {levels[-1]}"
    return (
        f"{capital(shown(mistake.text))} is {by}, but the lines above are indented with {among}, "
        f"so it does not belong to any of them. {step}"
    )


def _fits(mistake: Mistake, level: int) -> bool:
    indented = " " * level + mistake.text.lstrip()
    return mistake.gets_beyond((mistake.line, len(indented)), {mistake.line: indented})


def _open_levels(mistake: Mistake) -> list[int]:
    """The indentation of the blocks around the line, outermost first."""
    levels: list[int] = []
    for number in range(mistake.line - 1, 0, -1):
        text = mistake.line_at(number)
        size = len(indentation(text))
        if bare_line(text).strip() and (not levels or size < levels[0]):
            levels.insert(0, size)
    return levels
