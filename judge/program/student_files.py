"""The student's files as modules that tests import. Each runs when it is imported, not before.

So a test's patches are in place while a script runs, and what the script prints belongs to the
test. While the test files are being loaded, a student's file that does not load decides the
verdict. Later it raises an exception in the test that imports it.
"""

import importlib.util
import os
import runpy
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.abc import InspectLoader, Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ..common.job import Job
from ..common.program import ProgramFile

# Words in a test file, or one beside it, that removes a module from ``sys.modules``.
_REMOVES_MODULES = ("modules", "import_fresh_module")

#: A module's own namespace, even if its class overrides ``__dict__``.
own_names: Any = vars(ModuleType)["__dict__"].__get__

_run_path, _run_module = runpy.run_path, runpy.run_module
_spec_from_file = importlib.util.spec_from_file_location


class DoesNotLoad(Exception):
    """A student's file cannot be loaded; ``verdict`` and the message say why."""

    def __init__(self, verdict: str, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


class StudentFiles(MetaPathFinder):
    """Finds and loads the student's modules in the process that runs the tests.

    ``module`` is that of the first file. ``fault`` is the error from loading one with the test
    files. ``after_loading`` is called after that, ``while_loading`` returns the context to load it
    in.
    """

    def __init__(self, job: Job, folder: str, module: ModuleType) -> None:
        self.job = job
        self.program = job.program
        self.folder = folder
        self.module = module
        self.fault: DoesNotLoad | None = None
        self.after_loading: Callable[[], None] = lambda: None
        self.while_loading: Callable[[], AbstractContextManager[None]] = nullcontext
        self._with_tests = True
        self._compiles = False
        self._running: Callable[[], str] = str
        self._outcomes: Mapping[str, str] = {}
        self._loaders = {each.name: FileLoader(self, each) for each in self.program.files}
        self._loaders[self.program.main.name].spare = module
        for each in self.program.files:
            sys.modules.pop(each.module_name, None)
        sys.meta_path.insert(0, self)
        self._replace_library_functions()

    # The two judges implement these differently.

    def new_module(self, file: ProgramFile, name: str) -> ModuleType:
        raise NotImplementedError

    def compile(self) -> None:
        """Raises DoesNotLoad if a file is not valid Python."""
        raise NotImplementedError

    def load_first(self, module: ModuleType, file: ProgramFile) -> None:
        """Raises DoesNotLoad for whatever the file raises."""
        raise NotImplementedError

    def load(self, module: ModuleType, file: ProgramFile) -> None:
        """Raises what the file raises."""
        raise NotImplementedError

    def is_loaded(self, module: ModuleType) -> bool:
        raise NotImplementedError

    def reload(self, module: ModuleType, file: ProgramFile) -> None:
        raise NotImplementedError

    def run_as_script(
        self, file: ProgramFile, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        raise NotImplementedError

    def path_of(self, file: ProgramFile) -> str:
        return f"{self.folder}/{file.name}"

    def modules(self) -> list[ModuleType]:
        """Those that have been imported."""
        found = (sys.modules.get(each.module_name) for each in self.program.files)
        return [each for each in found if isinstance(each, ModuleType)]

    def hide_from_star(self, names: Collection[str]) -> None:
        """Names that a test file binds itself: ``import *`` must not replace them."""

    # Called by run.py.

    def end_of_test_files(self) -> None:
        """From now on tests run. Raises DoesNotLoad if a file itself is broken."""
        self._with_tests = False
        if self.fault is not None:
            raise self.fault
        self._check_that_it_compiles()

    def _check_that_it_compiles(self) -> None:
        if self._compiles:
            return
        try:
            self.compile()
        except DoesNotLoad as fault:
            self.fault = self.fault or fault
            raise
        self._compiles = True

    def follow_run(self, running: Callable[[], str], outcomes: Mapping[str, str]) -> None:
        """Sets where to look up the running test's name, and the outcomes of earlier tests."""
        self._running, self._outcomes = running, outcomes

    # Called by Python's import system.

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self.program.file_of_module(fullname)
        return file and self.spec_of(file)

    def spec_of(self, file: ProgramFile) -> ModuleSpec:
        return self._spec(file.module_name, file, self._loaders[file.name])

    def import_file(self, module: ModuleType, loader: "FileLoader") -> None:
        file = loader.file
        if self.is_loaded(module):
            self.reload(module, file)
        elif self._with_tests:
            self._load_with_tests(module, file)
        else:
            self._load_in_test(module, loader)
        if file is self.program.main:
            self.module = module

    def load_by_path(self, module: ModuleType, file: ProgramFile) -> None:
        """A test loads the file under a name that it chooses. Runs the file each time."""
        if self._with_tests:
            self._load_with_tests(module, file)
        else:
            self.load(module, file)

    def _run_by_path(
        self, file: ProgramFile, init_globals: dict[str, Any] | None, run_name: str, path: str
    ) -> dict[str, Any]:
        if not self._with_tests:
            return self.run_as_script(file, init_globals, run_name, path)
        self._check_that_it_compiles()
        with self.while_loading():
            return self.run_as_script(file, init_globals, run_name, path)

    def _load_with_tests(self, module: ModuleType, file: ProgramFile) -> None:
        try:
            with self.while_loading():
                self.load_first(module, file)
        except DoesNotLoad as fault:
            self.fault = self.fault or fault
            raise
        self._compiles = True
        self.after_loading()

    def _load_in_test(self, module: ModuleType, loader: "FileLoader") -> None:
        failure = loader.failure
        if failure is not None and failure.counts_in(self._running(), self._outcomes):
            raise failure.again()
        loader.failure = None
        try:
            self.load(module, loader.file)
        except SystemExit:
            # A script that exits has not failed.
            raise
        except BaseException as error:
            if not self._is_removed_by_tests():
                loader.failure = _Failure(error, self._running())
            raise

    def _is_removed_by_tests(self) -> bool:
        """Whether tests remove modules from ``sys.modules``, to run a script again."""
        words = [word.encode() for word in _REMOVES_MODULES]
        texts = [file.source.encode("utf-8", "replace") for file in self.job.test_files]
        texts += [content for _, content in self.job.files]
        return any(word in text for word in words for text in texts)

    def _spec(self, name: str, file: ProgramFile, loader: Loader) -> ModuleSpec:
        return ModuleSpec(name, loader, origin=self.path_of(file))

    def _file_at(self, path: Any) -> ProgramFile | None:
        is_path = isinstance(path, str | os.PathLike)
        return self.program.file(os.path.basename(os.fspath(path))) if is_path else None

    def _replace_library_functions(self) -> None:
        """Makes functions that run or load a file by its path find the student's file."""
        runpy.run_path, runpy.run_module = self._run_path, self._run_module
        importlib.util.spec_from_file_location = self._spec_from_file

    def _run_path(
        self,
        path_name: Any,
        init_globals: dict[str, Any] | None = None,
        run_name: str | None = None,
    ) -> Any:
        file = self._file_at(path_name)
        if file is None:
            return _run_path(path_name, init_globals, run_name)
        path = os.fspath(path_name)
        return self._run_by_path(file, init_globals, run_name or "<run_path>", path)

    def _run_module(
        self,
        mod_name: str,
        init_globals: dict[str, Any] | None = None,
        run_name: str | None = None,
        alter_sys: bool = False,
    ) -> Any:
        file = self.program.file_of_module(mod_name)
        if file is None:
            return _run_module(mod_name, init_globals, run_name, alter_sys)
        return self._run_by_path(file, init_globals, run_name or mod_name, self.path_of(file))

    def _spec_from_file(self, name: str, location: Any = None, **keywords: Any) -> Any:
        file = self._file_at(location)
        if file is None:
            return _spec_from_file(name, location, **keywords)
        return self._spec(name, file, _PathLoader(self, file))


class FileLoader(InspectLoader):
    """Loads one file as a module of its own name. ``spare`` is a module to be used first."""

    def __init__(self, files: StudentFiles, file: ProgramFile) -> None:
        self._files = files
        self.file = file
        self.spare: ModuleType | None = None
        self.failure: _Failure | None = None

    def get_source(self, fullname: str) -> str:
        return self.file.code

    def get_code(self, fullname: str) -> None:
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        if self.spare is None:
            return self._files.new_module(self.file, spec.name)
        spare, self.spare = self.spare, None
        return spare

    def exec_module(self, module: ModuleType) -> None:
        self._files.import_file(module, self)


class _PathLoader(Loader):
    """For ``importlib.util.spec_from_file_location``."""

    def __init__(self, files: StudentFiles, file: ProgramFile) -> None:
        self._files = files
        self._file = file

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._files.new_module(self._file, spec.name)

    def exec_module(self, module: ModuleType) -> None:
        self._files.load_by_path(module, self._file)


class _Failure:
    """An exception that the file raised when a test loaded it."""

    def __init__(self, error: BaseException, test: str) -> None:
        self._error = error
        self._trace = error.__traceback__
        self._test = test

    def counts_in(self, test: str, outcomes: Mapping[str, str]) -> bool:
        """Whether another test should get the same exception again: not the test that loaded the
        file, and not if that test expected the exception. In fixtures ``test`` is empty."""
        return (test != self._test or not test) and outcomes.get(self._test) != "passed"

    def again(self) -> BaseException:
        return self._error.with_traceback(self._trace)
