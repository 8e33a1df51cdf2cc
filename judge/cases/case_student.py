"""The student's program as cases use it, in whatever process it runs."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Protocol

from ..common.job import Case
from .call import CallOutcome, StudentError
from .call_console import outcome_of
from .script_run import run_script
from .terminal import Entry
from .written_files import Written, read_written, remove_written


@dataclass(frozen=True)
class ScriptRun:
    """What a terminal showed while the file ran as a script, and the error that stopped it."""

    transcript: Sequence[Entry]
    error: StudentError | None
    asked_too_often: bool
    written: Written


class Student(Protocol):
    def run_script(self, case: Case) -> ScriptRun: ...

    def call(self, case: Case) -> CallOutcome:
        """The outcome of the case's call or code, on a terminal if the case has one."""
        ...


class SharedStudent:
    """The program in this process; without a module, only scripts can be run."""

    def __init__(self, source: str, file_name: str, program: ModuleType | None) -> None:
        self._source = source
        self._file_name = file_name
        self._program = program
        self._folder = os.getcwd()

    def run_script(self, case: Case) -> ScriptRun:
        stdin, names = case.stdin or "", case.written_names
        return parse_script_run(run_script(self._source, self._file_name, stdin, writes=names))

    def call(self, case: Case) -> CallOutcome:
        names: Mapping[str, object] = vars(self._program) if self._program else {}
        remove_written(self._folder, case.written_names)
        outcome = outcome_of(case, names, self._file_name)
        return replace(outcome, written=read_written(self._folder, case.written_names))


def parse_script_run(data: dict[str, Any]) -> ScriptRun:
    """From the data of run_script()."""
    error = data["error"]
    return ScriptRun(
        transcript=[(kind, text) for kind, text in data["transcript"]],
        error=error
        and StudentError(
            error["sentence"], error["kind"], tuple(error["kinds"]), error["text"], error["line"]
        ),
        asked_too_often=data["askedTooOften"],
        written=data["written"],
    )
