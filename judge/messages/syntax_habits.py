"""Lines that no rule of Python's grammar explains well: habits of other languages, and slips."""

import re

_STRING = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_COMMENT = re.compile(r"#.*")

_KEYWORDS = (
    "and as assert async await break class continue def del elif else except finally for from "
    "global if import in is lambda nonlocal not or pass raise return try while with yield "
    "None True False"
).split()

# Each is looked for in a line whose texts and comment are blanked out.
_HABITS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"^\s*(?:\}\s*)?else\s+if\b", "`else if` is written `elif` in Python. Write `elif`."),
        (
            r"^\s*(elseif|elsif|elsei|elif else)\b",
            "`{1}` is written `elif` in Python. Write `elif`.",
        ),
        (r"^\s*else\s+[^:\s]", "`else` takes no condition. Write `else:`, or `elif` with one."),
        (r"^\s*elif\s*:", "`elif` needs a condition. Write one behind `elif`, or write `else:`."),
        (r"&&", "`&&` is written `and` in Python. Write `and`."),
        (r"\|\|", "`||` is written `or` in Python. Write `or`."),
        (r"===", "`===` is written `==` in Python. Write `==`."),
        (r"!==", "`!==` is written `!=` in Python. Write `!=`."),
        (r"(\w*)\+\+(\w*)", "Python has no `++`. Write `{1}{2} += 1`."),
        (r"(\w+)--(?:\s*;?\s*$)", "Python has no `--`. Write `{1} -= 1`."),
        (r"=<", "`=<` is written `<=`. Write `<=`."),
        (r"<>", "`<>` is written `!=` in Python. Write `!=`."),
        (r"=>", "`=>` means nothing in Python. Write `>=` to compare."),
        (r"=!", "`=!` is written `!=`. Write `!=`."),
        (r"(?:^|[\s(])!(?!=)\s*\w", "`!` is written `not` in Python. Write `not`."),
        (r"^\s*//", "A comment begins with `#` in Python. Write `#` instead of `//`."),
        (r"^\s*(?:/\*|\*/)", "A comment begins with `#` in Python. Write `#` instead of `/*`."),
        (
            r"^\s*(?:function|func|fn|define|fun|Def|DEF|dfe|deff|sub)\s+(\w+)",
            "A function begins with `def` in Python. Write `def {1}`.",
        ),
        (
            r"^\s*(var|let|const|int|float|str|string|String|char|double|bool|boolean|auto)\s+(\w+)\s*=",
            "A variable needs no `{1}` in Python. Write `{2} = ` and its value.",
        ),
        (r"^\s*for\s*\(.*;.*", "Python has no `for (…; …; …)`. Write `for i in range(…):`."),
        (
            r"^\s*(switch|case|do|until|unless|foreach)\b",
            "Python has no `{1}` of that form. Write `if`, `while` or `for`.",
        ),
        (
            r"^\s*for\s+(\w+)\s+(?!in\b|,)(\w+)",
            "The word `in` is missing. Write `for {1} in {2}`.",
        ),
        (
            r"\?[^:]*:",
            "Python has no `? :`. Write `a if condition else b`.",
        ),
        (
            r"^\s*import\s+([\w, ]+)\s+from\s+(\w+)",
            "The two are the wrong way round. Write `from {2} import {1}`.",
        ),
        (
            rf"^\s*({'|'.join(_KEYWORDS)})\s*=(?!=)",
            "`{1}` is a word of Python's own and cannot be a variable. Choose another name.",
        ),
        (
            rf"^\s*(?:def|class)\s+({'|'.join(_KEYWORDS)})\b",
            "`{1}` is a word of Python's own and cannot be a name. Choose another name.",
        ),
        (
            r"^\s*(If|IF|Elif|Else|ELSE|While|WHILE|For|FOR|Return|RETURN|Import|From|Class|Try|"
            r"With|Not|And|Or)\b",
            "`{1}` is written in small letters. Write `{1:lower}`.",
        ),
        (r"^\s*def\s+([^\W\d]\w*)\s*:", "`def {1}` needs brackets. Write `def {1}():`."),
        (
            r"^\s*def\s+(\w+-[\w-]*)",
            "A name has no `-` in it, but `{1}` has. Write `{1:snake}`.",
        ),
        (
            r"^\s*def\s+(\w+\s+\w[\w ]*)\(",
            "A name has no space in it, but `{1}` has. Write `{1:snake}`.",
        ),
        (
            r"\b(if|while|elif)\b.*\bis\s+not\s+in\b",
            "`is not in` is one word too many. Write `not in`.",
        ),
        (r";;", "There is a `;` too many. Remove it: a line needs none at its end."),
        (
            r"[=(,\s](?:and|or|not|in|[-+*/%<>]|==)\s*:?\s*$",
            "The line ends with an operator, and what it should work on is missing. "
            "Write a value behind it.",
        ),
        (r"=\s*$", "The value behind `=` is missing. Write it there."),
        (r"^\s*from\s+(\w+)\s+import\s*$", "Name what you need from `{1}` behind `import`."),
        (
            r"\bif\b.*\bthen\b",
            "Python has no `then`. Write a colon `:` instead.",
        ),
    )
)


def explain_habit(line: str) -> str | None:
    """The sentence for a line that Python only calls invalid."""
    bare = _COMMENT.sub("", _STRING.sub(lambda found: '"' + " " * (len(found[0]) - 2) + '"', line))
    for pattern, sentence in _HABITS:
        found = pattern.search(bare[:500])
        if found:
            return _fill(sentence, found)
    return _misspelt_keyword(bare)


def _fill(sentence: str, found: re.Match[str]) -> str:
    for number, group in enumerate(found.groups(default=""), start=1):
        name = group.strip()
        sentence = sentence.replace(f"{{{number}}}", name)
        sentence = sentence.replace(f"{{{number}:lower}}", name.lower())
        sentence = sentence.replace(f"{{{number}:snake}}", re.sub(r"[- ]+", "_", name))
    return sentence


_SLIPS = {
    "while": "whlie wile whle whiel hwile whille",
    "for": "fro foor ofr forr",
    "if": "fi iff",
    "elif": "elfi eilf elife",
    "else": "esle els eles elese",
    "return": "retrun reutrn retun rturn returm retrn ruturn return_",
    "import": "imoprt improt imort inport",
    "class": "calss clas clss classs",
    "from": "form frmo",
    "print": "pritn prnit pirnt",
}
_MEANT = {slip: word for word, slips in _SLIPS.items() for slip in slips.split()}


def _misspelt_keyword(line: str) -> str | None:
    first = re.match(r"\s*(\w+)", line)
    meant = _MEANT.get(first[1]) if first else None
    return f"`{first[1]}` is misspelt. Write `{meant}`." if first and meant else None
