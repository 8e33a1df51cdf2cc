"""Answers to the judge that are wrong for any request."""

import builtins
from typing import Any

_ERROR: dict[str, Any] = {
    "type": ["T", "ValueError"],
    "args": [5, "no"],
    "text": "no",
    "number": 3,
    "state": {},
    "explanation": "no",
    "words": "no",
    "frames": [],
    "raised_here": False,
    "cause": None,
    "judge": None,
}
_CLASS: dict[str, Any] = {
    "name": "Own",
    "qualname": "Own",
    "module": "submission",
    "doc": None,
    "bases": [],
    "methods": ["area"],
    "operators": ["__eq__", "__getitem__", "__iter__", "__len__", "__hash__", "__bool__"],
}
_FAR = 100_000


def _class(number: int, **changes: Any) -> list[Any]:
    return ["K", _FAR + number, {**_CLASS, **changes}]


def _classes() -> list[list[Any]]:
    """Classes of exceptions: the program's own, those of Python's libraries, and others that are
    not."""
    libraries = (
        "asyncio.exceptions.CancelledError json.decoder.JSONDecodeError unittest.case.SkipTest "
        "unittest.case._ShouldStop decimal.InvalidOperation zipimport.ZipImportError "
        "_frozen_importlib._DeadlockError socket.timeout subprocess.CalledProcessError"
    ).split()
    return [
        *(
            _class(number, bases=[["T", base]])
            for number, base in enumerate(("OSError", "MemoryError", "SystemExit", "ImportError"))
        ),
        *(
            _class(
                50 + number,
                name=name.rpartition(".")[2],
                qualname=name.rpartition(".")[2],
                module=name.rpartition(".")[0],
                bases=[["T", "BaseException"]],
            )
            for number, name in enumerate(libraries)
        ),
        _class(90),
        ["T", "int"],
        ["h", _FAR + 95, _class(96), None],
        ["H", _FAR + 97, "function", "hello", None],
    ]


def _errors() -> list[dict[str, Any]]:
    names = [
        name
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    ]
    kinds = [*(["T", name] for name in names), *_classes()]
    plain = [{**_ERROR, "type": kind} for kind in kinds]
    oserror = {**_ERROR, "type": ["T", "OSError"]}
    odd = [
        {**oserror, "args": []},
        {**oserror, "args": [["l"], ["d"], ["h", _FAR, _class(1), None]]},
        {**oserror, "frames": [[1, "hello", None]], "raised_here": True},
        {**oserror, "frames": [[10**12, "hello", None]]},
        {**oserror, "frames": [[10**4_000, "hello", None]]},
        {**oserror, "cause": oserror},
        {**oserror, "judge": 0},
        {**oserror, "judge": _FAR},
        {**oserror, "judge": "0"},
        {**oserror, "number": -1},
        {**oserror, "text": "\ud800\0"},
        {**oserror, "words": "", "explanation": ""},
        {**oserror, "state": {"_touchstone_trace": None, "__class__": 1, "errno": "no"}},
        {**_ERROR, "type": _class(1, bases=[["T", "OSError"]]), "args": [1, 2, 3]},
    ]
    return plain + odd


_VALUES: list[Any] = [
    *(-1, 10**300, 1.5, True, "", "no", "\ud800", ["I", "0x" + "f" * 4_000]),
    ["t", "internal-error", "no"],
    ["t", "passed", ""],
    ["t", "runtime-error", ["h", _FAR, _class(1, bases=[["T", "str"]]), "no"]],
    ["t", ["h", _FAR, _class(1, bases=[["T", "str"]]), "memory-limit"], "no"],
    ["t", "syntax-error", None],
    ["t", 1, 2],
    ["t"],
    ["l"],
    ["l", 1, None, "a"],
    ["l", ["l", 1, 2, 3], ["l"]],
    ["l", ["t", "a", 99, True]],
    ["l", ["t", 1, 1, True]],
    ["d"],
    ["d", 1, 2],
    ["d", "transcript", ["l"], "error", None],
    ["d", "transcript", ["l", 1], "error", None, "askedTooOften", False, "written", ["d"]],
    ["d", "transcript", ["l"], "error", ["d", "line", 1], "askedTooOften", False, "written", ["d"]],
    ["d", "transcript", None, "error", 1, "askedTooOften", 2],
    ["d", "transcript", ["l"], "error", None, "askedTooOften", False, "written", ["d", "a", 1]],
    ["d", "transcript", ["l"], "error", None, "askedTooOften", False, "written", ["l"]],
    ["q", 1, 2, 3],
    ["D", ["T", "int"], "a", 1],
    ["m", "Decimal", "sNaN"],
    ["m", "Fraction", 1, 3],
    ["T", "SystemExit"],
    ["n", "builtins.print"],
    ["E"],
    ["N"],
    ["x", _ERROR],
    ["x", {**_ERROR, "type": ["T", "MemoryError"]}],
    ["j", 0],
    ["g", 0],
    *(["H", _FAR + 200, kind, "hello", None] for kind in ("function", "module")),
    *(["H", _FAR + 210, kind, None, None] for kind in ("generator", "coroutine", "odd")),
    _class(300),
    _class(301, bases=[["T", "type"], ["T", "dict"]]),
    _class(302, name="a\0b"),
    *(
        ["h", _FAR + 400 + number, _class(420 + number, bases=[["T", base]]), value]
        for number, (base, value) in enumerate(
            (("str", "no"), ("dict", ["d"]), ("list", ["l"]), ("tuple", ["t"]), ("int", 9))
        )
    ),
    ["h", _FAR + 500, _class(501), None],
    ["t", ["H", _FAR + 600, "module", "submission", None], ["d", 1, 2]],
    ["t", ["H", _FAR + 601, "module", "submission", None], ["d", "hello", 5]],
    ["t", ["H", _FAR + 602, "module", "submission", None], ["d"]],
    ["t", ["H", _FAR + 603, "module", "submission", None], ["l"]],
    ["t", ["h", _FAR + 604, _class(605), None], ["d"]],
    [
        "t",
        ["H", _FAR + 606, "module", "submission", None],
        ["h", _FAR + 607, _class(608, bases=[["T", "dict"]]), ["d", "hello", None]],
    ],
]

_MESSAGES: list[Any] = [
    [],
    [0],
    ["0", "v", None, []],
    [0, "v", None, []],
    [10**30, "v", None, []],
    *(["seq", outcome, None, []] for outcome in ("verdict", "")),
    ["seq", "v", None],
    ["seq", "v", None, [[0, ["l"]]]],
    ["seq", "v", None, [[10**9, ["l"]]]],
    ["seq", "v", None, {}],
    ["seq", "x", None, []],
    ["seq", "x", {}, []],
    *(["seq", "?", question, ["t"]] for question in ("call", "operate", "input", "exit")),
    ["seq", "?", "input", ["t", "? "]],
    ["seq", "?", "stdin", ["t", "read", -1]],
    ["seq", "?", "call", ["t", 0, ["t"], ["d"]]],
    {},
    None,
]

#: By their kind; "seq" stands for the right sequence number.
EXCEPTIONS: list[Any] = [["seq", "x", error, []] for error in _errors()]
VALUES: list[Any] = [["seq", "v", value, []] for value in _VALUES]
MESSAGES: list[Any] = _MESSAGES
