import random
import time
from datetime import date

LIMITS = {}


class Cup:
    def shake(self):
        return None

    def total(self, times):
        return None


def throw():
    random.random()


def today():
    date.today()


def slowly():
    time.time()


def player():
    return None
