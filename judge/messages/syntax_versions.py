"""What only newer Pythons can read, and what only Python 2 could."""

import builtins
import re
import sys
from collections.abc import Iterator

from .syntax_mistake import Mistake, quoted

_HERE = f"here runs Python {sys.version_info[0]}.{sys.version_info[1]}"
_NAMES = r"\[\s*\*{0,2}[^\W\d]\w*[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]"
_GENERIC = re.compile(rf"(\s*(?:(?:async\s+)?def|class)\s+([^\W\d]\w*)\s*)({_NAMES})(?=\s*[(:])")
_TYPE = re.compile(rf"(\s*)type\s+([^\W\d]\w*)\s*((?:{_NAMES})?)\s*=(?!=)")
_T_STRING = re.compile(r"(?<![\w\"'])([rR]?)[tT]([rR]?)(?=[\"'])")
_F_STRING = re.compile(r"(?<![\w\"'])[rR]?[fF][rR]?(\"\"\"|'''|\"|')")
_EXCEPT = re.compile(r"(\s*except\s+)([\w.]+(?:\s*,\s*[\w.]+)+)(\s*(?:as\s+\w+\s*)?:)")


def explain_newer(mistake: Mistake) -> str | None:
    """For what this Python cannot read, but a newer one can."""
    for since, explain in (
        ((3, 12), _type_statement),
        ((3, 12), _type_parameters),
        ((3, 12), _free_f_string),
        ((3, 14), _t_string),
        ((3, 14), _bare_errors),
    ):
        sentence = explain(mistake) if sys.version_info[:2] < since else None
        if sentence:
            return sentence
    return None


def _since(what: str, version: str) -> str:
    return f"{what} since Python {version}, but {_HERE}."


def _type_statement(mistake: Mistake) -> str | None:
    found = _TYPE.match(mistake.text)
    if not found:
        return None
    name, rest = found[2], mistake.text[found.end() :]
    if not mistake.helps(f"{found[1]}{name} ={rest}"):
        return None
    return _since("`type` makes a name for a type", "3.12") + (
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
            f"The class that `{name}` builds on stands in round brackets. "
            f"Write `class {name}({inside}):`."
        )
    if is_class and not inside[:1].isupper():
        return None
    said = _since(f"Type parameters such as {quoted(brackets)} can stand behind a name", "3.12")
    parameters = set(re.findall(r"[^\W\d]\w*", inside)) - set(dir(builtins))
    used = parameters & ({*re.findall(r"\w+", rest)} | mistake.words_elsewhere)
    if used:
        return f"{said} Remove {quoted(brackets)}, and the types that use `{min(used)}`."
    return f"{said} Write {quoted(f'{found[1].rstrip()}{rest}')} without them."


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
        return _since(f"`{sign}` can stand between `{{` and `}}` of an f-string", "3.12") + (
            " Compute the value in a line above, give it a name, and write the name there."
        )
    if "unterminated string literal" in mistake.message and _joins_lines(mistake):
        return _since("A line can end between `{` and `}` of an f-string", "3.12") + (
            " Write all of it in one line."
        )
    for other in _with_other_quotes(text):
        if mistake.helps(other):
            return _since(
                "The quotes around an f-string can stand within its `{` and `}` too", "3.12"
            ) + (f" Write other quotes inside, as in {quoted(other)}.")
    return None


def _joins_lines(mistake: Mistake) -> bool:
    """Whether the f-string goes on in the next line."""
    found = _F_STRING.search(mistake.text)
    if not found or "{" not in mistake.text[found.end() :]:
        return False
    first = mistake.text[: found.end()] + mistake.text[found.end() :].partition("#")[0].rstrip()
    joined = f"{first} {mistake.line_at(mistake.line + 1).strip()}"
    changes = {mistake.line: joined, mistake.line + 1: ""}
    return mistake.gets_beyond((mistake.line, len(joined)), changes)


def _with_other_quotes(text: str) -> Iterator[str]:
    """The line with other quotes wherever an f-string's own stand within its braces."""
    changed = text
    for found in _F_STRING.finditer(text):
        quote = found[1]
        if len(quote) > 1:
            continue
        changed = _requoted(changed, found.end(), quote)
    if changed != text:
        yield changed


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
    return _since("A `t` before the quotes of a text has a meaning", "3.14") + (
        " Write `f` before the quotes for a text with values in it."
    )


def _bare_errors(mistake: Mistake) -> str | None:
    found = _EXCEPT.match(mistake.text)
    if not found or _old_except(mistake):
        return None
    new = f"{found[1]}({found[2]}){found[3]}"
    if not mistake.helps(new + mistake.text[found.end() :]):
        return None
    if " as " in found[3]:
        return f"Several errors behind `except` need brackets. Write {quoted(new)}."
    return _since("Several errors behind `except` need no brackets", "3.14") + (
        f" Write {quoted(new)}."
    )


def explain_older(mistake: Mistake) -> str | None:
    """For what was Python until version 2."""
    for explain in (_print, _old_except, _old_raise, _long, _backticks):
        sentence = explain(mistake)
        if sentence:
            return sentence
    return None


def _print(mistake: Mistake) -> str | None:
    call = re.search(r"Missing parentheses in call to '(\w+)'", mistake.message)
    if not call:
        return None
    name = call[1]
    found = re.match(rf"(.*?\b{name}\b)\s*(.*?)[\s;,]*$", mistake.bare)
    said = f"`{name}` needs brackets around what it shows."
    if not found:
        return f"{said} Write `{name}(…)`."
    what = mistake.text[found.start(2) : found.end(2)]
    rest = mistake.text[found.end(2) :]
    if not mistake.helps(f"{found[1]}({what}){rest}") and not mistake.helps(f"{found[1]}({what})"):
        return f"{said} Write `{name}(…)`."
    return f"{said} Write {quoted(f'{name}({what})', f'{name}(…)')}."


def _old_except(mistake: Mistake) -> str | None:
    found = re.match(r"(\s*except\s+(\([\w., ]+\)|[\w.]+))\s*,\s*([^\W\d]\w*)\s*:", mistake.text)
    if not found or found[3][:1].isupper() or hasattr(builtins, found[3]):
        return None
    new = f"{found[1]} as {found[3]}:"
    if not mistake.helps(new + mistake.text[found.end() :]):
        return None
    return f"An error gets its name by `as` in Python 3. Write {quoted(new)}."


def _old_raise(mistake: Mistake) -> str | None:
    found = re.match(r"(\s*)raise\s+([\w.]+)\s*,\s*(.+?)\s*$", mistake.text)
    if not found or not mistake.helps(f"{found[1]}raise {found[2]}({found[3]})"):
        return None
    return (
        "What an error says stands in brackets in Python 3. "
        f"Write {quoted(f'raise {found[2]}({found[3]})', f'raise {found[2]}(…)')}."
    )


def _long(mistake: Mistake) -> str | None:
    found = re.search(r"\b(\d+)[lL]\b", mistake.bare)
    if not found or not mistake.helps(mistake.text[: found.end(1)] + mistake.text[found.end() :]):
        return None
    return f"A whole number has no `{found[0][-1]}` behind it in Python 3. Write `{found[1]}`."


def _backticks(mistake: Mistake) -> str | None:
    if "`" not in mistake.bare or mistake.text.lstrip().startswith("```"):
        return None
    for quote in ("'", '"'):
        if mistake.helps(mistake.text.replace("`", quote)):
            return f"A backtick is no quote in Python. Write `{quote}` before and behind the text."
    return None
