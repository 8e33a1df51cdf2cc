class Stack:
    def __init__(self):
        self._items = []

    def push(self, item):
        self._items.append(item)

    def pop(self):
        return self._items.pop()

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(reversed(self._items))

    def __contains__(self, item):
        return item in self._items

    def __getitem__(self, index):
        return self._items[index]

    def __bool__(self):
        return bool(self._items)

    def __eq__(self, other):
        return isinstance(other, Stack) and self._items == other._items

    def __hash__(self):
        return 1

    def __repr__(self):
        return f"Stack({self._items})"
