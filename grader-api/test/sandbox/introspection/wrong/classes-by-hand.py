# Ordinary classes where dataclasses, enums and abstract classes are asked for
"""A bank, its accounts and some shapes."""

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

RATE: float = 0.5
names: list[str] = ["Ada"]


class Account:
    """Keeps money."""

    bank = "Bank of Rust"
    opened: int = 0

    def __init__(self, owner="Ada", start=0, items=None):
        self.owner = owner
        self._balance = start
        self._items = items or []

    @property
    def balance(self):
        """What is left."""
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise ValueError("no debt")
        self._balance = value

    @property
    def number(self):
        return 7

    def pay(self, amount: int, *, note: str = "none") -> int:
        """Pays money in."""
        self._balance += amount
        self._items.append(amount)
        return self._balance

    @staticmethod
    def currency():
        return "euro"

    @classmethod
    def empty(cls):
        """An account without money."""
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


class Shape:
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


class Point:
    def __init__(self, x, y=0, tags=None):
        self.x = x
        self.y = y
        self.tags = tags or []


class Line:
    def __init__(self, start, end):
        self.start = start
        self.end = end


class Colour:
    RED = 1
    BLUE = 2


class Level:
    LOW = 1
    HIGH = 5


class Pair:
    def __init__(self, a, b):
        self.a = a
        self.b = b


class Movie:
    def __init__(self, title, year=1931):
        self.title = title
        self.year = year


class Speaks:
    def speak(self) -> str: ...


class Dog:
    def speak(self) -> str:
        return "Woof"


class Stack(list):
    def push(self, item):
        self.append(item)


class TooMuch(Exception):
    """More than there is."""

    def __init__(self, amount):
        super().__init__(f"{amount} is too much")
        self.amount = amount


def area(width: float, height: float = 2.5, *rest: int, unit: str = "m", **more) -> float:
    """The area of a rectangle.

    It may have a unit.
    """
    return width * height


def pay(account: Account, amount: typing.Optional[int] = None) -> list[int]:
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
