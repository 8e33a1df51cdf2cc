"""The functions that the worker calls. src/python/interpreter.ts imports and prepares them."""

import json
import os
import random
from collections.abc import Callable
from typing import Any

from judge.common.job import parse_job
from judge.one_thread import refuse_threads, run_loops_here
from judge.shared import judge_shared
from judge.warm import make_warm

from .grader_syntax import newer_syntax
from .page import Page
from .session import Session
from .trace_jobs import record_run, record_test

_FOLDER = "/home/student"
_NO_THREADS = "Python in the browser cannot start threads. Hand in to run this on the server."


def prepare() -> None:
    """Does what every program needs. Afterwards our modules can no longer be imported."""
    run_loops_here()
    refuse_threads(_NO_THREADS)
    make_warm()


class Browser:
    """Jobs and answers are JSON; judge/common/job.py parses jobs."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: Session | None = None

    def run(self, job: str) -> str:
        _reset()
        self._session = Session(self._page, _FOLDER)
        return json.dumps(self._session.run(parse_job(json.loads(job))))

    def evaluate(self, source: str) -> str:
        assert self._session is not None
        return json.dumps(self._session.evaluate(source))

    def judge(self, job: str, report: Callable[[str], object]) -> None:
        """The interpreter cannot be used again afterwards."""
        _reset()
        judge_shared(
            parse_job(json.loads(job)), _FOLDER, lambda frame: report(json.dumps(frame)) and None
        )

    def trace(self, job: str, of: str, report: Callable[[str], object]) -> None:
        """Reports the trace (src/features/replay/trace.ts) of a program that runs, or of one test:
        ``of`` is ``{"typed": [lines]}`` or ``{"test": name}``. The interpreter cannot be used again
        afterwards."""
        _reset()
        parsed, wanted = parse_job(json.loads(job)), json.loads(of)
        if "test" in wanted:
            record_test(parsed, wanted["test"], _FOLDER, report)
        else:
            record_run(parsed, wanted["typed"], _FOLDER, report)

    def newer_syntax(self, source: str, major: int, minor: int) -> str:
        found: list[dict[str, Any]] = newer_syntax(source, (major, minor))
        return json.dumps(found)


def _reset() -> None:
    os.makedirs(_FOLDER, exist_ok=True)
    random.seed()
