"""A test or a case that will run, what its findings are based on, and a finding."""

import unittest
from dataclasses import dataclass
from types import ModuleType

from ..test_files.test_source import TestSource


@dataclass(frozen=True)
class Finding:
    """What the student reads about a test that did not pass."""

    message: str
    call: str | None = None
    expected: str | None = None
    actual: str | None = None
    line: int | None = None


def joined(teacher_message: str | None, sentence: str) -> str:
    """A finding's message: the teacher's message comes first."""
    return f"{teacher_message}\n\n{sentence}" if teacher_message else sentence


@dataclass(frozen=True)
class Scene:
    """The student's program, the test's source, names that the file lacks, the file's text, and
    what the test has printed so far."""

    program: ModuleType
    file_name: str
    source: TestSource
    missing: dict[str, str]
    code: str = ""
    printed: str = ""


@dataclass(frozen=True)
class PlannedTest:
    """A test that will run, under its name in the report."""

    test: unittest.TestCase
    name: str
    title: str
    hidden: bool
    scene: Scene
    points: float | None = None
    hint: str | None = None
