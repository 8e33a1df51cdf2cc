import warnings


class OldWayWarning(UserWarning):
    def __init__(self, text="old way", level=3):
        super().__init__(text)
        self.level = level


def old():
    warnings.warn("old is deprecated", DeprecationWarning, stacklevel=2)
    return 1


def own():
    warnings.warn(OldWayWarning("take new()", 7))
    return 2


def plain():
    warnings.warn("careful")
    return 3


def two():
    warnings.warn("first", RuntimeWarning)
    warnings.warn("second", FutureWarning)
    return 4


def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.warn("nobody sees this")
    return 5


def recorded():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("mine")
    return [str(each.message) for each in caught]


def careful():
    try:
        warnings.warn("careful")
    except UserWarning as error:
        return "caught " + str(error)
    return "went on"


def many(count):
    for number in range(count):
        warnings.warn("the same")
    return count


def silent():
    return 0


def squeeze(numbers):
    warnings.warn("to be removed", PendingDeprecationWarning)
    return [each for each in numbers if each]
