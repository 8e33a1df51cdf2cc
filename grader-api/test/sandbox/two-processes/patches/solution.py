import datetime as dt_module
import json
import math
import os
import random
import sys
import time
from datetime import date, datetime, timedelta
from random import randint

CONFIG = {"debug": False, "name": "app"}
ITEMS = [1, 2]
LIMIT = 10


class Box:
    size = 3
    registry = []

    def __init__(self, value=1):
        self.value = value

    @property
    def double(self):
        return self.value * 2

    def area(self, factor=1):
        return self.size * factor

    @classmethod
    def make(cls):
        return cls(9)

    @staticmethod
    def unit():
        return "cm"

    def describe(self):
        return f"{self.area()} {self.unit()} {self.double}"


class Crate(Box):
    def area(self, factor=1):
        return super().area(factor) + 1


def roll():
    return random.randint(1, 6)


def roll_own():
    return randint(1, 6)


def chance():
    return random.random()


def pick(items):
    return random.choice(items)


def shuffled(items):
    random.shuffle(items)
    return items


def seeded():
    random.seed(5)
    return random.random()


def slow():
    time.sleep(3600)
    return "done"


def today():
    return date.today().isoformat()


def tomorrow():
    return (date.today() + timedelta(days=1)).isoformat()


def weekday():
    return date.today().weekday() >= 5


def now():
    return datetime.now().year


def greeting():
    hour = datetime.now().hour
    return "morning" if hour < 12 else "day"


def is_date(value):
    return isinstance(value, date)


def age(born):
    return (date.today() - born).days


def debug():
    return CONFIG["debug"]


def config():
    return dict(CONFIG)


def count():
    return len(ITEMS)


def limit():
    return LIMIT


def home():
    return os.environ["COURSE"]


def home_or():
    return os.getenv("COURSE", "none")


def argument():
    return sys.argv[1]


def read(path):
    with open(path) as file:
        return file.read()


def read_lines(path):
    with open(path) as file:
        return [line.strip() for line in file]


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def from_stdin():
    return sys.stdin.read().split()


def lines_of_stdin():
    return [line.strip() for line in sys.stdin]


def ask():
    return input("Name? ")


def helper(x):
    return x + 1


def use_helper(x):
    return helper(x) * 2


def exists(path):
    return os.path.exists(path)


def list_dir():
    return sorted(os.listdir("."))


def dump(value):
    return json.dumps(value)


def root(x):
    return math.sqrt(x)


def clock():
    start = time.perf_counter()
    end = time.perf_counter()
    return end - start


def retry(call, times):
    for _ in range(times):
        try:
            return call()
        except ConnectionError:
            continue
    return None


def fetch(client):
    answer = client.get("/users", params={"id": 3})
    return answer.json()["name"]


def fails():
    raise ValueError("always")


def exit_status():
    sys.exit(3)


def run_all():
    return [Box(2).describe(), Crate(2).describe()]


def area_of_new():
    return Box().area(2)


def now_via_module():
    return dt_module.datetime.now().year


def url():
    import urllib.request
    with urllib.request.urlopen("http://x") as answer:
        return answer.read().decode()
