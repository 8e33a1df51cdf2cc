CONFIG = {"debug": False, "deep": {"a": [1]}}
ITEMS = []
GRID = [[0, 0], [0, 0]]


class Box:
    names = []

    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)
        return self

    def total(self):
        return sum(self.items)

    @property
    def copied(self):
        return list(self.items)


def add(item):
    ITEMS.append(item)


def reset():
    global ITEMS
    ITEMS = []


def total(items):
    return sum(items)


def is_own(items):
    return items is ITEMS


def deep():
    return CONFIG["deep"]["a"]


def cell():
    return GRID[1][0]


def call_with(function):
    data = [3, 1, 2]
    seen = {"k": data}
    function(seen)
    return data, seen


def raise_after(items):
    items.append(1)
    raise ValueError("after all")
