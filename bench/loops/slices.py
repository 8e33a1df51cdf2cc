"""Runs something repeatedly for given times, and reports how long each run took.

Prints ``ready``, then answers each line of stdin, a number of seconds, with a line of JSON:
``{"seconds": …, "millis": […]}``, the total time and that of each run, until stdin ends.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Run:
    began: float
    left: int


def answer_slices(start: Callable[[], list[int]], concurrency: int) -> None:
    """``start`` starts a run and returns its processes, which must all exit with status 0."""
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.monotonic()
        millis = _slice(start, concurrency, began + float(line))
        print(json.dumps({"seconds": time.monotonic() - began, "millis": millis}), flush=True)


def _slice(start: Callable[[], list[int]], concurrency: int, end: float) -> list[float]:
    millis: list[float] = []
    running: dict[int, _Run] = {}
    in_flight = 0
    while True:
        while in_flight < concurrency and time.monotonic() < end:
            began = time.monotonic()
            pids = start()
            running.update(dict.fromkeys(pids, _Run(began, len(pids))))
            in_flight += 1
        if not running:
            return millis
        pid, status = os.wait()
        if status != 0:
            sys.exit(f"a run of the tests failed: {os.waitstatus_to_exitcode(status)}")
        run = running.pop(pid)
        run.left -= 1
        if run.left == 0:
            millis.append((time.monotonic() - run.began) * 1000)
            in_flight -= 1
