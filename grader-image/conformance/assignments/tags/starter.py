class tag:
    text = ""

    def __init__(self, name):
        pass

    def __enter__(self):
        pass

    def __exit__(self, *caught):
        pass


ignoring = tag


def remember(function):
    pass
