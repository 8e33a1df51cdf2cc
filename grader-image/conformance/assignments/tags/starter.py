class tag:
    def __init__(self, name, lines):
        pass

    def __enter__(self):
        pass

    def __exit__(self, *caught):
        pass


ignoring = tag


def remember(function):
    pass
