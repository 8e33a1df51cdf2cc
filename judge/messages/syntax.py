"""A sentence for a file that Python cannot read."""

import re

from ..common.attempt import attempted
from ..common.text import clip, lines_of, safe_str, type_name
from .foreign_signs import explain_foreign_sign, explain_letter
from .syntax_habits import explain_foreign_habit, explain_foreign_header
from .syntax_indentation import explain_indentation
from .syntax_mistake import Mistake, indentation, quoted, shown
from .syntax_outside import explain_outside
from .syntax_pasted import explain_pasted
from .syntax_slips import explain_slip
from .syntax_texts import explain_missing_quotes, explain_quotes, explain_text_alone
from .syntax_versions import explain_newer, explain_older
from .syntax_words import explain_colon, explain_words, is_misspelt

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {close: opening for opening, close in _CLOSING.items()}
_MAX_SENTENCE = 600
# Nobody writes a longer line by hand, and matching the patterns against one takes too long.
_MAX_LINE = 1_000


def explain_syntax_error(error: SyntaxError, source: str) -> str:
    """``Line 2: The line with `if` needs a colon…``, from the error and the student's source.

    A change is proposed only if Python could then read the line. Where no explanation is known, the
    sentence is Python's own message.
    """
    line = error.lineno if type(error.lineno) is int else None
    where = f"Line {line}: " if line else ""
    lines = [each.rstrip("\n") for each in lines_of(source)]
    mistake = Mistake(safe_str(error.msg), line or 0, max((error.offset or 1) - 1, 0), lines)
    sentence = attempted(lambda: _explain(error, mistake))
    return where + clip(sentence or f"{type_name(error)}: {mistake.message}", _MAX_SENTENCE)


def _explain(error: SyntaxError, mistake: Mistake) -> str | None:
    if len(mistake.text) > _MAX_LINE:
        return None
    if isinstance(error, IndentationError):
        return explain_indentation(mistake)
    rules = [
        explain_pasted,
        explain_outside,
        explain_older,
        explain_newer,
        explain_letter,
        explain_missing_quotes,
        explain_foreign_sign,
        explain_quotes,
        explain_foreign_header,
        _brackets,
        _misplaced_equals,
        _arguments,
        _blocks,
    ]
    if _is_vague(mistake.message):
        rules += [explain_foreign_habit, explain_slip, explain_words]
    rules += [_number, explain_colon, explain_text_alone, _other]
    return mistake.explained_by(*rules)


def _is_vague(message: str) -> bool:
    return message.startswith(
        (
            "invalid syntax",
            "invalid decimal",
            "cannot assign",
            "expected",
            "Expected",
            "'in' expected",
            "Did you mean",
        )
    )


def _brackets(mistake: Mistake) -> str | None:
    message, text = mistake.message, mistake.text
    never = re.search(r"'([(\[{])' was never closed", message)
    brace = re.search(r"(?:[\w)\"']\s*|:\s*)(\{)\s*$", mistake.bare)
    if brace and (never or "expected ':'" in message or "invalid syntax" in message):
        head = text[: brace.start(1)].rstrip().rstrip(":")
        if mistake.helps(f"{head}:"):
            return "Python does not use `{` around a block. Write `:`, and indent the lines below."
    unclosed = _unclosed_in_line(mistake) if message.startswith(("invalid", "expected")) else None
    if unclosed:
        return unclosed
    if never:
        return (
            f"The bracket `{never[1]}` in {shown(text)} is never closed. "
            f"Write `{_CLOSING[never[1]]}` where it should end."
        )
    unmatched = re.search(r"unmatched '([)\]}])'", message)
    if unmatched:
        return (
            f"The bracket `{unmatched[1]}` in {shown(text)} has no matching "
            f"`{_OPENING[unmatched[1]]}`. Remove it, or write the missing one."
        )
    pair = re.search(r"parenthesis '(.)' does not match opening parenthesis '(.)'", message)
    if pair:
        right = _CLOSING.get(pair[2], pair[2])
        return f"`{pair[2]}` is closed by `{pair[1]}`. Write `{right}` instead of `{pair[1]}`."
    return None


