import random
import sys
import time
from datetime import date

LIMITS = {"throws": 3}


class Cup:
    def shake(self):
        return random.randint(1, 6)

    def total(self, times):
        return sum(self.shake() for _ in range(times))


def throw():
    return [random.randint(1, 6) for _ in range(LIMITS["throws"])]


def today():
    return date.today().strftime("%d.%m.%Y")


def slowly():
    time.sleep(2)
    return Cup().total(2)


def player():
    return sys.argv[1].title()
