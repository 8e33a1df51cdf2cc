"""The student's program as cases use it, in whatever process it runs."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Protocol

from ..common.job import Case
from ..common.program import Program
from .call import CallOutcome, StudentError
from .call_console import outcome_of
from .call_names import names_of_call
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

    def __init__(self, program: Program, module: ModuleType | None) -> None:
        self._program = program
        self._module = module
        self._folder = os.getcwd()

    def run_script(self, case: Case) -> ScriptRun:
        stdin, names = case.stdin or "", case.written_names
        run = run_script(self._program, stdin, writes=names)
        return parse_script_run(run, self._program)

    def call(self, case: Case) -> CallOutcome:
        names: Mapping[str, object] = vars(self._module) if self._module else {}
        remove_written(self._folder, case.written_names)
        outcome = outcome_of(case, names_of_call(names, self._program), self._program)
        return replace(outcome, written=read_written(self._folder, case.written_names))


def parse_script_run(data: dict[str, Any], program: Program) -> ScriptRun:
    """From the data of run_script()."""
    error = data["error"]
    return ScriptRun(
        transcript=[(kind, text) for kind, text in data["transcript"]],
        error=error
        and StudentError(
            error["sentence"],
            error["kind"],
            tuple(error["kinds"]),
            error["text"],
            error["line"] and program.spot(error["file"] or program.main.name, error["line"]),
        ),
        asked_too_often=data["askedTooOften"],
        written=data["written"],
    )
