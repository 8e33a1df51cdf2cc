import phrases


def count_names():
    with open("data/names.txt") as file:
        return len(file.readlines())


def polite(name):
    return phrases.polite.format(name)