def _unclosed_in_line(mistake: Mistake) -> str | None:
    """A bracket that should be closed before the place that Python cannot read."""
    text, at = mistake.text, mistake.column
    opened: list[str] = []
    for each in mistake.bare[:at]:
        if each in _CLOSING:
            opened.append(each)
        elif each in _OPENING and opened:
            opened.pop()
    if not opened:
        return None
    closing = "".join(_CLOSING[each] for each in reversed(opened))
    if not mistake.helps(f"{text[:at].rstrip()}{closing}{text[at:]}"):
        return None
    return (
        f"The bracket `{opened[-1]}` in {shown(text)} is never closed. "
        f"Write `{closing}` before {quoted(text[at:])}."
    )


def _misplaced_equals(mistake: Mistake) -> str | None:
    message, text = mistake.message, mistake.text
    condition = re.match(r"\s*(if|elif|while|assert)\b(?!.*(?:===|=<|=>|&&|\|\|))", mistake.bare)
    single = re.search(r"(?<![=!<>:])=(?!=)", mistake.bare)
    if condition and single and mistake.helps(f"{text[: single.start()]}=={text[single.end() :]}"):
        return (
            f"A single `=` assigns a value, but `{condition[1]}` needs a comparison. "
            "Write `==` instead of `=`."
        )
    constant = re.match(r"cannot assign to (True|False|None)", message)
    if constant:
        return f"You cannot assign a value to `{constant[1]}`. Choose another name."
    assign = re.match(r"cannot assign to ([\w -]+?)(?: here|$|\.)", message)
    single = re.compile(r"(?<![=!<>:])=(?!=)").search(mistake.bare, mistake.column)
    key = mistake.bare[: single.start()] if single else ""
    if (
        single
        and key.count("{") > key.count("}")
        and mistake.helps(f"{text[: single.start()].rstrip()}: {text[single.end() :].lstrip()}")
    ):
        return "In a dictionary, a colon goes between key and value. Write `:` instead of `=`."
    if assign and single and not text[: mistake.column].strip() and "=>" not in mistake.bare:
        left, right = text[: single.start()].strip(), text[single.end() :].strip()
        dashed = re.fullmatch(r"[^\W\d]\w*(?:-\w+)+", left)
        name = left.replace("-", "_")
        if dashed and not {*left.split("-")} <= mistake.words_elsewhere:
            return f"A name cannot contain `-`. Write `{name}` instead of `{left}`."
        parameters = re.fullmatch(r"[^\W\d]\w*\(((?:\s*[^\W\d]\w*\s*,?)*)\)", left)
        own = re.findall(r"\w+", parameters[1]) if parameters else []
        if set(own) & set(re.findall(r"\w+", right)) and mistake.helps(
            f"{indentation(text)}def {left}: return {right}"
        ):
            return (
                f"You cannot assign a value to {quoted(left)}. To define a function, write "
                f"`def {left}:`, and below it {quoted(f'return {right}')}."
            )
        refused = f"You cannot assign a value to {quoted(left)}."
        if mistake.helps(f"{indentation(text)}{right} = {left}"):
            return (
                f"{refused} To assign it to {quoted(right)}, write {quoted(f'{right} = {left}')}."
            )
        return f"{refused} Write a name before `=`, and the calculation after it."
    return None


def _arguments(mistake: Mistake) -> str | None:
    message = mistake.message
    if "positional argument follows keyword" in message:
        return (
            "In a call, values with a name, such as `a=1`, come last. "
            "Move the values without a name before them."
        )
    if "default" in message and "argument follows" in message or "without a default" in message:
        return (
            f"In {shown(mistake.text)}, a parameter with a default value, such as `a=1`, comes "
            "before one without. Move it to the end."
        )
    twice = re.search(r"duplicate (?:argument|parameter) '(\w+)'", message)
    if twice:
        return f"Two parameters have the name `{twice[1]}`. Give one of them another name."
    declared = re.search(
        r"name '(\w+)' is (?:used|assigned to) (?:prior to|before) global", message
    )
    if declared:
        return f"`global {declared[1]}` comes too late. Make it the first line of the function."
    if "is parameter and global" in message:
        return "A parameter cannot also be `global`. Remove the `global` line."
    return None


