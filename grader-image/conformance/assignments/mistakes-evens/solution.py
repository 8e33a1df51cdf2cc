def evens(numbers):
    return sorted(each for each in numbers if each % 2 == 0)
