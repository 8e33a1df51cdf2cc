"""Redirects functions of Python's library that would run the program's code in this process.

``typing.get_type_hints`` evaluates annotations, ``pickle.loads`` calls what the bytes name, doctest
runs docstrings. For student's objects these functions run in the student's process. For all others
they work as usual.
"""

import functools
import inspect
import sys
import typing
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from .conversation import Conversation
from .mirrors import RemoteType
from .proxy_base import (
    Remote,
    RemoteMethod,
    checked,
    is_instance,
    link_of,
    naming,
    unlike_the_model_solution,
)
from .student_module import StudentModule

_STUDENTS = (Remote, RemoteType, RemoteMethod, StudentModule)


def belongs_to_student(value: object) -> bool:
    return issubclass(type(value), _STUDENTS)


def call_there(name: str, proxy: Any, *args: Any, **keywords: Any) -> Any:
    """Calls a function of the library on a student's object, in the student's process."""
    session = link_of(proxy.owner if type(proxy) is RemoteMethod else proxy).session
    if is_instance(proxy) and not session.uses.permits(f"attr:{name}"):
        raise session.refuse(
            f"The test uses `{name}` of {naming(proxy)}; {unlike_the_model_solution}"
        )
    return checked(session, name, session.request("library", name, (proxy, *args), keywords))


