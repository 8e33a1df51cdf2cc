class CustomError(Exception):
    def __init__(self, code, *parts):
        super().__init__(f"code {code}")
        self.code = code
        self.parts = list(parts)


class NoFile(FileNotFoundError):
    pass


class Odd(ValueError):
    pass


def note():
    error = ValueError("bad")
    error.add_note("line 3")
    error.add_note("line 4")
    raise error


def note_own():
    error = Odd("bad")
    error.add_note("own note")
    raise error


def missing():
    open("/tmp/nope.txt")


def missing_own():
    raise NoFile(2, "gone", "there.txt")


def rename():
    import os
    os.rename("/tmp/nope-a", "/tmp/nope-b")


def decode():
    b"\xff".decode("utf-8")


def key():
    {}["k"]


def key_tuple():
    raise KeyError("a", 2)


def chained():
    try:
        {}["k"]
    except KeyError as error:
        raise ValueError("no") from error


def context():
    try:
        {}["k"]
    except KeyError:
        raise ValueError("no")


def suppressed():
    try:
        {}["k"]
    except KeyError:
        raise ValueError("no") from None


def own_context():
    try:
        raise CustomError(5)
    except CustomError:
        raise Odd("after")


def bad_import():
    import notthere


def bad_attribute():
    return "".nothing


def bad_name():
    return nothing


def syntax():
    compile("a b", "<there>", "exec")


def custom():
    raise CustomError(42, "x", "y")


def stop():
    it = iter([])
    next(it)


def stop_value():
    def g():
        return 7
        yield
    next(g())


def json_error():
    import json
    json.loads("{")


def returned():
    error = OSError(13, "no", "f.txt")
    error.add_note("n")
    return error


def catch(call):
    try:
        return call()
    except FileNotFoundError as error:
        return ("file", error.filename, error.errno)
    except Exception as error:
        return (type(error).__name__, str(error), getattr(error, "__notes__", None))


def catch_json(call):
    import json
    try:
        return call()
    except json.JSONDecodeError as error:
        return ("json", error.pos, error.msg)


def catch_url(call):
    from urllib.error import URLError
    try:
        return call()
    except URLError as error:
        return ("url", str(error.reason))
