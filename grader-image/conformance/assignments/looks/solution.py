"""Keeps accounts."""

import functools
import typing


class Account:
    """Money of one owner."""

    def __init__(self, owner: str, start: int = 0):
        self.owner = owner
        self._balance = start

    def pay(self, amount: int) -> int:
        self._balance += amount
        return self._balance


class Savings(Account):
    pass


def open_account(owner: str, start: typing.Optional[int] = None) -> Account:  # noqa: UP045
    """Opens an account.

    >>> open_account("Ada").owner
    'Ada'
    """
    return Account(owner, start or 0)


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@logged
def total(*accounts):
    return sum(each.pay(0) for each in accounts)
