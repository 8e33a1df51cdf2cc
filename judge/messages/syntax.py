"""A sentence for a file that is no Python."""

import re

from ..report.text import clip, lines_of, safe_str, type_name
from .syntax_habits import explain_habit

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {close: opening for opening, close in _CLOSING.items()}
_SENTENCE_MAX = 600


def explain_syntax_error(error: SyntaxError, source: str) -> str:
    """``Line 2: The line must end with a colon…``, from the error and the student's text.

    Where nothing is known that helps, Python's own words stand there.
    """
    line = error.lineno if type(error.lineno) is int else None
    where = f"Line {line}: " if line else ""
    try:
        sentence = _explain(error, line or 0, source)
    except MemoryError:
        raise
    except BaseException:
        sentence = None
    return where + clip(sentence or f"{type_name(error)}: {safe_str(error.msg)}", _SENTENCE_MAX)


def _explain(error: SyntaxError, line: int, source: str) -> str | None:
    message = safe_str(error.msg)
    lines = lines_of(source)
    text = lines[line - 1].rstrip("\n") if 0 < line <= len(lines) else ""
    if isinstance(error, IndentationError):
        return _indentation(error, message, text)
    for explain in (_quotes, _brackets, _outside, _print, _misplaced_equals):
        sentence = explain(message, text)
        if sentence:
            return sentence
    sentence = _words(message, text, _column(error))
    if sentence:
        return sentence
    habit = explain_habit(text) if _is_vague(message) else None
    return (
        habit or _colon(message, text) or _other(message, text, _column(error), lines[: line - 1])
    )


def _is_vague(message: str) -> bool:
    return message.startswith(
        ("invalid syntax", "expected", "cannot assign", "Did you mean", "Exp")
    )


def _column(error: SyntaxError) -> int:
    return error.offset or 0


def _indentation(error: IndentationError, message: str, text: str) -> str | None:
    shown = _shown(text)
    if isinstance(error, TabError):
        return (
            f"{shown} is moved in by tabs where other lines have spaces. "
            "Move all lines in by four spaces each."
        )
    block = re.search(r"after (.+?) on line (\d+)", message)
    if block:
        what = block[1].replace(" statement", "").replace("function definition", "`def`")
        what = what.replace("class definition", "`class`").replace("'", "`")
        return (
            f"The lines that belong to the {what} of line {block[2]} must be moved in. "
            f"Put four spaces in front of {shown if text.strip() else 'them, or write `pass`'}."
        )
    if "unexpected indent" in message:
        return (
            f"{shown} is moved in further than the line above, without a reason. "
            "Remove spaces at its beginning."
        )
    return (
        f"{shown} is moved in by as many spaces as no line above it. "
        "Move it as far as the lines that it belongs to."
    )


def _quotes(message: str, text: str) -> str | None:
    if "unterminated triple-quoted" in message:
        return 'The text that begins here is never closed. Write its three quotes `"""` at its end.'
    if "unterminated" in message and "string literal" in message:
        quote = "'" if text.count("'") % 2 and not text.count('"') % 2 else '"'
        if quote == "'" and re.search(r"\w'\w", text):
            return (
                "The text ends too early, because there is a `'` within it. "
                'Write double quotes `"` around it.'
            )
        return (
            f"The text in {_shown(text)} begins with a quote and has none at its end. "
            f"Write `{quote}` there."
        )
    curly = re.search(r"invalid character '([“”„‘’«»])'", message)
    if curly:
        plain = "'" if curly[1] in "‘’" else '"'
        return f"The curly quote `{curly[1]}` is not Python's. Write a straight `{plain}` instead."
    strange = re.search(r"invalid (?:non-printable )?character (?:'(.)' )?\(?(U\+\w+)", message)
    if strange:
        name = f"`{strange[1]}`" if strange[1] else f"An invisible character ({strange[2]})"
        return f"{name} cannot stand in a program. Delete it and type that place again."
    if message.startswith("f-string"):
        if "expecting '}'" in message or "never closed" in message:
            return (
                "A curly bracket `{` in the f-string is never closed. Write `}` behind the value."
            )
        if "single '}'" in message:
            return "A curly bracket `}` in the f-string has no partner. Write `{` before the value."
        return (
            f"What stands between `{{` and `}}` in {_shown(text)} is no value. "
            "Write a name or a calculation there."
        )
    return None


