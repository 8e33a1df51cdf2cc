"""The student's program: the names and texts of its files."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ProgramFile:
    """``of`` is empty if the program has only this file, else " of shapes.py"."""

    name: str
    code: str
    of: str = ""

    @property
    def module_name(self) -> str:
        return stem(self.name)


#: Where it is not known which file a sentence is about.
NO_FILE = ProgramFile("", "")


@dataclass(frozen=True)
class Spot:
    """A line of the program. ``file`` is None if the program has only one file."""

    line: int
    file: str | None = None

    def __str__(self) -> str:
        """``3`` or ``3 of shapes.py``, to follow "line"."""
        return str(self.line) if self.file is None else f"{self.line} of {self.file}"


class Program:
    """``files`` has the one that runs as a script first."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self.has_several = len(texts) > 1
        self.files = tuple(
            ProgramFile(name, code, f" of {name}" if self.has_several else "")
            for name, code in texts
        )
        self.main = self.files[0]
        self._by_name = {each.name: each for each in self.files}
        self._by_module = {each.module_name: each for each in self.files}

    def __contains__(self, file_name: object) -> bool:
        return file_name in self._by_name

    def file(self, name: str) -> ProgramFile | None:
        return self._by_name.get(name)

    def file_of_module(self, name: str) -> ProgramFile | None:
        return self._by_module.get(name)

    def spot(self, file_name: str, line: int) -> Spot:
        return Spot(line, file_name if self.has_several else None)


def stem(path: str) -> str:
    """Same as pathlib's, which is too slow to import in each process of each grading."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[:dot] if 0 < dot < len(name) - 1 else name
