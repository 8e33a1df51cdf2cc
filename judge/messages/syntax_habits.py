"""Lines that no rule of Python's grammar explains well: habits of other languages, and slips."""

import keyword
import re
from collections.abc import Iterator

from .syntax_mistake import Mistake, indentation

_KEYWORDS = "|".join(keyword.kwlist)
_TYPES = "int|float|str|string|String|char|double|long|bool|boolean"

# A pattern, what is said of it, and what would be written in its place, where that is known: it is
# said only when Python could read the line then. A pattern is looked for in a line whose texts and
# comment are blanked out. {1} is its first group, without spaces around it.
_HABITS: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (re.compile(pattern), sentence, change)
    for pattern, sentence, change in (
        (
            r"^\s*(?:\}\s*)?else\s+if\b",
            "`else if` is written `elif` in Python. Write `elif`.",
            "elif",
        ),
        (
            r"^\s*(elseif|elsif|elsei|elif else)\b",
            "`{1}` is written `elif` in Python. Write `elif`.",
            "elif",
        ),
        (
            r"^\s*else\s+[^:\s]",
            "`else` takes no condition. Write `else:`, or `elif` with one.",
            None,
        ),
        (
            r"^\s*elif\s*:",
            "`elif` needs a condition. Write one behind `elif`, or write `else:`.",
            "else:",
        ),
        (r"\s*&&\s*", "`&&` is written `and` in Python. Write `and`.", " and "),
        (r"\s*\|\|\s*", "`||` is written `or` in Python. Write `or`.", " or "),
        (r"!==", "`!==` is written `!=` in Python. Write `!=`.", "!="),
        (r"===", "`===` is written `==` in Python. Write `==`.", "=="),
        (r"(\w+)\+\+\s*;?", "Python has no `++`. Write `{1} += 1`.", "{1} += 1"),
        (r"\+\+(\w+)\s*;?", "Python has no `++`. Write `{1} += 1`.", "{1} += 1"),
        (r"(\w+)--\s*;?\s*$", "Python has no `--`. Write `{1} -= 1`.", "{1} -= 1"),
        (
            r"(\w+)\+\+",
            "Python has no `++`. Write `{1} += 1` in a line of its own.",
            None,
        ),
        (r"=<", "`=<` is written `<=`. Write `<=`.", "<="),
        (r"<>", "`<>` is written `!=` in Python. Write `!=`.", "!="),
        (
            r"=\s*\(?[\w, ]*\)?\s*=>",
            "`=>` makes no function in Python. Write `def` and a name, or `lambda`.",
            None,
        ),
        (r"(?<=\))\s*=>\s*", "`=>` is written `->` in Python. Write `->`.", " -> "),
        (r"-\s+>", "`->` is one sign, without a space in it. Write `->`.", "->"),
        (r"=>", "`=>` means nothing in Python. Write `>=` to compare.", ">="),
        (r"=!", "`=!` is written `!=`. Write `!=`.", "!="),
        (r"(?<![^\s(])!(?!=)\s*(?=[\w(])", "`!` is written `not` in Python. Write `not`.", "not "),
        (
            r"^\s*//",
            "A comment begins with `#` in Python. Write `#` instead of `//`.",
            "#",
        ),
        (
            r"//(?=\s*[^\W\d]\w*\s+[^\W\d])",
            "A comment begins with `#` in Python. Write `#` instead of `//`.",
            "#",
        ),
        (
            r"^\s*(?:/\*|\*/)",
            "A comment begins with `#` in Python. Write `#` instead of `/*`.",
            None,
        ),
        (
            rf"^\s*(var|let|const|auto|{_TYPES})\s+(\w+)\s*=(?!=)",
            "A variable needs no `{1}` in Python. Write `{2} = ` and its value.",
            "{2} =",
        ),
        (
            rf"^\s*(var|let|{_TYPES})\s+(\w+)\s*;?\s*$",
            "A variable begins with its first value in Python, without `{1}`. Write `{2} = …`.",
            "{2} = 0",
        ),
        (
            rf"^\s*def\s+\w+\s*\(.*?\b({_TYPES})\s+(\w+)",
            "A parameter needs no type before it in Python. Write `{2}` instead of `{1} {2}`.",
            None,
        ),
        (
            r"^\s*(switch|until|unless|foreach|do)\b(?!\s*[=.\[(]?=)",
            "Python has no `{1}` of that form. Write `if`, `while` or `for`.",
            None,
        ),
        (
            r"^\s*for\s+(\w+)\s+(?:on|ni|im|of|from|inn|is|into|at|i)\s+",
            "The word `in` is missing. Write `for {1} in …`.",
            "for {1} in ",
        ),
        (
            r"^\s*for\s+(\w+)\s+(?!in\b|,)(\w+)",
            "The word `in` is missing. Write `for {1} in {2}`.",
            "for {1} in {2}",
        ),
        (
            r"(?<=\s)for\s+(\w+)\s+(?!in\b|,)(\w+)",
            "The word `in` is missing. Write `for {1} in {2}`.",
            "for {1} in {2}",
        ),
        (
            r"^\s*(?:repeat|loop)\s+(\w+)(?:\s+times)?\s*:?",
            "Python repeats lines by `for` and `while`. Write `for i in range({1}):`.",
            "for i in range({1}):",
        ),
        (
            r"^\s*for\s+(\w+)\s*=\s*(\d+)\s*(?:to|:|,|\.\.)\s*(\w+)",
            "A `for` loop goes through something. Write `for {1} in range({2}, {3} + 1):`.",
            None,
        ),
        (r"\?[^:]*:", "Python has no `? :`. Write `a if condition else b`.", None),
        (
            r"^\s*import\s+([\w, ]+)\s+from\s+(\w+)",
            "The two are the wrong way round. Write `from {2} import {1}`.",
            "from {2} import {1}",
        ),
        (
            r"^\s*#?include\s*[<\"]",
            "A module is imported by `import` in Python. Write `import` and its name.",
            None,
        ),
        (
            r"^\s*return\s*=\s*(?!=)",
            "`return` gives a value back, without a `=`. Remove the `=`.",
            "return ",
        ),
        (
            r"^\s*(.+\S)\s+return\s*;?\s*$",
            "`return` comes before its value. Write `return {1}`.",
            "return {1}",
        ),
        (
            rf"^\s*({_KEYWORDS})\s*=(?!=)",
            "`{1}` is a word of Python's own and cannot be a variable. Choose another name.",
            "name_ =",
        ),
        (
            rf"^\s*(?:def|class)\s+({_KEYWORDS})\b",
            "`{1}` is a word of Python's own and cannot be a name. Choose another name.",
            None,
        ),
        (
            rf"^\s*def\s+\w+\s*\((?:[^)]*,)?\s*({_KEYWORDS})\s*[,)=:]",
            "`{1}` is a word of Python's own and cannot be a parameter. Choose another name.",
            None,
        ),
        (
            rf"^\s*for\s+({_KEYWORDS})\s+in\b",
            "`{1}` is a word of Python's own and cannot be a variable. Choose another name.",
            "for name_ in",
        ),
        (
            r"^\s*(If|IF|Elif|ELIF|Else|ELSE|While|WHILE|For|FOR|Return|RETURN|Import|From|Class|"
            r"Try|Except|With|Not|Pass|Break|Continue|Def)\b",
            "`{1}` is written in small letters. Write `{1:lower}`.",
            "{1:lower}",
        ),
        (
            r"(?<=\s)(And|AND|Or|OR|Not|NOT|In|IN|Is)(?=\s)",
            "`{1}` is written in small letters. Write `{1:lower}`.",
            "{1:lower}",
        ),
        (
            r"^\s*def\s+([^\W\d]\w*)\s*:",
            "`def {1}` needs brackets. Write `def {1}():`.",
            "def {1}():",
        ),
        (
            r"^\s*def\s+([^\W\d]\w*)\s+([^\W\d]\w*(?:\s*,\s*\w+)*)\s*:",
            "The parameters of `{1}` need brackets. Write `def {1}({2}):`.",
            "def {1}({2}):",
        ),
        (
            r"^\s*def\s+([^\W\d]\w*)\s*[\[{]([\w, ]*)[\]}]",
            "The parameters of `{1}` stand in round brackets. Write `def {1}({2}):`.",
            "def {1}({2})",
        ),
        (
            r"^\s*def\s+(\w+-[\w-]*)",
            "A name has no `-` in it, but `{1}` has. Write `{1:snake}`.",
            "def {1:snake}",
        ),
        (
            r"^\s*def\s+(\w+\s+\w[\w ]*)\(",
            "A name has no space in it, but `{1}` has. Write `{1:snake}`.",
            "def {1:snake}(",
        ),
        (
            r"^\s*def\s*\(",
            "A function needs a name behind `def`. Write `def name(…):`.",
            "def name(",
        ),
        (
            r"\blambda\b([^:]*):\s*return\s+",
            "A `lambda` gives its value back without `return`. Remove `return`.",
            "lambda {1}: ",
        ),
        (
            r"^\s*([^\W\d]\w*)\s*:=\s*",
            "`:=` cannot stand alone in a line. Write `{1} = …`.",
            "{1} = ",
        ),
        (
            r"(?<=[\w\"')\]])\s*,\s*(?=[^\W\d]\w*\s*=(?!=))",
            "Two names get values in one line. Write each in a line of its own.",
            "; ",
        ),
        (
            r"(\b[\w.]+)\s*((?:==|!=|<=?|>=?)\s*[\w.]+)\s+(and|or)\s+(?=[=!<>])",
            "A comparison needs a value on both sides. Write `{1} {2} {3} {1} …`.",
            "{1} {2} {3} {1} ",
        ),
        (
            rf"^\s*(?!(?:{_KEYWORDS})\b)([^\W\d]\w*(?: [^\W\d]\w*)+)\s*=(?!=)",
            "A name has no space in it, but `{1}` has. Write `{1:snake}`.",
            "{1:snake} =",
        ),
        (
            r"\brange\s+(\w[\w, ]*?)\s*(?=:)",
            "`range` needs brackets. Write `range({1})`.",
            "range({1})",
        ),
        (
            r"\bin\s+[\[(]?(\w+)\s*(?:\.\.+|:|\bto\b|\buntil\b)\s*(\w+)[\])]?\s*(?=:)",
            "A loop counts by `range`, which ends one before its second number. "
            "Write `in range({1}, {2} + 1)`.",
            "in range({1}, {2} + 1)",
        ),
        (
            r"^\s*except\s+([\w.]+)\s+([^\W\d]\w*)\s*:",
            "The word `as` is missing. Write `except {1} as {2}:`.",
            "except {1} as {2}:",
        ),
        (
            r"^\s*(with\s+.*\))\s+([^\W\d]\w*)\s*:",
            "The word `as` is missing. Write `as {2}:`.",
            "{1} as {2}:",
        ),
        (
            r"^\s*(global|nonlocal)\s+(\w+)\s*=(?!=)",
            "`{1}` and a value need two lines. Write `{1} {2}`, and below it `{2} = …`.",
            "{1} {2}; {2} =",
        ),
        (
            r"^\s*if\b[^:]*:.*\S\s+(else|elif)\b.*:",
            "`{1}` begins a line of its own. Begin a new line before it.",
            None,
        ),
        (
            r"^\s*raise\s+(\w+)\s+(?=\")",
            "What an error says needs brackets. Write `raise {1}(…)`.",
            None,
        ),
        (
            r"(^\s*(?:if|elif|while|assert|return)\b.*?)=\s+=",
            "`==` is one sign, without a space in it. Write `==`.",
            "{1} ==",
        ),
        (r"=\s+=", "There is a `=` too many. Remove it.", "="),
        (r"::\s*$", "There is a `:` too many. Remove it.", ":"),
        (
            r"\bis\s+not\s+in\b",
            "`is not in` is one word too many. Write `not in`.",
            "not in",
        ),
        (
            r"\bis\s+(?:greater|bigger|larger|more)\s+than\b|\bgreater\s+than\b",
            "Python compares by signs, not by words. Write `>`.",
            ">",
        ),
        (
            r"\bis\s+(?:less|smaller)\s+than\b|\bless\s+than\b",
            "Python compares by signs, not by words. Write `<`.",
            "<",
        ),
        (
            r"\b(?:is\s+)?equals?(?:\s+to)?\b",
            "Python compares by signs, not by words. Write `==`.",
            "==",
        ),
        (r";;", "There is a `;` too many. Remove it: a line needs none at its end.", ";"),
        (
            r"[=(,\s](?:and|or|not|in|[-+*/%<>]|==)\s*:?\s*$",
            "The line ends with an operator, and what it should work on is missing. "
            "Write a value behind it.",
            None,
        ),
        (r"=\s*$", "The value behind `=` is missing. Write it there.", None),
        (
            r"^\s*import\s*$",
            "Name a module behind `import`, as in `import math`.",
            None,
        ),
        (
            r"^\s*from\s+(\w+)\s+import\s*$",
            "Name what you need from `{1}` behind `import`.",
            None,
        ),
        (
            r"\s*\bthen\b\s*:?",
            "Python has no `then`. Write a colon `:` instead.",
            ":",
        ),
        (
            r"^\s*(end|endif|endfor|endwhile|fi|done|END|End)\s*;?\s*$",
            "Python has no `{1}`: a block ends where lines are no longer moved in. "
            "Remove the line.",
            "pass",
        ),
        (
            r"\b(\d{1,3}(?:\.\d{3}){2,})\b",
            "`{1}` has more than one point. Write a number without signs between its digits.",
            "1",
        ),
        (
            r"(\d[\d.]*)\s*%\s*(?=$|[)\],:])",
            "`%` is no percent sign in Python. Write `{1} / 100`, or the fraction itself.",
            "{1} / 100",
        ),
        (
            r"\bif\s*\(?.*\)?\s*(?:do|begin)\s*$",
            "Python has no word before the lines of a block. Write a colon `:` instead.",
            None,
        ),
    )
)


