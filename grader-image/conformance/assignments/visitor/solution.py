def visit(guest, notes):
    notes.append(guest.name)
    return guest.greet("Hello")


def each(call, values):
    return [call(value) for value in values]


def ask(source):
    return source.read("name")


def copy_to(stream, text):
    print(text, file=stream)


def sort_by(key, rows):
    return sorted(rows, key=key)


def first(steps):
    return next(steps)
