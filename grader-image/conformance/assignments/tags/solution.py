from contextlib import contextmanager


class tag:
    def __init__(self, name, lines):
        self.name = name
        self.lines = lines

    def __enter__(self):
        self.lines.append(f"<{self.name}>")
        return self.lines

    def __exit__(self, *caught):
        self.lines.append(f"</{self.name}>")


@contextmanager
def ignoring(kind):
    try:
        yield
    except kind:
        pass


def remember(function):
    known = {}

    def remembering(argument):
        if argument not in known:
            known[argument] = function(argument)
        return known[argument]

    return remembering
