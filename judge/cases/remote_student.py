"""The student's program as cases see it, when it lives in another process."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from ..common.job import Case
from ..common.program import Program
from ..common.text import MAX_MESSAGE, clip
from ..remote.student_session import Session
from .call import CallOutcome
from .call_console import outcome_of
from .call_names import names_of_call
from .case_student import ScriptRun, parse_script_run
from .terminal import KINDS
from .written_files import Written


class RemoteStudent:
    """Scripts run there, calls are evaluated here with the program's names behind proxies."""

    def __init__(self, session: Session, module: ModuleType, program: Program) -> None:
        self._session = session
        self._names = names_of_call(_Names(module), program)
        self._program = program

    def run_script(self, case: Case) -> ScriptRun:
        answer = self._session.request("run_script", case.stdin or "", case.written_names)
        try:
            return parse_script_run(_checked(answer, self._program), self._program)
        except (TypeError, LookupError, ValueError, AttributeError) as error:
            raise self._session.garbled() from error

    def call(self, case: Case) -> CallOutcome:
        if case.writes:
            self._session.request("remove_written", case.written_names)
        outcome = outcome_of(case, self._names, self._program)
        if self._session.gone is not None:
            raise self._session.gone
        if not case.writes:
            return outcome
        written = self._session.request("written", case.written_names)
        try:
            return replace(outcome, written=_checked_files(written))
        except (TypeError, AttributeError) as error:
            raise self._session.garbled() from error


def _checked_files(written: Any) -> Written:
    """Raises TypeError or AttributeError for what is no Written."""
    for name, text in written.items():
        if type(name) is not str or not (text is None or type(text) is str):
            raise TypeError
    return dict(written)


def _checked(answer: Any, program: Program) -> dict[str, Any]:
    """Raises TypeError or LookupError for what no script run tells."""
    for kind, text in answer["transcript"]:
        if kind not in KINDS or type(text) is not str:
            raise TypeError
    error = answer["error"]
    if error is not None:
        texts = [error["kind"], error["text"], error["sentence"], *error["kinds"]]
        if any(type(text) is not str for text in texts):
            raise TypeError
        if error["line"] is not None and (type(error["line"]) is not int or error["line"] < 1):
            raise TypeError
        if error["file"] is not None and error["file"] not in program:
            raise TypeError
        error["sentence"] = clip(error["sentence"], MAX_MESSAGE)
    written = _checked_files(answer["written"])
    return {**answer, "askedTooOften": answer["askedTooOften"] is True, "written": written}


class _Names(Mapping[str, object]):
    """A module's names, asked for when they are used."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getitem__(self, name: str) -> object:
        try:
            return getattr(self._module, name)
        except AttributeError as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return iter(dir(self._module))

    def __len__(self) -> int:
        return len(dir(self._module))
