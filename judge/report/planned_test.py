"""A test or a case that will run, what its findings are based on, and a finding."""

import unittest
from dataclasses import dataclass
from types import ModuleType

from ..common.program import Program, ProgramFile, Spot
from ..messages import names_defined
from ..test_files.test_source import TestSource


@dataclass(frozen=True)
class Finding:
    """What the student reads about a test that did not pass. ``message`` includes ``teacher``, the
    teacher's own message."""

    message: str
    call: str | None = None
    expected: str | None = None
    actual: str | None = None
    spot: Spot | None = None
    teacher: str | None = None


def joined(teacher_message: str | None, sentence: str) -> str:
    """A finding's message: the teacher's message comes first."""
    return f"{teacher_message}\n\n{sentence}" if teacher_message else sentence


@dataclass(frozen=True)
class Scene:
    """The student's program, the module of its first file, the test's source, the names that the
    program lacks, each with a sentence, and what the test has printed so far."""

    program: Program
    module: ModuleType
    source: TestSource
    missing: dict[str, str]
    printed: str = ""

    def file_of(self, call: str | None) -> ProgramFile:
        """The file that defines what an expression of the test uses, as far as the text shows."""
        program = self.program
        if not program.has_several:
            return program.main
        imported = self.source.modules_in(call)
        return max(
            program.files,
            key=lambda each: (names_defined(call, each), each.module_name in imported),
        )


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
