"""Names that the tests use and the student's file lacks.

While a test module loads, stand-ins replace missing names, so that ``from submission import a, b``
fails only the tests that use a missing one.
"""

import ast
import dis
import re
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType
from typing import Any, NoReturn, TypeGuard

from ..messages import missing_name


class MissingName(BaseException):
    """Raised when a stand-in is used. No test can expect it, so no test can pass because of it."""


class StandIn:
    """Replaces a name that the student's file lacks, and says so when it is used."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def _refuse(self, *_args: Any, **_keywords: Any) -> NoReturn:
        raise MissingName(self._sentence)

    __call__ = __getattr__ = __getitem__ = __iter__ = __len__ = __contains__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __hash__ = __add__ = __radd__ = __sub__ = __mul__ = __str__ = __repr__ = _refuse
    __enter__ = __exit__ = __instancecheck__ = __mro_entries__ = _refuse


def missing_sentence(
    name: str, program: ModuleType, code: str, tests: ast.Module | None = None
) -> str:
    """Says that the file lacks a name, and names a similar one that it has."""
    own = [each for each in dir(program) if not each.startswith("__")]
    return missing_name(name, own, code, tests)


def imported_names(tree: ast.Module, module_name: str) -> set[str]:
    """Names that a test module imports from the student's."""
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == module_name
        for alias in node.names
        if alias.name != "*"
    }


def missing_names(tree: ast.Module, program: ModuleType, code: str) -> dict[str, str]:
    """The names that a test module imports and the program lacks, each with its sentence."""
    return {
        name: missing_sentence(name, program, code, tree)
        for name in sorted(imported_names(tree, program.__name__))
        if not hasattr(program, name)
    }


_IMPORT_NAME, _LOAD_CONST = dis.opmap["IMPORT_NAME"], dis.opmap["LOAD_CONST"]


def imports_all_it_names(code: CodeType, program: ModuleType) -> bool:
    """Whether the program certainly has all names that a test module imports from it.

    Looks at the compiled code, which is much faster than the tree that missing_names() needs. Also
    False if the code does not show it.
    """
    return all(
        names is not None and all(name == "*" or hasattr(program, name) for name in names)
        for names in _names_imported(code, program.__name__)
    )


def _names_imported(code: CodeType, module_name: str) -> Iterator[tuple[str, ...] | None]:
    """The names of each import from the module; None for one that is compiled differently."""
    bytecode = code.co_code
    operations, arguments = bytecode[::2], bytecode[1::2]
    place = operations.find(_IMPORT_NAME)
    while place >= 0:
        names: object = None
        if operations[place - 1] == _LOAD_CONST and dis.EXTENDED_ARG not in operations[:place]:
            names = code.co_consts[arguments[place - 1]]
            if names is None or code.co_names[arguments[place]] != module_name:
                names = ()
        yield names if isinstance(names, tuple) else None
        place = operations.find(_IMPORT_NAME, place + 1)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_imported(constant, module_name)


def missing_attribute(error: BaseException, program: ModuleType, code: str) -> str | None:
    """The sentence for a missing ``submission.helo``, if that is what the error is about."""
    name = program.__name__
    if isinstance(error, AttributeError) and error.name and _is_program(error.obj, name):
        return missing_sentence(error.name, error.obj, code)
    if isinstance(error, ImportError) and error.name == name:
        wanted = re.match(r"cannot import name '(\w+)'", str(error))
        program = sys.modules.get(name, program)
        return missing_sentence(wanted.group(1), program, code) if wanted else None
    return None


def _is_program(value: object, name: str) -> TypeGuard[ModuleType]:
    """Whether it is the student's module. There can be several, since tests can load it again."""
    return isinstance(value, ModuleType) and vars(value).get("__name__") == name
