"""Runs something again and again for as long as it is told, and says how long each run took.

Says ``ready``, then answers each line of stdin, a number of seconds, with a line of JSON:
``{"seconds": …, "millis": […]}``, the time it took in all and each run's, until stdin ends.
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
    """``start`` begins a run and gives its processes, all of which must end with status 0."""
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.monotonic()
        millis = _slice(start, concurrency, began + float(line))
        print(json.dumps({"seconds": time.monotonic() - began, "millis": millis}), flush=True)


def _slice(start: Callable[[], list[int]], concurrency: int, end: float) -> list[float]:
    millis: list[float] = []
    running: dict[int, _Run] = {}
    under_way = 0
    while True:
        while under_way < concurrency and time.monotonic() < end:
            began = time.monotonic()
            pids = start()
            running.update(dict.fromkeys(pids, _Run(began, len(pids))))
            under_way += 1
        if not running:
            return millis
        pid, status = os.wait()
        if status != 0:
            sys.exit(f"a run of the tests failed: {os.waitstatus_to_exitcode(status)}")
        run = running.pop(pid)
        run.left -= 1
        if run.left == 0:
            millis.append((time.monotonic() - run.began) * 1000)
            under_way -= 1
