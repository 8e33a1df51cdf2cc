"""Lines written as in other languages."""

from .syntax_mistake import Mistake
from .syntax_rules import first_fitting, rules

_TYPES = "int|float|str|string|String|char|double|long|bool|boolean"

# The start of such a line is explained before anything else in it, such as its brackets.
_HEADERS = rules(
    (
        r"^\s*(?:(?:public|private|protected|static|void|final)\s+)+(?:[\w\[\]<>]+\s+)*(\w+)\s*\(",
        "In Python, a function starts with `def`, without types or other words before its name. "
        "Write `def {1}`.",
    ),
    (
        rf"^\s*(?:{_TYPES})\s+(\w+)\s*\(",
        "In Python, a function starts with `def` and not with a type. Write `def {1}`.",
    ),
    (
        r"^\s*(?:function|func|fn|define|fun|Def|DEF|dfe|deff|sub)\s+(\w+)",
        "In Python, a function starts with `def`. Write `def {1}`.",
    ),
    (r"^\s*for\s*\(.*;.*", "Python has no `for (…; …; …)`. Write `for i in range(…):`."),
)

_COMMENT = "In Python, a comment starts with `#`. Write `#` instead of `//`."
_IN = "The word `in` is missing. Write `for {1} in {2}`."
_HABITS = rules(
    (r"^\s*(?:\}\s*)?else\s+if\b", "In Python, write `elif` instead of `else if`.", "elif"),
    (r"^\s*(elseif|elsif|elsei|elif else)\b", "In Python, write `elif` instead of `{1}`.", "elif"),
    (
        r"^\s*else\s+[^:\s]",
        "`else` does not take a condition. Write `else:`, or `elif` and the condition.",
    ),
    (
        r"^\s*elif\s*:",
        "`elif` needs a condition. Write one after `elif`, or write `else:`.",
        "else:",
    ),
    (r"\s*&&\s*", "In Python, write `and` instead of `&&`.", " and "),
    (r"\s*\|\|\s*", "In Python, write `or` instead of `||`.", " or "),
    (r"!==", "In Python, write `!=` instead of `!==`.", "!="),
    (r"===", "In Python, write `==` instead of `===`.", "=="),
    (r"(\w+)\+\+\s*;?", "Python has no `++`. Write `{1} += 1`.", "{1} += 1"),
    (r"\+\+(\w+)\s*;?", "Python has no `++`. Write `{1} += 1`.", "{1} += 1"),
    (r"(\w+)--\s*;?\s*$", "Python has no `--`. Write `{1} -= 1`.", "{1} -= 1"),
    (r"(\w+)\+\+", "Python has no `++`. Write `{1} += 1` on its own line."),
    (r"=<", "Write `<=` instead of `=<`.", "<="),
    (r"<>", "In Python, write `!=` instead of `<>`.", "!="),
    (
        r"=\s*\(?[\w, ]*\)?\s*=>",
        "Python does not use `=>` to make a function. Write `def` and a name, or `lambda`.",
    ),
    (r"(?<=\))\s*=>\s*", "In Python, write `->` instead of `=>`.", " -> "),
    (r"-\s+>", "There must be no space inside `->`. Write `->`.", "->"),
    (r"=>", "Python has no `=>`. To compare, write `>=`.", ">="),
    (r"=!", "Write `!=` instead of `=!`.", "!="),
    (r"(?<![^\s(])!(?!=)\s*(?=[\w(])", "In Python, write `not` instead of `!`.", "not "),
    (r"^\s*//", _COMMENT, "#"),
    (r"//(?=\s*[^\W\d]\w*\s+[^\W\d])", _COMMENT, "#"),
    (r"^\s*(?:/\*|\*/)", "In Python, a comment starts with `#`. Write `#` instead of `/*`."),
    (
        rf"^\s*(var|let|const|auto|{_TYPES})\s+(\w+)\s*=(?!=)",
        "In Python, a variable has no `{1}` before it. Write `{2} = ` and the value.",
        "{2} =",
    ),
    (
        rf"^\s*(var|let|{_TYPES})\s+(\w+)\s*;?\s*$",
        "In Python, a variable starts with its first value and without `{1}`. Write `{2} = …`.",
        "{2} = 0",
    ),
    (
        rf"^\s*def\s+\w+\s*\(.*?\b({_TYPES})\s+(\w+)",
        "In Python, a parameter has no type before it. Write `{2}` instead of `{1} {2}`.",
    ),
    (
        r"^\s*(switch|until|unless|foreach|do)\b(?!\s*[=.\[(]?=)",
        "Python has no `{1}`. Write `if`, `while` or `for`.",
    ),
    (
        r"^\s*for\s+(\w+)\s+(?:on|ni|im|of|from|inn|is|into|at|i)\s+",
        "The word `in` is missing. Write `for {1} in …`.",
        "for {1} in ",
    ),
    (r"^\s*for\s+(\w+)\s+(?!in\b|,)(\w+)", _IN, "for {1} in {2}"),
    (r"(?<=\s)for\s+(\w+)\s+(?!in\b|,)(\w+)", _IN, "for {1} in {2}"),
    (
        r"^\s*(?:repeat|loop)\s+(\w+)(?:\s+times)?\s*:?",
        "Python repeats lines with `for` or `while`. Write `for i in range({1}):`.",
        "for i in range({1}):",
    ),
    (
        r"^\s*for\s+(\w+)\s*=\s*(\d+)\s*(?:to|:|,|\.\.)\s*(\w+)",
        "A `for` loop goes through a range or a list. Write `for {1} in range({2}, {3} + 1):`.",
    ),
    (r"\?[^:]*:", "Python has no `? :`. Write `a if condition else b`."),
    (
        r"^\s*import\s+([\w, ]+)\s+from\s+(\w+)",
        "`from` comes before `import`. Write `from {2} import {1}`.",
        "from {2} import {1}",
    ),
    (
        r"^\s*#?include\s*[<\"]",
        "In Python, write `import` and the name of a module instead of `include`.",
    ),
    (r"\s*\bthen\b\s*:?", "Python has no `then`. Write a colon `:` instead.", ":"),
    (
        r"^\s*(end|endif|endfor|endwhile|fi|done|END|End)\s*;?\s*$",
        "Python has no `{1}`: a block ends where its indentation ends. Remove the line.",
        "pass",
    ),
    (
        r"\bif\s*\(?.*\)?\s*(?:do|begin)\s*$",
        "In Python, a block starts after a colon. Write `:` instead of the last word.",
    ),
)


def explain_foreign_header(mistake: Mistake) -> str | None:
    """The sentence for a line that starts a function or loop as in other languages."""
    return first_fitting(_HEADERS, mistake)


def explain_foreign_habit(mistake: Mistake) -> str | None:
    """The sentence for any other line of another language; Python itself only calls it invalid."""
    return first_fitting(_HABITS, mistake)
