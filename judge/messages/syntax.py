"""A sentence for a file that is no Python."""

import re

from ..report.text import clip, lines_of, safe_str, type_name
from .foreign_signs import explain_foreign_sign, explain_letter
from .syntax_habits import explain_foreign_header, explain_habit
from .syntax_indentation import explain_indentation
from .syntax_mistake import Mistake, indentation, quoted, shown
from .syntax_outside import explain_outside
from .syntax_pasted import explain_pasted
from .syntax_texts import explain_missing_quotes, explain_quotes, explain_text_alone
from .syntax_versions import explain_newer, explain_older
from .syntax_words import explain_colon, explain_words, is_misspelt

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {close: opening for opening, close in _CLOSING.items()}
_SENTENCE_MAX = 600
# No person writes a longer line by hand, and what is looked for takes its time in one.
_LINE_MAX = 1_000


def explain_syntax_error(error: SyntaxError, source: str) -> str:
    """``Line 2: The line must end with a colon…``, from the error and the student's text.

    A change is proposed only if Python could read the line then. Where nothing is known that helps,
    Python's own words stand there.
    """
    line = error.lineno if type(error.lineno) is int else None
    where = f"Line {line}: " if line else ""
    lines = [each.rstrip("\n") for each in lines_of(source)]
    mistake = Mistake(safe_str(error.msg), line or 0, max((error.offset or 1) - 1, 0), lines)
    try:
        sentence = _explain(error, mistake)
    except MemoryError:
        raise
    except BaseException:
        sentence = None
    return where + clip(sentence or f"{type_name(error)}: {mistake.message}", _SENTENCE_MAX)


def _explain(error: SyntaxError, mistake: Mistake) -> str | None:
    if len(mistake.text) > _LINE_MAX:
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
        rules += [explain_habit, explain_words]
    rules += [_number, explain_colon, explain_text_alone, _other]
    return next(filter(None, (explain(mistake) for explain in rules)), None)


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
            return "Python needs no `{` around lines. Write `:` and move the lines below in."
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
            f"The bracket `{unmatched[1]}` in {shown(text)} closes nothing. "
            f"Remove it, or write the `{_OPENING[unmatched[1]]}` that is missing."
        )
    pair = re.search(r"parenthesis '(.)' does not match opening parenthesis '(.)'", message)
    if pair:
        right = _CLOSING.get(pair[2], pair[2])
        return f"`{pair[2]}` is closed by `{pair[1]}`. Write `{right}` instead of `{pair[1]}`."
    return None


def _unclosed_in_line(mistake: Mistake) -> str | None:
    """A bracket that should be closed before the place where Python stumbles."""
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
            f"A single `=` gives a value; the `{condition[1]}` wants to compare. "
            "Write `==` instead of `=`."
        )
    constant = re.match(r"cannot assign to (True|False|None)", message)
    if constant:
        return f"`{constant[1]}` is fixed and cannot be given a value. Choose another name."
    assign = re.match(r"cannot assign to ([\w -]+?)(?: here|$|\.)", message)
    single = re.compile(r"(?<![=!<>:])=(?!=)").search(mistake.bare, mistake.column)
    key = mistake.bare[: single.start()] if single else ""
    if (
        single
        and key.count("{") > key.count("}")
        and mistake.helps(f"{text[: single.start()].rstrip()}: {text[single.end() :].lstrip()}")
    ):
        return "In a dictionary a colon stands between key and value. Write `:` instead of `=`."
    if assign and single and not text[: mistake.column].strip() and "=>" not in mistake.bare:
        left, right = text[: single.start()].strip(), text[single.end() :].strip()
        dashed = re.fullmatch(r"[^\W\d]\w*(?:-\w+)+", left)
        name = left.replace("-", "_")
        if dashed and not {*left.split("-")} <= mistake.words_elsewhere:
            return f"A name has no `-` in it, but `{left}` has. Write `{name}`."
        parameters = re.fullmatch(r"[^\W\d]\w*\(((?:\s*[^\W\d]\w*\s*,?)*)\)", left)
        own = re.findall(r"\w+", parameters[1]) if parameters else []
        if set(own) & set(re.findall(r"\w+", right)) and mistake.helps(
            f"{indentation(text)}def {left}: return {right}"
        ):
            return (
                f"{quoted(left)} before `=` is no name that can get a value. To write a function, "
                f"begin with `def {left}:`, and write {quoted(f'return {right}')} below it."
            )
        said = f"{quoted(left)} before `=` is no name that can get a value."
        if mistake.helps(f"{indentation(text)}{right} = {left}"):
            return (
                f"{said} To give {quoted(right)} that value, write {quoted(f'{right} = {left}')}."
            )
        return f"{said} Write a single name before `=`, and the calculation behind it."
    return None


