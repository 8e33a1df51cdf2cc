"""What only newer versions of Python can read, and what only Python 2 could."""

import builtins
import re
import sys

from .syntax_mistake import Mistake, quoted

_HERE = f"this is Python {sys.version_info[0]}.{sys.version_info[1]}"
_NAMES = r"\[\s*\*{0,2}[^\W\d]\w*[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]"
_GENERIC = re.compile(rf"(\s*(?:(?:async\s+)?def|class)\s+([^\W\d]\w*)\s*)({_NAMES})(?=\s*[(:])")
_TYPE = re.compile(rf"(\s*)type\s+([^\W\d]\w*)\s*((?:{_NAMES})?)\s*=(?!=)")
_T_STRING = re.compile(r"(?<![\w\"'])([rR]?)[tT]([rR]?)(?=[\"'])")
_F_STRING = re.compile(r"(?<![\w\"'])[rR]?[fF][rR]?(\"\"\"|'''|\"|')")
_EXCEPT = re.compile(r"(\s*except\s+)([\w.]+(?:\s*,\s*[\w.]+)+)(\s*(?:as\s+\w+\s*)?:)")


def explain_newer(mistake: Mistake) -> str | None:
    """For what this version of Python cannot read, but a newer one can."""
    since_12 = (_type_statement, _type_parameters, _free_f_string)
    since_14 = (_t_string, _bare_errors)
    return mistake.explained_by(
        *(since_12 if sys.version_info < (3, 12) else ()),
        *(since_14 if sys.version_info < (3, 14) else ()),
    )


def _since(what: str, version: str) -> str:
    return f"{what} Python {version} or newer, but {_HERE}."


def _type_statement(mistake: Mistake) -> str | None:
    found = _TYPE.match(mistake.text)
    if not found:
        return None
    name, rest = found[2], mistake.text[found.end() :]
    if not mistake.helps(f"{found[1]}{name} ={rest}"):
        return None
    return _since("A `type` statement needs", "3.12") + (
        f" Write {quoted(f'{name} ={rest}', f'{name} = …')}."
    )


def _type_parameters(mistake: Mistake) -> str | None:
    found = _GENERIC.match(mistake.text)
    if not found:
        return None
    name, brackets, rest = found[2], found[3], mistake.text[found.end() :]
    is_class = re.match(r"\s*class\b", mistake.text) is not None
    if not is_class and not rest.lstrip().startswith("("):
        return None
    if not mistake.helps(f"{found[1].rstrip()}{rest}"):
        return None
    inside = brackets.strip("[] ")
    if is_class and _is_class(inside, mistake):
        return (
            f"The class that `{name}` is based on goes in round brackets. "
            f"Write `class {name}({inside}):`."
        )
    if is_class and not inside[:1].isupper():
        return None
    refused = _since(f"Type parameters such as {quoted(brackets)} need", "3.12")
    parameters = set(re.findall(r"[^\W\d]\w*", inside)) - set(dir(builtins))
    used = parameters & ({*re.findall(r"\w+", rest)} | mistake.words_elsewhere)
    if used:
        return f"{refused} Remove {quoted(brackets)}, and the types that use `{min(used)}`."
    return f"{refused} Write {quoted(f'{found[1].rstrip()}{rest}')} instead."


def _is_class(name: str, mistake: Mistake) -> bool:
    begins = re.compile(rf"\s*class\s+{re.escape(name)}\b")
    return isinstance(getattr(builtins, name, None), type) or any(map(begins.match, mistake.lines))


def _free_f_string(mistake: Mistake) -> str | None:
    text = mistake.text
    what = re.search(
        r"f-string expression part cannot include (?:a |')?(backslash|#)", mistake.message
    )
    if what:
        sign = "\\" if what[1] == "backslash" else "#"
        return _since(f"`{sign}` between `{{` and `}}` of an f-string needs", "3.12") + (
            " Calculate the value in a line above, give it a name, and write the name there."
        )
    if "unterminated string literal" in mistake.message and _joins_lines(mistake):
        return _since("A new line between `{` and `}` of an f-string needs", "3.12") + (
            " Write all of it on one line."
        )
    other = _with_other_quotes(text)
    if not mistake.helps(other):
        return None
    return _since("Using the quotes of an f-string again between its `{` and `}` needs", "3.12") + (
        f" Use other quotes inside, as in {quoted(other)}."
    )


