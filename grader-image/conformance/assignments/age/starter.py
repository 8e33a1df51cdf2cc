class NegativeAge(Exception):
    pass


def parse_age(text):
    pass
