"""Loads test modules, and finds their tests in the order in which they are written."""

import dis
import functools
import sys
import unittest
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any, Protocol, cast

from ..common.job import Job, TestFile
from ..common.printed import OutputLimitReached
from ..common.text import clip, in_words
from ..program.student_files import StudentFiles, own_names
from .missing import StandIn, imports_all_it_names, missing_names
from .test_code import TestCode
from .test_source import TestSource


class TestsDoNotLoad(Exception):
    """A test module raised an exception, which is the cause, while it was loaded.

    ``source`` is None if the file is not valid Python.
    """

    def __init__(
        self, file: TestFile, source: TestSource | None, missing: dict[str, str] | None = None
    ) -> None:
        super().__init__(file.file_name)
        self.file = file
        self.source = source
        self.missing = missing or {}


class FixtureFault(Exception):
    """Wraps an exception of a fixture that would have ended the whole run. That is the cause."""


@dataclass(frozen=True)
class Collected:
    """One test file's tests, without those that its author skips.

    ``tests`` are in the order in which unittest runs them, ``written`` in that of the source.
    """

    file: TestFile
    source: TestSource
    missing: dict[str, str]
    tests: tuple[unittest.TestCase, ...]
    written: tuple[unittest.TestCase, ...]


class TestFileObserver(Protocol):
    """Learns which parts of a test file run (observe/)."""

    def code_of(self, file: TestFile) -> CodeType: ...
    def provide_note(self, names: dict[str, Any], file_name: str) -> None: ...


class TestModules(MetaPathFinder, TestCode):
    """Imports test files, which are not on disk. They can import each other."""

    def __init__(
        self, job: Job, student_files: StudentFiles, observer: TestFileObserver | None = None
    ) -> None:
        self._files = {file.module_name: file for file in job.test_files}
        self._codes = {name: _compiled(file) for name, file in self._files.items()}
        self._observer = observer
        if observer is not None:
            self._codes = {name: observer.code_of(file) for name, file in self._files.items()}
        modules = [each.module_name for each in job.program.files]
        self._sources = {
            name: TestSource(file.file_name, file.source, modules)
            for name, file in self._files.items()
        }
        self._missing: dict[str, dict[str, str]] = {}
        self._student_files = student_files
        self._executing: list[str] = []
        student_files.after_loading = self._stand_in_for_all
        #: Modules of the program that have stand-ins, each with the names.
        self._standing_in: dict[str, list[tuple[ModuleType, list[str]]]] = {}
        sys.meta_path.insert(0, self)
        for name in self._files:
            sys.modules.pop(name, None)

    def collect(self, file: TestFile) -> Collected:
        source = self._sources[file.module_name]
        try:
            module = import_module(file.module_name)
            tests = tuple(test for test in _tests_of(module) if not _skipped_by_author(test))
            written = _as_written(tests, module)
        except (OutputLimitReached, MemoryError):
            raise
        except BaseException as error:
            missing = self._missing.get(file.module_name)
            raise TestsDoNotLoad(file, source, missing) from error
        missing = self._missing[file.module_name]
        return Collected(file, source, missing, tests, written)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._files.get(fullname)
        return file and ModuleSpec(fullname, self, origin=file.file_name)

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        code, source = self._codes[name], self._sources[name]
        module.__file__ = source.file_name
        self._missing[name] = {}
        self._standing_in[name] = []
        for each in self._student_files.modules():
            self._stand_in(name, each)
        if ("*",) in code.co_consts:
            self._student_files.hide_from_star(_names_bound_by(code))
        if self._observer is not None:
            self._observer.provide_note(vars(module), source.file_name)
        self._executing.append(name)
        try:
            exec(code, module.__dict__)
        finally:
            self._executing.pop()
            for module, missing in self._standing_in.pop(name):
                _no_longer_stand_in(module, missing)

    def _stand_in_for_all(self) -> None:
        """The test modules that are running have loaded a module of the program."""
        for name in self._executing:
            for each in self._student_files.modules():
                self._stand_in(name, each)

    def _stand_in(self, name: str, module: ModuleType) -> None:
        code, source = self._codes[name], self._sources[name]
        if imports_all_it_names(code, module):
            return
        missing = missing_names(source.tree, module, self._student_files.program)
        self._missing[name].update(missing)
        self._standing_in[name].append((module, list(missing)))
        for each, sentence in missing.items():
            own_names(module)[each] = StandIn(sentence)


