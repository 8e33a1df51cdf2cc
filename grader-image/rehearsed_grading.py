"""Grades our own program before all others, to see which pages a grading writes to."""

import json
import os

from grading import Grading
from walls import Walls
from wire import Mover
from written_pages import Observed, can_copy_pages

_LIMITS = {"cpuSeconds": 5, "wallSeconds": 5, "memoryMiB": 256}

# Only what all programs and tests do: copying a page needlessly costs time, too.
_PROGRAM = """
def double(number):
    return 2 * number
"""
_TESTS = """
import unittest

from rehearsed import double, note_pages


class TestDouble(unittest.TestCase):
    def test_double(self):
        self.assertEqual(double(21), 42)
        note_pages()
        note_pages_here()
"""


def rehearse_gradings(walls: Walls, mover: Mover, core: int) -> None:
    """Afterwards, processes of gradings are cloned with these pages copied."""
    if not can_copy_pages():
        return
    for judge, kinds in (("split", ("student", "judge")), ("shared", ("shared",))):
        _rehearse(walls, mover, core, judge, kinds)


def _rehearse(walls: Walls, mover: Mover, core: int, judge: str, kinds: tuple[str, ...]) -> None:
    pages = walls.written_pages
    observed = {kind: pages.observe(kind, walls.own_status) for kind in kinds}
    program = _PROGRAM + _function("note_pages", observed.get("student"))
    tests = _TESTS + _function("note_pages_here", observed[kinds[-1]])
    _grade(walls, mover, core, judge, program, tests)
    for kind, each in observed.items():
        pages.learn(kind)
        each.close()


def _function(name: str, observed: Observed | None) -> str:
    code = "pass" if observed is None else observed.code()
    return f"\n\ndef {name}():\n" + "".join(f"    {line}\n" for line in code.splitlines())


def _grade(walls: Walls, mover: Mover, core: int, judge: str, program: str, tests: str) -> None:
    test_files = [{"fileName": "rehearsed_tests.py", "source": tests, "hidden": False}]
    parts = [
        json.dumps({"fileName": "rehearsed.py", "code": program, "files": []}).encode(),
        json.dumps({"testFiles": test_files, "recording": True}).encode(),
    ]
    job = {
        "judge": judge,
        "limits": _LIMITS,
        "hidden": False,
        "scriptsOnly": False,
        "parts": [len(part) for part in parts],
    }
    source, end = os.pipe()
    answer = os.memfd_create("answer")
    try:
        os.write(end, b"".join(parts))
        Grading(walls, mover, source, job, core).answer(answer)
    finally:
        for fd in (source, end, answer):
            os.close(fd)
