"""Why a file that a program should write is missing, or lacks its end."""

import ast
import re
from collections.abc import Collection

from ..common.attempt import attempted
from ..common.nodes import called_name, calls_of, is_named, literal, of_kind
from ..common.program import ProgramFile
from .file_names import naming_file
from .likeness import most_alike
from .source import StudentSource, read_source
from .trouble import Trouble

_MAX_NAME = 100


def explain_missing_file(name: str, file: ProgramFile, written: Collection[str]) -> str | None:
    """For a file that does not exist in the folder of the program when that has ended. ``written``
    are other files that it should write and has written."""
    text = read_source(file.code)
    why = attempted(
        lambda: _other_folder(name, text) or _other_name(name, text, written) or _unopened(text)
    )
    return why and naming_file(why, file.of)


def explain_missing_end(file: ProgramFile) -> str | None:
    """For a file that has only the start of what it should have, or nothing."""
    text = read_source(file.code)
    why = attempted(lambda: _close_without_brackets(text) or _unclosed(text))
    return why and naming_file(why, file.of)


def explain_not_utf8(actual: str, expected: str) -> str | None:
    """``actual`` was read with a sign in place of all bytes that are not UTF-8."""
    sign = "\N{REPLACEMENT CHARACTER}"
    if sign not in actual or sign in expected:
        return None
    return 'The file is not in UTF-8. Write `encoding="utf-8"` in the brackets of `open(…)`.'


def _other_folder(name: str, source: StudentSource) -> str | None:
    for text, line in _texts(source).items():
        if re.split(r"[/\\]", text)[-1] == name and text not in (name, f"./{name}"):
            return f"Line {line} puts a folder before the name. Write {name!r} there."
    for call in calls_of(ast.walk(source.tree), "chdir"):
        return (
            f"Line {call.lineno} changes to another folder. Remove it: the file must be in the "
            "folder where the program starts."
        )
    return None


def _other_name(name: str, source: StudentSource, written: Collection[str]) -> str | None:
    lines = {text: line for text, line in _texts(source).items() if text not in written}
    if name in lines:
        return None
    opened = [
        each.args[0].value
        for each in calls_of(ast.walk(source.tree), "open", "Path")
        if each.args and isinstance(each.args[0], ast.Constant)
    ]
    # All endings are alike.
    known = {_stem(each): each for each in lines if _looks_like_a_file(each) or each in opened}
    meant = known.get(_stem(name)) or known.get(most_alike(_stem(name), known) or "")
    if meant is None:
        return None
    return f"Line {lines[meant]} has {meant!r}. Did you mean that? Write {name!r} there."


def _stem(name: str) -> str:
    return name.partition(".")[0]


def _looks_like_a_file(text: str) -> bool:
    return re.fullmatch(r"[\w-]+\.\w{1,5}", text) is not None


def unwritable_file(trouble: Trouble) -> str | None:
    """For a file that does not exist, because the program should write it."""
    call = trouble.node
    if not isinstance(call, ast.Call) or called_name(call) != "open":
        return None
    modes = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "mode")]
    mode = literal(ast.unparse(modes[0])) if modes else "r"
    if isinstance(mode, str) and set(mode) & set("wax") and re.search(r"[/\\]", trouble.text):
        return (
            f"The folder of the file does not exist ({trouble.text}). "
            "Write only the name of the file, without a folder."
        )
    writes = calls_of(ast.walk(trouble.source.tree), "write", "writelines")
    if mode != "r" or not writes or _opens_to_write(trouble.source):
        return None
    return (
        f"The file does not exist ({trouble.text}), and `open` makes one only to write it. "
        'Write `"w"` as the second value in the brackets of `open(…)`.'
    )


def _opens_to_write(source: StudentSource) -> bool:
    for call in calls_of(ast.walk(source.tree), "open"):
        for each in (*call.args[1:2], *(each.value for each in call.keywords)):
            text = literal(ast.unparse(each))
            if not isinstance(text, str) or set(text) & set("wax+"):
                return True
    return False


def file_without_quotes(name: str, source: StudentSource) -> str | None:
    """``open(notes.txt)``, where Python does not know ``notes``."""
    for call in calls_of(ast.walk(source.tree), "open", "Path"):
        file = call.args[0] if call.args else None
        if isinstance(file, ast.Attribute) and is_named(file.value, name):
            written = ast.unparse(file)
            return f'The name of a file is a text. Write it in quotes: `"{written}"`.'
    return None


def _unopened(source: StudentSource) -> str | None:
    ways = re.compile(r"open|write|save|dump|copy|move|rename|touch|to_\w+", re.IGNORECASE)
    if any(ways.match(called_name(each)) for each in ast.walk(source.tree)):
        return None
    if list(of_kind(ast.walk(source.tree), ast.Import, ast.ImportFrom)):
        return None
    return 'Your program opens no file. Open one with `with open(…, "w") as file:`.'


def _texts(source: StudentSource) -> dict[str, int]:
    """With a line that has it."""
    return {
        node.value: node.lineno
        for node in of_kind(ast.walk(source.tree), ast.Constant)
        if isinstance(node.value, str) and len(node.value) <= _MAX_NAME
    }


def _close_without_brackets(source: StudentSource) -> str | None:
    for node in of_kind(ast.walk(source.tree), ast.Expr):
        at = node.value
        if isinstance(at, ast.Attribute) and at.attr == "close" and isinstance(at.value, ast.Name):
            called = f"{at.value.id}.close"
            return f"Line {at.lineno} does not call `{called}`. Write `{called}()`."
    return None


def _unclosed(source: StudentSource) -> str | None:
    """A name gets the open file, and nothing closes it."""
    nodes = list(ast.walk(source.tree))
    if calls_of(nodes, "close", "flush", "closing", "enter_context"):
        return None
    if any(isinstance(each.context_expr, ast.Name) for each in of_kind(nodes, ast.withitem)):
        return None
    for node in of_kind(nodes, ast.Assign, ast.AnnAssign, ast.NamedExpr):
        if called_name(node.value) == "open":
            return (
                f"The file that line {node.lineno} opens is not closed, so its end may be missing. "
                "Write `with open(…) as …:` and indent the lines that use the file."
            )
    return None
