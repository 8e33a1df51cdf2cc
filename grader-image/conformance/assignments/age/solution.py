class NegativeAge(ValueError):
    pass


def parse_age(text):
    age = int(text)
    if age < 0:
        raise NegativeAge(f"{age} is below zero")
    return age
