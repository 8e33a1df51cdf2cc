"""Processes that tests start: neither judge allows that."""

import ast
from collections.abc import Iterator

from ..common.nodes import of_kind
from .advice_names import Names
from .advice_sentence import Advice

_STARTERS = frozenset(
    (
        "asyncio.create_subprocess_exec asyncio.create_subprocess_shell "
        "concurrent.futures.ProcessPoolExecutor multiprocessing.Pool multiprocessing.Process "
        "os.fork os.popen os.system subprocess.Popen subprocess.call subprocess.check_call "
        "subprocess.check_output subprocess.getoutput subprocess.getstatusoutput subprocess.run "
        "test.support.script_helper.assert_python_ok"
    ).split()
)


def processes_started(tree: ast.Module, names: Names) -> Iterator[Advice]:
    main = names.student_modules[0]
    for node in of_kind(ast.walk(tree), ast.Call):
        path = names.resolve(node.func)
        if path in _STARTERS:
            yield Advice(
                node.lineno,
                f"`{path}` starts a process, which tests cannot do here. To run the student's file"
                f' as a script, use `runpy.run_path("{main}.py")` under a patch of'
                " `builtins.input` or `sys.stdin`, or write cases.yaml.",
            )
