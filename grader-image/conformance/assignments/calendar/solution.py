from datetime import timedelta


def next_day(day):
    return day + timedelta(days=1)


def price(amount, rate):
    return amount + amount * rate


def half(fraction):
    return fraction / 2


def encode(text):
    return text.encode()


def unique(values):
    return set(values)