def _brackets(message: str, text: str) -> str | None:
    never = re.search(r"'([(\[{])' was never closed", message)
    if re.search(r"(?:[\w)\"']\s*|:\s*)\{\s*$", text) and (never or "expected ':'" in message):
        return "Python needs no `{` around lines. Write `:` and move the lines below in."
    if never:
        return (
            f"The bracket `{never[1]}` in {_shown(text)} is never closed. "
            f"Write `{_CLOSING[never[1]]}` where it should end."
        )
    unmatched = re.search(r"unmatched '([)\]}])'", message)
    if unmatched:
        return (
            f"The bracket `{unmatched[1]}` in {_shown(text)} closes nothing. "
            f"Remove it, or write the `{_OPENING[unmatched[1]]}` that is missing."
        )
    pair = re.search(r"parenthesis '(.)' does not match opening parenthesis '(.)'", message)
    if pair:
        right = _CLOSING.get(pair[2], pair[2])
        return f"`{pair[2]}` is closed by `{pair[1]}`. Write `{right}` instead of `{pair[1]}`."
    return None


def _outside(message: str, _text: str) -> str | None:
    outside = re.search(r"'(return|yield|await)' outside", message)
    if outside:
        return (
            f"`{outside[1]}` stands outside of a function. "
            "Move the line in, so that it belongs to the `def` above."
        )
    loop = re.search(r"'(break|continue)' (?:outside loop|not properly in loop)", message)
    if loop:
        return f"`{loop[1]}` stands outside of a loop. Move it into a `for` or `while`."
    return None


def _print(message: str, text: str) -> str | None:
    call = re.search(r"Missing parentheses in call to '(\w+)'", message)
    if not call:
        return None
    what = text.strip().removeprefix(call[1]).strip()
    shown = f"{call[1]}({clip(what, 60)})" if "`" not in what else f"{call[1]}(…)"
    return f"`{call[1]}` needs brackets around what it shows. Write `{shown}`."


def _misplaced_equals(message: str, text: str) -> str | None:
    condition = re.match(r"\s*(if|elif|while)\b(?!.*(?:===|=<|=>|&&|\|\|))", text)
    if "'=='" in message and condition:
        return (
            f"A single `=` gives a value; the `{condition[1]}` wants to compare. "
            "Write `==` instead of `=`."
        )
    constant = re.match(r"cannot assign to (True|False|None)", message)
    if constant:
        return f"`{constant[1]}` is fixed and cannot be given a value. Choose another name."
    assign = re.match(r"cannot assign to ([\w -]+?)(?: here|$|\.)", message)
    if assign and not re.search(r"=<|=>|===", text):
        left, _, right = text.strip().partition("=")
        swap = (
            f" To give `{right.strip()}` that value, write `{right.strip()} = {left.strip()}`."
            if right.strip().isidentifier()
            else " To compare, write `==`."
        )
        return f"`{clip(left.strip(), 60)}` before `=` is no name that can get a value.{swap}"
    return None


