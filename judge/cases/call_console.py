"""A call of cases.yaml with typed lines, whose output counts."""

from collections.abc import Callable
from dataclasses import replace

from .call import CallOutcome
from .script_console import Console
from .terminal import Transcript


def with_console(evaluate: Callable[[], CallOutcome], stdin: str | None) -> CallOutcome:
    """What the function returns, with what a terminal showed meanwhile; without one if ``stdin``
    is None.

    Works in whatever process the program is: one that is elsewhere uses the streams and the input()
    of this process.
    """
    if stdin is None:
        return evaluate()
    transcript = Transcript()
    console = Console(stdin, transcript)
    with console.installed():
        outcome = evaluate()
    error = outcome.error
    return replace(
        outcome,
        transcript=transcript.take(),
        asked_too_often=error is not None and error.kind == "EOFError" and console.asked_too_often,
    )