# What begins such a line is the first that is to be said of it, before its brackets.
_HEADERS: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (re.compile(pattern), sentence, change)
    for pattern, sentence, change in (
        (
            r"^\s*(?:(?:public|private|protected|static|void|final)\s+)+(?:[\w\[\]<>]+\s+)*(\w+)\s*\(",
            "A function begins with `def` in Python, and has no types or other words before its "
            "name. Write `def {1}`.",
            None,
        ),
        (
            rf"^\s*(?:{_TYPES})\s+(\w+)\s*\(",
            "A function begins with `def` in Python, and no type stands before it. "
            "Write `def {1}`.",
            None,
        ),
        (
            r"^\s*(?:function|func|fn|define|fun|Def|DEF|dfe|deff|sub)\s+(\w+)",
            "A function begins with `def` in Python. Write `def {1}`.",
            None,
        ),
        (
            r"^\s*for\s*\(.*;.*",
            "Python has no `for (…; …; …)`. Write `for i in range(…):`.",
            None,
        ),
    )
)


def explain_foreign_header(mistake: Mistake) -> str | None:
    """The sentence for a line that begins a function or loop as other languages do."""
    return _first_fitting(_HEADERS, mistake)


def explain_habit(mistake: Mistake) -> str | None:
    """The sentence for a line that Python only calls invalid."""
    return _first_fitting(_HABITS, mistake)


def _first_fitting(
    habits: tuple[tuple[re.Pattern[str], str, str | None], ...], mistake: Mistake
) -> str | None:
    for pattern, sentence, change in habits:
        for found in pattern.finditer(mistake.bare[:500]):
            if change is None or mistake.helps(_changed(mistake.text, found, change)):
                return _fill(sentence, list(_groups(mistake.text, found)))
    return None


def _groups(text: str, found: re.Match[str]) -> Iterator[str]:
    for number in range(1, (found.re.groups or 0) + 1):
        start, end = found.span(number)
        yield text[start:end].strip()


def _changed(text: str, found: re.Match[str], change: str) -> str:
    start, end = found.span()
    # A pattern that begins at the edge covers the spaces there.
    kept = indentation(text) if start == 0 else ""
    return text[:start] + kept + _fill(change, list(_groups(text, found))) + text[end:]


def _fill(template: str, groups: list[str]) -> str:
    for number, name in enumerate(groups, start=1):
        template = template.replace(f"{{{number}}}", name)
        template = template.replace(f"{{{number}:lower}}", name.lower())
        template = template.replace(f"{{{number}:snake}}", re.sub(r"[- ]+", "_", name))
    return template
