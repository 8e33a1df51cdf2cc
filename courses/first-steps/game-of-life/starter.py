def parse(picture):
    world = set()
    return world


def show(world, rows, columns):
    return ""


def step(world):
    return set()


def run(world, generations):
    return world
