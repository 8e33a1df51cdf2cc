"""What was copied along with a program: prompts, line numbers, Markdown fences, commands."""

import re

from .syntax_mistake import Mistake, indentation, shown

_PROMPT = re.compile(r"\s*(>>>|\.\.\.)( |$)")
_CELL = re.compile(r"\s*(?:In|Out)\s*\[\d*\]:\s?")
_NUMBERED = re.compile(r"\s*(\d+)[.:|)]?(?:\s|$)")
_COMMAND = re.compile(
    r"\s*(?:[$%]\s*)?(?:(?:python3?|py)\s+(?:-\w+\s+)*[\w./\\-]+|pip3?\s+install\s+[\w.-]+|"
    r"cd\s+[\w./\\~-]+|(?:apt|sudo|conda|npm)\s+\w+.*)\s*$"
)

_ERROR_MESSAGE = re.compile(r"\s*(?:Traceback \(most recent call last\)|File \".*\", line \d)")


def explain_pasted(mistake: Mistake) -> str | None:
    return mistake.explained_by(_prompt, _fence, _line_numbers, _command, _error_message)


def _prompt(mistake: Mistake) -> str | None:
    """The whole file is tried without prompts, so that the lines below have their indentation."""
    prompt = _PROMPT.match(mistake.text) or _CELL.match(mistake.text)
    if not prompt:
        return None
    bare = {
        number: _CELL.sub("", _PROMPT.sub("", each, count=1), count=1)
        for number, each in enumerate(mistake.lines, 1)
        if _PROMPT.match(each) or _CELL.match(each)
    }
    if not mistake.gets_beyond((mistake.line, len(bare[mistake.line])), bare):
        return None
    sign = prompt[0].strip()
    what = "`>>>` and `...` are prompts" if sign in (">>>", "...") else f"`{sign}` is a prompt"
    return f"{what}, not part of the program. Remove the prompts from the start of all lines."


def _fence(mistake: Mistake) -> str | None:
    if not re.match(r"\s*```\w*\s*$", mistake.text):
        return None
    return (
        "The three backticks come from the page that the program was copied from. "
        "Remove the lines with them."
    )


def _line_numbers(mistake: Mistake) -> str | None:
    """Line numbers count up by one from line to line."""
    numbered = [(each, _NUMBERED.match(each)) for each in mistake.lines if each.strip()]
    numbers = [int(found[1][:9]) for _, found in numbered if found]
    if len(numbers) < 2 or len(numbers) < len(numbered) or not _NUMBERED.match(mistake.text):
        return None
    if any(after <= before for before, after in zip(numbers, numbers[1:], strict=False)):
        return None
    bare = {
        number: re.sub(r"^\s*\d+[.:|)]? ?", "", each)
        for number, each in enumerate(mistake.lines, 1)
    }
    if not mistake.gets_beyond((mistake.line, len(bare[mistake.line])), bare):
        return None
    return "The line numbers were copied along with the program. Remove them from all lines."


def _error_message(mistake: Mistake) -> str | None:
    if not _ERROR_MESSAGE.match(mistake.text):
        return None
    return "This is an error message, not part of the program. Remove it."


def _command(mistake: Mistake) -> str | None:
    if not _COMMAND.match(mistake.text) or indentation(mistake.text) or not mistake.helps("pass"):
        return None
    return (
        f"{shown(mistake.text)} is a command for the terminal, not for Python. "
        "Remove it from the program."
    )
