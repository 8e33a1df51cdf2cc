"""Calls and code of cases.yaml, on a terminal if the case has one."""

from collections.abc import Mapping
from dataclasses import replace

from ..common.job import Case
from ..common.program import Program
from .call import CallOutcome, evaluate_call
from .code import run_code
from .script_console import Console
from .terminal import Transcript


def outcome_of(case: Case, names: Mapping[str, object], program: Program) -> CallOutcome:
    """``names`` are those of the student's file.

    Works in whatever process the program is: one that is elsewhere uses the streams and the input()
    of this process.
    """
    if case.stdin is None:
        return _outcome(case, names, program)
    transcript = Transcript()
    console = Console(case.stdin, transcript)
    with console.installed():
        outcome = _outcome(case, names, program)
    error = outcome.error
    return replace(
        outcome,
        transcript=transcript.take(),
        asked_too_often=error is not None and error.kind == "EOFError" and console.asked_too_often,
    )


def _outcome(case: Case, names: Mapping[str, object], program: Program) -> CallOutcome:
    if case.code is not None:
        return run_code(case.code, case.model_names, names, program)
    return evaluate_call(case.call or "", case.model_names, names, program)
