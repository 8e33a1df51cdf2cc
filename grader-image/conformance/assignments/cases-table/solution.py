def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def flip(text, times=1):
    if times < 0:
        raise ValueError("times is negative")
    return text[::-1] if times % 2 else text
