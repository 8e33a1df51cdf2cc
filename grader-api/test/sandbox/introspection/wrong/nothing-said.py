# No annotations and no docstrings

from __future__ import annotations

import abc
import collections
import copy as copying
import dataclasses
import enum
import functools
import json
import typing

__all__ = ["Account", "Point", "Colour", "area", "pay"]
__version__ = "1.2"
__author__ = "Ada"

RATE = 0.5
names = ["Ada"]


class Account:

    bank = "Bank of Rust"
    opened = 0

    def __init__(self, owner="Ada", start=0, items=None):
        self.owner = owner
        self._balance = start
        self._items = items or []

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise ValueError("no debt")
        self._balance = value

    @property
    def number(self):
        return 7

    def pay(self, amount, *, note = "none"):
        self._balance += amount
        self._items.append(amount)
        return self._balance

    @staticmethod
    def currency():
        return "euro"

    @classmethod
    def empty(cls):
        return cls("nobody")

    def __repr__(self):
        return f"Account({self.owner!r})"

    def __eq__(self, other):
        if not isinstance(other, Account):
            return NotImplemented
        return self.owner == other.owner

    def __hash__(self):
        return hash(self.owner)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, amount):
        return amount in self._items

    def __add__(self, other):
        if not isinstance(other, Account):
            return NotImplemented
        return Account(self.owner, self._balance + other._balance)

    def __format__(self, spec):
        return f"{self.owner}:{spec}"

    def __call__(self, amount):
        return self.pay(amount)

    def __bool__(self):
        return True


class Savings(Account):
    def __init__(self, owner="Ada", start=0, *, rate=RATE):
        super().__init__(owner, start)
        self.rate = rate

    def pay(self, amount, *, note="none"):
        return super().pay(amount, note=note)


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    @property
    @abc.abstractmethod
    def name(self): ...

    def describe(self):
        return f"{self.name}: {self.area()}"


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

    @property
    def name(self):
        return "square"


class Countdown:
    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


@dataclasses.dataclass(order=True)
class Point:
    x: typing.Any
    y = 0
    tags: list[str] = dataclasses.field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True)
class Line:
    start: Point
    end: Point


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 5


Pair = collections.namedtuple("Pair", "a b")


class Movie(typing.NamedTuple):
    title: str
    year = 1931


@typing.runtime_checkable
class Speaks(typing.Protocol):
    def speak(self): ...


class Dog:
    def speak(self):
        return "Woof"


class Stack(list):
    def push(self, item):
        self.append(item)


class TooMuch(ValueError):

    def __init__(self, amount):
        super().__init__(f"{amount} is too much")
        self.amount = amount


def area(width, height = 2.5, *rest: int, unit = "m", **more):
    return width * height


def pay(account, amount: typing.Optional[int] = None):
    return [amount or 0]


def grow(item, items=None):
    items = items or []
    items.append(item)
    return items


def steps(n):
    yield from range(n)


async def fetch():
    return 1


def log(function):
    @functools.wraps(function)
    def wrapper(*args, **keywords):
        wrapper.calls += 1
        return function(*args, **keywords)

    wrapper.calls = 0
    return wrapper


@log
def greet(name, greeting="Hello"):
    """Greets.

    >>> greet("Ada")
    'Hello, Ada'
    """
    return f"{greeting}, {name}"


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


double = lambda n: n * 2  # noqa: E731
add_five = functools.partial(lambda a, b: a + b, 5)


def make_counter():
    count = 0

    def counter():
        nonlocal count
        count += 1
        return count

    return counter


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


def to_json(account):
    return json.dumps({"owner": account.owner})


def twin(account):
    return copying.copy(account)
