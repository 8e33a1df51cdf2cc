"""Lets the files of a program import each other, in a process that has no tests."""

from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from types import ModuleType

from ..common.program import Program, ProgramFile
from .execution import run_in


class OwnImports(MetaPathFinder):
    """Their code is named like the files, so that messages about it can be."""

    def __init__(self, program: Program, folder: str) -> None:
        self._program = program
        self._folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._program.file_of_module(fullname)
        if file is None:
            return None
        place = f"{self._folder}/{file.name}"
        return spec_from_file_location(fullname, place, loader=_FileLoader(file))


class _FileLoader(Loader):
    def __init__(self, file: ProgramFile) -> None:
        self._file = file

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        run_in(vars(module), self._file)
