import bank

RATE = 2


def total(*values):
    return bank.Account(values).worth()


def late():
    import coins

    coins.SEEN.append("late")
    return coins.SEEN


if __name__ == "__main__":
    print(total(1, 2), __name__)