def _words(message: str, text: str, column: int) -> str | None:
    if "positional argument follows keyword" in message:
        return "Values with a name, as in `a=1`, come last. Move those without a name before them."
    if "default" in message and "argument follows" in message or "without a default" in message:
        return (
            f"In {_shown(text)} a parameter with a value, as in `a=1`, stands before one without. "
            "Move it to the end."
        )
    twice = re.search(r"duplicate (?:argument|parameter) '(\w+)'", message)
    if twice:
        return f"The parameter `{twice[1]}` is there twice. Give one of them another name."
    if "leading zeros" in message:
        return "A number must not begin with 0. Remove the zero at its front."
    if re.search(r"invalid (?:decimal|hexadecimal|octal|binary) literal", message):
        word = re.search(r"\w*$", text[:column])
        rest = re.match(r"\w*", text[column:])
        name = (word[0] if word else "") + (rest[0] if rest else "")
        return (
            f"`{name}` begins with a digit, as no name may. Begin it with a letter, or write `*`."
        )
    declared = re.search(
        r"name '(\w+)' is (?:used|assigned to) (?:prior to|before) global", message
    )
    if declared:
        return f"`global {declared[1]}` comes too late. Make it the first line of the function."
    if "is parameter and global" in message:
        return "A parameter cannot be `global` too. Remove the `global` line."
    if "'except' or 'finally'" in message:
        return "The `try` above has no `except`. Write `except` with an error's name below it."
    if "multiple exception types" in message:
        return "Several errors behind `except` need brackets. Write `except (…, …):`."
    if "elif' block follows an 'else'" in message:
        return "`elif` stands below `else`. Move the `else` to the end."
    if "expected 'else' after 'if'" in message:
        return "`a if condition` needs an `else` in one line. Write `else` and the other value."
    return None


def _colon(message: str, text: str) -> str | None:
    if "expected ':'" not in message and not (
        "invalid syntax" in message
        and re.match(r"\s*(if|elif|else|for|while|def|class|try|with|except)\b[^:]*$", text)
    ):
        return None
    word = re.match(r"\s*(\w+)", text)
    line = _shown(text)
    return (
        f"The line with `{word[1] if word else ''}` needs a colon. Write `:` at the end of {line}."
    )


def _other(message: str, text: str, column: int, above: list[str]) -> str | None:
    if "forgot a comma" in message:
        return f"Something is missing between two values in {_shown(text)}. {_between(text)}"
    if re.match(r"\s*(else|elif|except|finally)\b", text):
        word = text.split()[0].rstrip(":")
        partner = "try" if word in ("except", "finally") else "if"
        return (
            f"`{word}` belongs to no `{partner}`. "
            f"Move it as far in as its `{partner}`, directly below that one's lines."
        )
    if "Did you mean" in message:
        return message.removeprefix("invalid syntax. ").replace("'", "`")
    if "expected '('" in message:
        return f"The name in {_shown(text)} needs brackets behind it. Write `()` there."
    if not message.startswith("invalid syntax"):
        return None
    if _opens_more(above):
        return (
            f"Python does not understand {_shown(text)}. "
            "A bracket of a line above may not be closed: look there first."
        )
    word = re.match(r"\w+|\S", text[max(column - 1, 0) :])
    place = f" at `{word[0]}`" if word and word[0] != "`" else ""
    before = text[: max(column - 1, 0)]
    missing = (
        "Is an operator, a comma or a quote missing before it?"
        if re.search(r"\w[\"']?\s+$", before)
        else "Compare it with an example, character by character."
    )
    return f"Python does not understand {_shown(text)}{place}. {missing}"


def _between(text: str) -> str:
    if re.search(r"\{\s*[\"']?\w+[\"']?\s+[\"'\w]", text):
        return "Write a colon `:` between key and value, a comma `,` between pairs."
    if re.search(r"[\"']\s+\w|\w\s+[\"']", text):
        return "Write a comma `,` between them, or `+` to join texts."
    return "Write a comma `,` between them, or quotes around them if they are one text."


def _opens_more(above: list[str]) -> bool:
    """Whether the nearest line above opens more brackets than it closes."""
    line = next((each for each in reversed(above) if each.strip()), "")
    return sum(map(line.count, "([{")) > sum(map(line.count, ")]}"))


def _shown(text: str) -> str:
    bare = clip(text.strip(), 60)
    return f"`{bare}`" if bare and "`" not in bare else "this line"
