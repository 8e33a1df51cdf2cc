"""Names and modules of a program of several files: what is in another file, and its import."""

import ast
import re

from ..common.nodes import expression_of, of_kind
from ..common.program import ProgramFile
from .likeness import most_alike
from .source import Binding, StudentSource, read_source
from .trouble import Trouble

_HALF_IMPORTED = re.compile(
    r"(?:cannot import name '(?P<name>\w+)' from )?partially initialized module '(?P<module>\w+)'"
    r"(?: has no attribute '(?P<attribute>\w+)')?"
)

_IMPORTS = (ast.Import, ast.ImportFrom)


def own_bindings(name: str, file: ProgramFile) -> list[Binding]:
    """Where the file gives the name its value outside of functions, other than by an import."""
    source = StudentSource(file.code)
    found = source.bindings_at_top(name)
    return [each for each in found if not isinstance(source.statement_at(each.line), _IMPORTS)]


def names_defined(expression: str | None, file: ProgramFile) -> int:
    """How many of the names in an expression of the tests the file defines."""
    source = read_source(file.code)
    nodes = ast.walk(expression_of(expression or "") or ast.Pass())
    names = {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in of_kind(nodes, ast.Name, ast.Attribute)
    }
    return sum(
        name in source.functions or name in source.classes or bool(own_bindings(name, file))
        for name in names
    )


def defined_elsewhere(name: str, trouble: Trouble) -> str | None:
    """For a name that another file of the program defines."""
    for each in trouble.others:
        if own_bindings(name, each):
            return (
                f"`{name}` is defined in {each.name}. "
                f"Write `from {each.module_name} import {name}` at the top of the file."
            )
        if each.module_name == name:
            return f"`{name}` must be imported first. Write `import {name}` at the top of the file."
    return None


def misspelt_module(name: str, trouble: Trouble) -> str | None:
    """For an import of a module that is almost the name of a file of the program."""
    meant = most_alike(name, [each.module_name for each in trouble.others])
    return meant and f"There is no module `{name}`. Did you mean `{meant}`? It is in {meant}.py."


def half_imported(trouble: Trouble) -> str | None:
    """For files of the program that import each other."""
    found = _HALF_IMPORTED.match(trouble.text)
    if found is None or found["module"] not in [each.module_name for each in trouble.others]:
        return None
    module, name = found["module"], found["name"] or found["attribute"]
    return (
        f"{module}.py also imports this file, directly or through another one, and has not reached "
        f"its `{name}` yet. Move what both files need into a third one, or into one of them, so "
        "that only one of the two imports the other."
    )