def _arguments(mistake: Mistake) -> str | None:
    message = mistake.message
    if "positional argument follows keyword" in message:
        return "Values with a name, as in `a=1`, come last. Move those without a name before them."
    if "default" in message and "argument follows" in message or "without a default" in message:
        return (
            f"In {shown(mistake.text)} a parameter with a value, as in `a=1`, stands before one "
            "without. Move it to the end."
        )
    twice = re.search(r"duplicate (?:argument|parameter) '(\w+)'", message)
    if twice:
        return f"The parameter `{twice[1]}` is there twice. Give one of them another name."
    declared = re.search(
        r"name '(\w+)' is (?:used|assigned to) (?:prior to|before) global", message
    )
    if declared:
        return f"`global {declared[1]}` comes too late. Make it the first line of the function."
    if "is parameter and global" in message:
        return "A parameter cannot be `global` too. Remove the `global` line."
    return None


def _blocks(mistake: Mistake) -> str | None:
    message = mistake.message
    if "'except' or 'finally'" in message:
        word = re.match(r"\s*(\w+)", mistake.text)
        foreign = word and (word[1] in ("catch", "rescue") or is_misspelt(word[1], "except"))
        if word and foreign and mistake.helps(mistake.text.replace(word[1], "except", 1)):
            return f"`{word[1]}` is written `except` in Python. Write `except`."
        return "The `try` above has no `except`. Write `except` with an error's name below it."
    if "multiple exception types" in message:
        return "Several errors behind `except` need brackets. Write `except (…, …):`."
    if "elif' block follows an 'else'" in message:
        return "`elif` stands below `else`. Move the `else` to the end."
    if "expected 'else' after 'if'" in message:
        return "`a if condition` needs an `else` in one line. Write `else` and the other value."
    return None


def _number(mistake: Mistake) -> str | None:
    if "leading zeros" in mistake.message:
        return "A number must not begin with 0. Remove the zero at its front."
    if not re.search(r"invalid (?:decimal|hexadecimal|octal|binary) literal", mistake.message):
        return None
    found = next(
        (each for each in re.finditer(r"\b\d[\w.]*", mistake.bare) if each.end() > mistake.column),
        None,
    )
    name = found[0] if found else ""
    if not name.isalnum() and "_" not in name:
        return f"{quoted(name)} is no number. Write digits, and a point where a fraction begins."
    start, end = found.span() if found else (0, 0)
    renamed = f"{mistake.text[:start]}a_{mistake.text[start:]}"
    if mistake.helps(renamed) and re.match(r"\s*(?:==)?\s*(?:=|\(|:|in\b)", mistake.text[end:]):
        return f"`{name}` begins with a digit, as no name may. Begin it with a letter."
    return (
        f"`{name}` begins with a digit, as no name may. Begin it with a letter if it is a name, "
        "put quotes around it if it is a text, or write `*` for a product."
    )


def _other(mistake: Mistake) -> str | None:
    message, text = mistake.message, mistake.text
    if "forgot a comma" in message:
        return f"Something is missing between two values in {shown(text)}. {_between(text)}"
    partner = re.match(r"\s*(else|elif|except|finally)\b", text)
    if partner:
        of = "try" if partner[1] in ("except", "finally") else "if"
        return (
            f"`{partner[1]}` belongs to no `{of}`. "
            f"Move it as far in as its `{of}`, directly below that one's lines."
        )
    if "Did you mean" in message:
        return message.removeprefix("invalid syntax. ").replace("'", "`")
    if "expected '('" in message:
        return f"The name in {shown(text)} needs brackets behind it. Write `()` there."
    if not message.startswith("invalid syntax"):
        return None
    if _opens_more(mistake):
        return (
            f"Python does not understand {shown(text)}. "
            "A bracket of a line above may not be closed: look there first."
        )
    word = re.match(r"\w+|\S", text[mistake.column :])
    place = f" at `{word[0]}`" if word and word[0] != "`" else ""
    missing = (
        "Is an operator, a comma or a quote missing before it?"
        if re.search(r"\w[\"']?\s+$", text[: mistake.column])
        else "Compare it with an example, character by character."
    )
    return f"Python does not understand {shown(text)}{place}. {missing}"


def _between(text: str) -> str:
    if re.search(r"\{\s*[\"']?\w+[\"']?\s+[\"'\w]", text):
        return "Write a colon `:` between key and value, a comma `,` between pairs."
    if re.search(r"[\"']\s+\w|\w\s+[\"']", text):
        return "Write a comma `,` between them, or `+` to join texts."
    return "Write a comma `,` between them, or quotes around them if they are one text."


def _opens_more(mistake: Mistake) -> bool:
    """Whether the nearest line above opens more brackets than it closes."""
    line = next((each for each in reversed(mistake.lines[: mistake.line - 1]) if each.strip()), "")
    return sum(map(line.count, "([{")) > sum(map(line.count, ")]}"))
