"""The student's program as cases see it, when it lives in another process."""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from ..common.job import Case
from ..common.text import MAX_MESSAGE, clip
from ..remote.student_session import Session
from .call import CallOutcome
from .call_console import outcome_of
from .case_student import ScriptRun, parse_script_run
from .terminal import KINDS


class RemoteStudent:
    """Scripts run there, calls are evaluated here with the program's names behind proxies."""

    def __init__(self, session: Session, program: ModuleType, file_name: str) -> None:
        self._session = session
        self._names = _Names(program)
        self._file_name = file_name

    def run_script(self, stdin: str) -> ScriptRun:
        answer = self._session.request("run_script", stdin)
        try:
            return parse_script_run(_checked(answer))
        except (TypeError, LookupError, ValueError, AttributeError) as error:
            raise self._session.garbled() from error

    def call(self, case: Case) -> CallOutcome:
        outcome = outcome_of(case, self._names, self._file_name)
        if self._session.gone is not None:
            raise self._session.gone
        return outcome


def _checked(answer: Any) -> dict[str, Any]:
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
        error["sentence"] = clip(error["sentence"], MAX_MESSAGE)
    return {**answer, "askedTooOften": answer["askedTooOften"] is True}


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
