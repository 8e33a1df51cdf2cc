"""Slips that Python's own message does not explain well."""

import keyword

from .syntax_mistake import Mistake
from .syntax_rules import first_fitting, rules

_KEYWORDS = "|".join(keyword.kwlist)

_RESERVED = "`{1}` is a reserved word in Python. Choose another name."
_CAPITALS = "`{1}` must be in lower case. Write `{1:lower}`."
_SPACE = "A name cannot contain a space. Write `{1:snake}` instead of `{1}`."
_SLIPS = rules(
    (
        r"^\s*return\s*=\s*(?!=)",
        "There is no `=` between `return` and its value. Remove the `=`.",
        "return ",
    ),
    (
        r"^\s*(.+\S)\s+return\s*;?\s*$",
        "`return` comes before its value. Write `return {1}`.",
        "return {1}",
    ),
    (rf"^\s*({_KEYWORDS})\s*=(?!=)", _RESERVED, "name_ ="),
    (rf"^\s*(?:def|class)\s+({_KEYWORDS})\b", _RESERVED),
    (rf"^\s*def\s+\w+\s*\((?:[^)]*,)?\s*({_KEYWORDS})\s*[,)=:]", _RESERVED),
    (rf"^\s*for\s+({_KEYWORDS})\s+in\b", _RESERVED, "for name_ in"),
    (
        r"^\s*(If|IF|Elif|ELIF|Else|ELSE|While|WHILE|For|FOR|Return|RETURN|Import|From|Class|"
        r"Try|Except|With|Not|Pass|Break|Continue|Def)\b",
        _CAPITALS,
        "{1:lower}",
    ),
    (r"(?<=\s)(And|AND|Or|OR|Not|NOT|In|IN|Is)(?=\s)", _CAPITALS, "{1:lower}"),
    (r"^\s*def\s+([^\W\d]\w*)\s*:", "`def {1}` needs brackets. Write `def {1}():`.", "def {1}():"),
    (
        r"^\s*def\s+([^\W\d]\w*)\s+([^\W\d]\w*(?:\s*,\s*\w+)*)\s*:",
        "The parameters of `{1}` need brackets around them. Write `def {1}({2}):`.",
        "def {1}({2}):",
    ),
    (
        r"^\s*def\s+([^\W\d]\w*)\s*[\[{]([\w, ]*)[\]}]",
        "The parameters of `{1}` go in round brackets. Write `def {1}({2}):`.",
        "def {1}({2})",
    ),
    (
        r"^\s*def\s+(\w+-[\w-]*)",
        "A name cannot contain `-`. Write `{1:snake}` instead of `{1}`.",
        "def {1:snake}",
    ),
    (r"^\s*def\s+(\w+\s+\w[\w ]*)\(", _SPACE, "def {1:snake}("),
    (r"^\s*def\s*\(", "A function needs a name after `def`. Write `def name(…):`.", "def name("),
    (
        r"\blambda\b([^:]*):\s*return\s+",
        "A `lambda` returns its value without the word `return`. Remove `return`.",
        "lambda {1}: ",
    ),
    (
        r"^\s*([^\W\d]\w*)\s*:=\s*",
        "`:=` cannot be used on its own line. Write `{1} = …`.",
        "{1} = ",
    ),
    (
        r"(?<=[\w\"')\]])\s*,\s*(?=[^\W\d]\w*\s*=(?!=))",
        "Two names get a value in one line. Write each of them on its own line.",
        "; ",
    ),
    (
        r"(\b[\w.]+)\s*((?:==|!=|<=?|>=?)\s*[\w.]+)\s+(and|or)\s+(?=[=!<>])",
        "A comparison needs a value on both sides. Write `{1} {2} {3} {1} …`.",
        "{1} {2} {3} {1} ",
    ),
    (rf"^\s*(?!(?:{_KEYWORDS})\b)([^\W\d]\w*(?: [^\W\d]\w*)+)\s*=(?!=)", _SPACE, "{1:snake} ="),
    (
        r"\brange\s+(\w[\w, ]*?)\s*(?=:)",
        "`range` needs brackets. Write `range({1})`.",
        "range({1})",
    ),
    (
        r"\bin\s+[\[(]?(\w+)\s*(?:\.\.+|:|\bto\b|\buntil\b)\s*(\w+)[\])]?\s*(?=:)",
        "A loop counts with `range`, which stops one before its second number. "
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
        "`{1}` must be at the start of a line. Start a new line before it.",
    ),
    (
        r"^\s*raise\s+(\w+)\s+(?=\")",
        "The message of an error needs brackets. Write `raise {1}(…)`.",
    ),
    (
        r"(^\s*(?:if|elif|while|assert|return)\b.*?)=\s+=",
        "There must be no space inside `==`. Write `==`.",
        "{1} ==",
    ),
    (r"=\s+=", "There is one `=` too many. Remove it.", "="),
    (r"::\s*$", "There is one `:` too many. Remove it.", ":"),
    (r"\bis\s+not\s+in\b", "`is not in` has one word too many. Write `not in`.", "not in"),
    *(
        (words, f"Python compares with symbols, not with words. Write `{sign}`.", sign)
        for words, sign in (
            (r"\bis\s+(?:greater|bigger|larger|more)\s+than\b|\bgreater\s+than\b", ">"),
            (r"\bis\s+(?:less|smaller)\s+than\b|\bless\s+than\b", "<"),
            (r"\b(?:is\s+)?equals?(?:\s+to)?\b", "=="),
        )
    ),
    (r";;", "There is one `;` too many. Remove it: a line does not need `;` at its end.", ";"),
    (
        r"[=(,\s](?:and|or|not|in|[-+*/%<>]|==)\s*:?\s*$",
        "The line ends with an operator, but there is no value after it. Write a value there.",
    ),
    (r"=\s*$", "The value after `=` is missing. Write it there."),
    (r"^\s*import\s*$", "Write the name of a module after `import`, such as `import math`."),
    (r"^\s*from\s+(\w+)\s+import\s*$", "Write what you need from `{1}` after `import`."),
    (
        r"\b(\d{1,3}(?:\.\d{3}){2,})\b",
        "`{1}` has more than one point. Write the number without points between its digits.",
        "1",
    ),
    (
        r"(\d[\d.]*)\s*%\s*(?=$|[)\],:])",
        "`%` does not mean percent in Python. Write `{1} / 100`, or a decimal number.",
        "{1} / 100",
    ),
)


def explain_slip(mistake: Mistake) -> str | None:
    """The sentence for a line that Python itself only calls invalid."""
    return first_fitting(_SLIPS, mistake)