def _redirected(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which runs in the process that owns its first argument."""

    @functools.wraps(original)
    def function(value: Any, *args: Any, **keywords: Any) -> Any:
        target = _wrapped(value) if name in _EVALUATING else value
        if not belongs_to_student(target):
            return original(value, *args, **keywords)
        return call_there(name, target, *args, **keywords)

    return function


_EVALUATING = ("typing.get_type_hints", "inspect.get_annotations")


def _wrapped(value: Any) -> Any:
    """The student's function from which a test's wrapper has its annotations, if there is one."""
    for _ in range(_MAX_WRAPPERS):
        if belongs_to_student(value) or not hasattr(value, "__wrapped__"):
            break
        value = value.__wrapped__
    return value


_MAX_WRAPPERS = 100


def _signature_read(original: Callable[..., Any]) -> Callable[..., Any]:
    """``inspect._signature_from_callable``, which all that read signatures go by."""

    @functools.wraps(original)
    def read(value: Any, **options: Any) -> Any:
        if not belongs_to_student(value):
            return original(value, **options)
        flags = {name: each for name, each in options.items() if type(each) is bool}
        return call_there("inspect.signature", value, **flags)

    return read


def _stand_ins() -> Iterator[tuple[ModuleType, str, Callable[..., Any], Callable[..., Any]]]:
    """Modules, names in them, the original functions, and their replacements."""
    name = "_signature_from_callable"
    read = vars(inspect)[name]
    yield inspect, name, read, _signature_read(read)
    functions = [(inspect, "get_annotations"), (inspect, "getdoc"), (inspect, "getattr_static")]
    functions += [(inspect, "unwrap"), (typing, "get_type_hints")]
    for module, name in functions:
        original = vars(module)[name]
        yield module, name, original, _redirected(f"{module.__name__}.{name}", original)
    annotations = sys.modules.get("annotationlib")
    if annotations is not None:
        original = vars(annotations)["get_annotations"]
        stand_in = _redirected("inspect.get_annotations", original)
        yield annotations, "get_annotations", original, stand_in


# Made once, since they are the same in all gradings.
_STAND_INS = tuple(_stand_ins())


@contextmanager
def redirect_library_calls(session: Conversation, test_sources: Sequence[str]) -> Generator[None]:
    """Redirects the functions inside the context, in the tests' process."""
    for module, name, _, stand_in in _STAND_INS:
        setattr(module, name, stand_in)
    finder = _Finder(session, test_sources)
    sys.meta_path.insert(0, finder)
    finder.change_those_loaded()
    try:
        yield
    finally:
        for module, name, original, _ in _STAND_INS:
            setattr(module, name, original)
        finder.restore()


class _Finder(MetaPathFinder):
    """Changes modules that few tests import as soon as they are imported."""

    def __init__(self, session: Conversation, test_sources: Sequence[str]) -> None:
        self._changes: dict[str, Callable[[ModuleType], None]] = {
            "pickle": functools.partial(_change_pickle, session),
            "doctest": functools.partial(_change_doctest, session, test_sources),
            "pandas": functools.partial(_change_pandas, session),
        }
        self._before: list[tuple[ModuleType, dict[str, Any]]] = []

    def change_those_loaded(self) -> None:
        for name in tuple(self._changes):
            module = sys.modules.get(name)
            if module is not None:
                self._change(module)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._changes:
            return None
        change = self._changes.pop(fullname)
        spec = find_spec(fullname)
        self._changes[fullname] = change
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            self._change(module)

        vars(spec.loader)["exec_module"] = exec_module
        return spec

    def restore(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for module, before in self._before:
            vars(module).update(before)

    def _change(self, module: ModuleType) -> None:
        change = self._changes.pop(module.__name__, None)
        if change is not None:
            self._before.append((module, dict(vars(module))))
            change(module)


class _HasStudents(Exception):
    """A value to be pickled contains a student's object."""

    def __init__(self) -> None:
        super().__init__("`pickle.dumps` or `pickle.dump` pickles an object of the student's file")


def _change_pickle(session: Conversation, module: Any) -> None:
    """Nothing is unpickled in this process, since bytes do not show whether the student's process
    wrote them."""
    dumps = module.dumps

    def reduce(_self: Any, _protocol: Any) -> Any:
        raise _HasStudents

    Remote.__reduce_ex__ = reduce  # type: ignore[method-assign]

    def dumps_(value: Any, protocol: int | None = None, **options: Any) -> bytes:
        try:
            if not belongs_to_student(value):
                return dumps(value, protocol, **options)
        except _HasStudents:
            pass
        pickled = session.request("library", "pickle.dumps", (value, protocol), {})
        return checked(session, "pickle.dumps", pickled)

    def loads(content: Any, **_options: Any) -> Any:
        return session.request("library", "pickle.loads", (bytes(content),), {})

    def dump(value: Any, file: Any, protocol: int | None = None, **options: Any) -> None:
        file.write(dumps_(value, protocol, **options))

    module.dumps, module.loads, module.dump = dumps_, loads, dump
    module.load = lambda file, **_options: loads(file.read())
    # pandas extends one of them when it is imported.
    refused = {"load": _refused(session, "pickle.Unpickler")}
    for name in ("Unpickler", "_Unpickler"):
        setattr(module, name, type(name, (vars(module)[name],), dict(refused)))


def _change_pandas(session: Conversation, module: Any) -> None:
    module.read_pickle = _refused(session, "pandas.read_pickle")


def _refused(session: Conversation, name: str) -> Callable[..., Any]:
    def refused(*_args: Any, **_keywords: Any) -> Any:
        raise session.refuse(
            f"The test reads a pickle with `{name}`, which could run the program's code in the"
            " tests' process. Use `pickle.loads`, which runs in the student's process."
        )

    return refused


def _change_doctest(session: Conversation, test_sources: Sequence[str], module: Any) -> None:
    """Examples in the program's docstrings run there, only those in test files run here."""
    testmod, run_examples = module.testmod, module.run_docstring_examples
    run = module.DocTestRunner.run

    def testmod_(m: Any = None, *args: Any, **options: Any) -> Any:
        if not belongs_to_student(m):
            return testmod(m, *args, **options)
        failed, attempted = call_there("doctest.testmod", m, _plain(options))
        return module.TestResults(int(failed), int(attempted))

    def run_examples_(f: Any, globs: Any, *args: Any, **options: Any) -> Any:
        if not belongs_to_student(f):
            return run_examples(f, globs, *args, **options)
        return call_there("doctest.run_docstring_examples", f, dict(globs), _plain(options))

    def run_(self: Any, test: Any, *args: Any, **options: Any) -> Any:
        lines = [line.strip() for each in test.examples for line in each.source.splitlines()]
        if not all(any(line in source for source in test_sources) for line in lines):
            raise session.refuse(
                "The test runs the examples in a docstring of the program. Use "
                "`doctest.testmod(…)` with the student's module, which runs them in its process."
            )
        return run(self, test, *args, **options)

    module.testmod, module.run_docstring_examples = testmod_, run_examples_
    module.DocTestRunner.run = run_


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in options.items() if type(each) in (bool, int, str)}
