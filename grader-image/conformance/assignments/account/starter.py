class Overdrawn(Exception):
    pass


class Account:
    def __init__(self, owner):
        pass

    def deposit(self, amount):
        pass

    def withdraw(self, amount):
        pass