def _no_longer_stand_in(module: ModuleType, missing: Sequence[str]) -> None:
    names = own_names(module)
    for name in missing:
        if isinstance(names.get(name), StandIn):
            del names[name]


def _names_bound_by(code: CodeType) -> set[str]:
    """Names to which a module's own code assigns a value."""
    return {each.argval for each in dis.get_instructions(code) if each.opname == "STORE_NAME"}


def _compiled(file: TestFile) -> CodeType:
    try:
        return compile(file.source, file.file_name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise TestsDoNotLoad(file, None) from error


def title_of(test: unittest.TestCase) -> str:
    return clip(test.shortDescription() or in_words(method_name_of(test)), 200)


def method_name_of(test: unittest.TestCase) -> str:
    return test.id().rpartition(".")[2]


def _as_written(
    tests: Sequence[unittest.TestCase], module: ModuleType
) -> tuple[unittest.TestCase, ...]:
    """In the order of the source. Inherited tests come before a class's own."""
    kinds = [value for value in vars(module).values() if isinstance(value, type)]

    def place(test: unittest.TestCase) -> tuple[int, int]:
        kind, name = type(test), method_name_of(test)
        written = list(_names_in(kind))
        return (
            kinds.index(kind) if kind in kinds else len(kinds),
            written.index(name) if name in written else len(written),
        )

    return tuple(sorted(tests, key=place))


def _names_in(kind: type) -> Iterator[str]:
    """The names in the test file's classes, base classes first."""
    for base in reversed(kind.__mro__):
        if base not in (unittest.TestCase, object):
            yield from vars(base)


class _Loader(unittest.TestLoader):
    def getTestCaseNames(self, testCaseClass: type[unittest.TestCase]) -> list[str]:
        """Same as the original, but without checking the hundred names of TestCase itself."""
        names = {
            name
            for name in _names_in(testCaseClass)
            if name.startswith(self.testMethodPrefix) and callable(getattr(testCaseClass, name))
        }
        return sorted(names, key=functools.cmp_to_key(self.sortTestMethodsUsing))


def _tests_of(module: ModuleType) -> Iterator[unittest.TestCase]:
    """In unittest's own order, by name: a program may have state that lasts from test to test."""
    loader = _Loader()
    suite = unittest.TestSuite()
    for name in dir(module):
        value = vars(module).get(name)
        if isinstance(value, type) and issubclass(value, unittest.TestCase) and _is_own(value):
            _contain_fixtures(value)
            suite.addTest(loader.loadTestsFromTestCase(value))
    for name in ("setUpModule", "tearDownModule"):
        if name in vars(module):
            vars(module)[name] = _contained(vars(module)[name])
    load_tests: Any = vars(module).get("load_tests")
    if load_tests is not None:
        suite = load_tests(loader, suite, None)
    return _flatten(suite)


def _contain_fixtures(kind: type[unittest.TestCase]) -> None:
    for name in ("setUpClass", "tearDownClass"):
        fixture: Any = getattr(getattr(kind, name), "__func__", None)
        if fixture is not None and fixture is not vars(unittest.TestCase)[name].__func__:
            setattr(kind, name, classmethod(_contained(fixture)))


def _contained(fixture: Callable[..., Any]) -> Callable[..., Any]:
    """unittest catches an Exception of a fixture; anything else would stop unittest itself."""

    @functools.wraps(fixture)
    def contained(*args: Any) -> Any:
        try:
            return fixture(*args)
        except Exception:
            raise
        except BaseException as error:
            raise FixtureFault from error

    return contained


def _is_own(kind: type[unittest.TestCase]) -> bool:
    """``from unittest import TestCase`` adds a class without tests to the module."""
    return not kind.__module__.startswith("unittest.")


def _flatten(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from _flatten(each)
        else:
            yield each


def _skipped_by_author(test: unittest.TestCase) -> bool:
    method = getattr(test, method_name_of(test), None)
    return any(
        cast(bool, getattr(marked, "__unittest_skip__", False)) for marked in (type(test), method)
    )
