def next_day(day):
    pass


def price(amount, rate):
    pass


def half(fraction):
    pass


def encode(text):
    pass


def unique(values):
    pass
