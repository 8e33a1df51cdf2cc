"""The names that a call or the code of a case may use."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from ..common.program import Program


def names_of_call(names: Mapping[str, object], program: Program) -> Mapping[str, object]:
    """``names`` are those of the program's first file. If it has several files, the names of their
    modules are added."""
    return _WithModules(names, program) if program.has_several else names


class _WithModules(Mapping[str, object]):
    def __init__(self, names: Mapping[str, object], program: Program) -> None:
        self._names = names
        self._program = program

    def __getitem__(self, name: str) -> object:
        try:
            return self._names[name]
        except KeyError:
            if self._program.file_of_module(name) is None:
                raise
        return import_module(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
