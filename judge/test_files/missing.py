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

from ..common.program import Program
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
    name: str, module: ModuleType, program: Program, tests: ast.Module | None = None
) -> str:
    """Says that the file lacks a name, and names a similar one that it has."""
    own = [each for each in dir(module) if not each.startswith("__")]
    file = program.file_of_module(module.__name__) or program.main
    others = [each for each in program.files if each is not file]
    return missing_name(name, own, file, tests, others)


def imported_names(tree: ast.Module, module_name: str) -> set[str]:
    """Names that a test module imports from the student's."""
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == module_name
        for alias in node.names
        if alias.name != "*"
    }


def missing_names(tree: ast.Module, module: ModuleType, program: Program) -> dict[str, str]:
    """The names that a test module imports and the student's module lacks, each with its
    sentence."""
    return {
        name: missing_sentence(name, module, program, tree)
        for name in sorted(imported_names(tree, module.__name__))
        if not hasattr(module, name)
    }


_IMPORT_NAME, _LOAD_CONST = dis.opmap["IMPORT_NAME"], dis.opmap["LOAD_CONST"]


def imports_all_it_names(code: CodeType, module: ModuleType) -> bool:
    """Whether the student's module certainly has all names that a test module imports from it.

    Looks at the compiled code, which is much faster than the tree that missing_names() needs. Also
    False if the code does not show it.
    """
    return all(
        names is not None and all(name == "*" or hasattr(module, name) for name in names)
        for names in _names_imported(code, module.__name__)
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


def missing_attribute(
    error: BaseException, program: Program, module: ModuleType | None = None
) -> str | None:
    """The sentence for a missing ``submission.helo``, if that is what the error is about.
    ``module`` is that of the program's first file, for a test that has removed it."""
    if isinstance(error, AttributeError) and error.name and _is_students(error.obj, program):
        return missing_sentence(error.name, error.obj, program)
    file = program.file_of_module(error.name or "") if isinstance(error, ImportError) else None
    if file is not None:
        wanted = re.match(r"cannot import name '(\w+)'", str(error))
        module = sys.modules.get(file.module_name, module)
        if wanted is not None and module is not None:
            return missing_sentence(wanted.group(1), module, program)
    return None


def _is_students(value: object, program: Program) -> TypeGuard[ModuleType]:
    """Whether it is one of the student's modules. Tests can load each again."""
    if not isinstance(value, ModuleType):
        return False
    return program.file_of_module(str(vars(value).get("__name__"))) is not None