def _blocks(mistake: Mistake) -> str | None:
    message = mistake.message
    if "'except' or 'finally'" in message:
        word = re.match(r"\s*(\w+)", mistake.text)
        foreign = word and (word[1] in ("catch", "rescue") or is_misspelt(word[1], "except"))
        if word and foreign and mistake.helps(mistake.text.replace(word[1], "except", 1)):
            return f"In Python, write `except` instead of `{word[1]}`."
        return (
            "The `try` above has no `except`. "
            "Write one below its lines, such as `except ValueError:`."
        )
    if "multiple exception types" in message:
        return "Several errors after `except` need brackets. Write `except (…, …):`."
    if "elif' block follows an 'else'" in message:
        return "`elif` comes after `else`. Move the `else` to the end."
    if "expected 'else' after 'if'" in message:
        return "An `if` inside a line needs an `else`. Write `… if … else …`."
    return None


def _number(mistake: Mistake) -> str | None:
    if "leading zeros" in mistake.message:
        return "A whole number cannot start with 0. Remove the zero at its start."
    if not re.search(r"invalid (?:decimal|hexadecimal|octal|binary) literal", mistake.message):
        return None
    found = next(
        (each for each in re.finditer(r"\b\d[\w.]*", mistake.bare) if each.end() > mistake.column),
        None,
    )
    name = found[0] if found else ""
    if not name.isalnum() and "_" not in name:
        return f"{quoted(name)} is not a number. Write digits, with a point before the decimals."
    start, end = found.span() if found else (0, 0)
    renamed = f"{mistake.text[:start]}a_{mistake.text[start:]}"
    if mistake.helps(renamed) and re.match(r"\s*(?:==)?\s*(?:=|\(|:|in\b)", mistake.text[end:]):
        return f"A name cannot start with a digit. Start `{name}` with a letter."
    return (
        f"`{name}` starts with a digit. If it is a name, start it with a letter; if it is a text, "
        "put quotes around it; to multiply, write `*`."
    )


def _other(mistake: Mistake) -> str | None:
    message, text = mistake.message, mistake.text
    if "forgot a comma" in message:
        return f"Something is missing between two values in {shown(text)}. {_between(text)}"
    partner = re.match(r"\s*(else|elif|except|finally)\b", text)
    if partner:
        of = "try" if partner[1] in ("except", "finally") else "if"
        return (
            f"There is no `{of}` that this `{partner[1]}` belongs to. "
            f"Put it directly below the lines of its `{of}`, indented like that `{of}`."
        )
    if "Did you mean" in message:
        return message.removeprefix("invalid syntax. ").replace("'", "`")
    if "expected '('" in message:
        return f"The name in {shown(text)} needs brackets after it. Write `()` there."
    if not message.startswith("invalid syntax"):
        return None
    if _opens_more(mistake):
        return (
            f"Python does not understand {shown(text)}. "
            "A bracket in a line above may not be closed. Look there first."
        )
    word = re.match(r"\w+|\S", text[mistake.column :])
    place = f" at `{word[0]}`" if word and word[0] != "`" else ""
    missing = (
        "Is an operator, a comma or a quote missing before it?"
        if re.search(r"\w[\"']?\s+$", text[: mistake.column])
        else "Compare the line with an example, character by character."
    )
    return f"Python does not understand {shown(text)}{place}. {missing}"


def _between(text: str) -> str:
    if re.search(r"\{\s*[\"']?\w+[\"']?\s+[\"'\w]", text):
        return "Write a colon `:` between key and value, and a comma `,` between pairs."
    if re.search(r"[\"']\s+\w|\w\s+[\"']", text):
        return "Write a comma `,` between them, or `+` to join texts."
    return "Write a comma `,` between them, or quotes around them if they are one text."


def _opens_more(mistake: Mistake) -> bool:
    """Whether the nearest line above opens more brackets than it closes."""
    line = next((each for each in reversed(mistake.lines[: mistake.line - 1]) if each.strip()), "")
    return sum(map(line.count, "([{")) > sum(map(line.count, ")]}"))
