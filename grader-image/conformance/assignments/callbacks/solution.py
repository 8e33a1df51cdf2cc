def apply_all(function, values):
    return [function(value) for value in values]


def repeat(action, times):
    for number in range(times):
        action(number)


def compose(f, g):
    return lambda x: f(g(x))
