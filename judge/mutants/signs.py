"""Which signs the operators replace, and how to find them in the text."""

import ast

#: By the kind of a comparison: its sign as a regular expression, and what replaces it. The
#: neighbours at the limit tell more than the opposite, which almost every test notices.
RELATIONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<(?!=)", ("<=", "!=")),
    ast.LtE: ("<=", ("<", "==")),
    ast.Gt: (">(?!=)", (">=", "!=")),
    ast.GtE: (">=", (">", "==")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: (r"in\b", ("not in",)),
    ast.NotIn: (r"not\s+in\b", ("in",)),
    ast.Is: (r"is\b", ("is not",)),
    ast.IsNot: (r"is\s+not\b", ("is",)),
}

#: The same for calculations; with a ``=`` behind it, the sign changes a variable.
CALCULATIONS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (r"\+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: (r"\*(?!\*)", "/"),
    ast.Div: ("/(?!/)", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"),
    ast.Pow: (r"\*\*", "*"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: (r"\|", "&"),
    ast.BitXor: (r"\^", "&"),
}
