from contextlib import contextmanager


class tag:
    def __init__(self, name):
        self.name = name
        self.text = ""

    def write(self, text):
        self.text += text

    def __enter__(self):
        self.write(f"<{self.name}>")
        return self

    def __exit__(self, *caught):
        self.write(f"</{self.name}>")


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