def _joins_lines(mistake: Mistake) -> bool:
    """Whether the f-string continues on the next line."""
    found = _F_STRING.search(mistake.text)
    if not found or "{" not in mistake.text[found.end() :]:
        return False
    first = mistake.text[: found.end()] + mistake.text[found.end() :].partition("#")[0].rstrip()
    joined = f"{first} {mistake.line_at(mistake.line + 1).strip()}"
    changes = {mistake.line: joined, mistake.line + 1: ""}
    return mistake.gets_beyond((mistake.line, len(joined)), changes)


def _with_other_quotes(text: str) -> str:
    """The line with other quotes where an f-string's own quotes are inside its braces."""
    changed = text
    for found in _F_STRING.finditer(text):
        if len(found[1]) == 1:
            changed = _requoted(changed, found.end(), found[1])
    return changed


def _requoted(text: str, start: int, quote: str) -> str:
    other = "'" if quote == '"' else '"'
    depth, characters = 0, list(text)
    for at in range(start, len(text)):
        each = text[at]
        if each == "{":
            depth += 1
        elif each == "}" and depth:
            depth -= 1
        elif each == quote and not depth:
            break
        elif each == quote:
            characters[at] = other
    return "".join(characters)


def _t_string(mistake: Mistake) -> str | None:
    if not mistake.helps(_T_STRING.sub(r"\1f\2", mistake.text)):
        return None
    return _since("A `t` before the quotes of a text needs", "3.14") + (
        " To put values into a text, write `f` before the quotes."
    )


def _bare_errors(mistake: Mistake) -> str | None:
    found = _EXCEPT.match(mistake.text)
    if not found or _old_except(mistake):
        return None
    new = f"{found[1]}({found[2]}){found[3]}"
    if not mistake.helps(new + mistake.text[found.end() :]):
        return None
    if " as " in found[3]:
        return f"Several errors after `except` need brackets. Write {quoted(new)}."
    return _since("Several errors after `except` without brackets need", "3.14") + (
        f" Write {quoted(new)}."
    )


def explain_older(mistake: Mistake) -> str | None:
    """For what only Python 2 could read."""
    return mistake.explained_by(_print, _old_except, _old_raise, _long, _backticks)


def _print(mistake: Mistake) -> str | None:
    call = re.search(r"Missing parentheses in call to '(\w+)'", mistake.message)
    if not call:
        return None
    name = call[1]
    found = re.match(rf"(.*?\b{name}\b)\s*(.*?)[\s;,]*$", mistake.bare)
    needed = f"`{name}` needs brackets around what it shows."
    if not found:
        return f"{needed} Write `{name}(…)`."
    what = mistake.text[found.start(2) : found.end(2)]
    rest = mistake.text[found.end(2) :]
    if not mistake.helps(f"{found[1]}({what}){rest}") and not mistake.helps(f"{found[1]}({what})"):
        return f"{needed} Write `{name}(…)`."
    return f"{needed} Write {quoted(f'{name}({what})', f'{name}(…)')}."


def _old_except(mistake: Mistake) -> str | None:
    found = re.match(r"(\s*except\s+(\([\w., ]+\)|[\w.]+))\s*,\s*([^\W\d]\w*)\s*:", mistake.text)
    if not found or found[3][:1].isupper() or hasattr(builtins, found[3]):
        return None
    new = f"{found[1]} as {found[3]}:"
    if not mistake.helps(new + mistake.text[found.end() :]):
        return None
    return f"In Python 3, the name of an error comes after `as`. Write {quoted(new)}."


def _old_raise(mistake: Mistake) -> str | None:
    found = re.match(r"(\s*)raise\s+([\w.]+)\s*,\s*(.+?)\s*$", mistake.text)
    if not found or not mistake.helps(f"{found[1]}raise {found[2]}({found[3]})"):
        return None
    return (
        "In Python 3, the message of an error goes in brackets. "
        f"Write {quoted(f'raise {found[2]}({found[3]})', f'raise {found[2]}(…)')}."
    )


def _long(mistake: Mistake) -> str | None:
    found = re.search(r"\b(\d+)[lL]\b", mistake.bare)
    if not found or not mistake.helps(mistake.text[: found.end(1)] + mistake.text[found.end() :]):
        return None
    return f"In Python 3, a whole number has no `{found[0][-1]}` after it. Write `{found[1]}`."


def _backticks(mistake: Mistake) -> str | None:
    if "`" not in mistake.bare or mistake.text.lstrip().startswith("```"):
        return None
    for quote in ("'", '"'):
        if mistake.helps(mistake.text.replace("`", quote)):
            return (
                f"A backtick is not a quote in Python. Write `{quote}` before and after the text."
            )
    return None
