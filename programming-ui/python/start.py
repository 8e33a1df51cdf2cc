"""What the worker calls; src/python/interpreter.ts imports it and has it prepared."""

import json
import os
import random
from collections.abc import Callable
from typing import Any

from judge.job import parse_job
from judge.one_thread import refuse_threads, run_loops_here
from judge.shared import judge_shared
from judge.warm import make_warm

from .grader_syntax import newer_syntax
from .page import Page
from .session import Session

_FOLDER = "/home/student"
_NO_THREADS = "Python in the page cannot start threads. Hand in to run this on the server."


def prepare() -> None:
    """What is the same for every program. Afterwards no module of ours can be imported."""
    run_loops_here()
    refuse_threads(_NO_THREADS)
    make_warm()


class Browser:
    """Jobs are JSON, as judge/job.py reads them; answers are JSON, too."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: Session | None = None

    def run(self, job: str) -> str:
        _begin()
        self._session = Session(self._page, _FOLDER)
        return json.dumps(self._session.run(parse_job(json.loads(job))))

    def evaluate(self, source: str) -> str:
        assert self._session is not None
        return json.dumps(self._session.evaluate(source))

    def judge(self, job: str, tell: Callable[[str], object]) -> None:
        """The interpreter is of no further use afterwards."""
        _begin()
        judge_shared(
            parse_job(json.loads(job)), _FOLDER, lambda frame: tell(json.dumps(frame)) and None
        )

    def newer_syntax(self, source: str, major: int, minor: int) -> str:
        found: list[dict[str, Any]] = newer_syntax(source, (major, minor))
        return json.dumps(found)


def _begin() -> None:
    os.makedirs(_FOLDER, exist_ok=True)
    random.seed()
