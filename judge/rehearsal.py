"""Grades a small program before any real one, to warm up the interpreter.

Python adapts code while it runs, and fills caches. Otherwise each process of a grading would do
that again, in its own memory pages. Apart from that, everything is restored afterwards.
"""

import builtins
import importlib.util
import json
import linecache
import os
import runpy
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from .border.channel import Channel
from .common.job import Frame, Job, Send, parse_job
from .common.printed import Printed
from .observe.test_warnings import restore_showwarning
from .shared import judge_laid_out
from .split import judge_over
from .student.serve import Server

_TIMES = 5
_PROGRAM = """def double(number):
    return 2 * number


def total(numbers):
    numbers.sort()
    print("adding")
    return {"sum": sum(numbers), "parts": (1.5, None, True, set(numbers))}


class Counter:
    def __init__(self, start):
        self.value = start

    def add(self, number):
        self.value += number
        return self
"""
_TESTS = '''import unittest

from rehearsed import Counter, double, total


class TestAll(unittest.TestCase):
    def setUp(self):
        self.numbers = [3, 1, 2]

    def test_double(self):
        """Doubles"""
        self.assertEqual(double(21), 42)
        self.assertEqual(double("ab"), "abab")

    def test_total(self):
        self.assertEqual(total(self.numbers)["sum"], 6)
        self.assertEqual(self.numbers, [1, 2, 3])

    def test_counter(self):
        self.assertEqual(Counter(2).add(3).value, 5)
        with self.assertRaises(TypeError):
            double()
'''


_JOB = {
    "fileName": "rehearsed.py",
    "code": _PROGRAM,
    "files": [],
    "testFiles": [{"fileName": "rehearsed_tests.py", "source": _TESTS, "hidden": False}],
    "cases": [],
    "record": None,
    "recording": True,
}


def rehearse(folder: str, send: Send) -> None:
    """``send`` gets all frames except verdicts. The folder does not need to be writable.

    Raises RuntimeError if the program does not pass.
    """
    for _ in range(_TIMES):
        for judge in (_split, _shared):
            with _restored_afterwards():
                job = parse_job(json.loads(json.dumps(_JOB)))
                verdict = judge(job, folder, send)
            if verdict != "passed":
                raise RuntimeError(f"the rehearsed grading ended with {verdict}")


def _split(job: Job, folder: str, send: Send) -> str:
    """Both sides in one process, alternating: this program makes no callbacks to the judge."""
    verdicts: list[str] = []
    outputs = [os.memfd_create(name) for name in ("out", "err")]
    ends = [end.detach() for end in socket.socketpair()]
    try:
        server = Server(job, folder, Channel(ends[0]))
        server.connect()
        channel = _Answered(ends[1], server.answer_one)
        judge_over(job, folder, channel, (outputs[0], outputs[1]), _verdict_to(verdicts, send))
    finally:
        for fd in (*ends, *outputs):
            os.close(fd)
    return verdicts[0]


def _shared(job: Job, folder: str, send: Send) -> str:
    return judge_laid_out(job, folder, Printed(send, lambda _hidden: None), send)[0]


def _verdict_to(verdicts: list[str], send: Send) -> Send:
    def send_or_store(frame: Frame) -> None:
        if frame["kind"] == "verdict":
            verdicts.append(frame["verdict"])
        else:
            send(frame)

    return send_or_store


class _Answered(Channel):
    """The judge's end. When it waits, the other side runs."""

    def __init__(self, fd: int, answer: Callable[[], None]) -> None:
        super().__init__(fd)
        self._answer = answer

    def receive(self) -> list[Any]:
        self._answer()
        return super().receive()


@contextmanager
def _restored_afterwards() -> Generator[None]:
    """Except for imported modules of Python's library, which will be needed again."""
    path, finders, arguments = sys.path[:], sys.meta_path[:], sys.argv[:]
    tables = [(vars(each), dict(vars(each))) for each in (builtins, runpy, importlib.util)]
    streams = (sys.stdin, sys.stdout, sys.stderr)
    limit, folder = sys.getrecursionlimit(), os.getcwd()
    yield
    restore_showwarning()
    os.chdir(folder)
    sys.setrecursionlimit(limit)
    sys.stdin, sys.stdout, sys.stderr = streams
    for table, before in tables:
        table.update(before)
    sys.path[:], sys.meta_path[:], sys.argv[:] = path, finders, arguments
    for name in ("rehearsed", "rehearsed_tests"):
        sys.modules.pop(name, None)
        linecache.cache.pop(f"{name}.py", None)
