def fizz_buzz(limit: int) -> list[str]:
    return [word_for(number) for number in range(1, limit + 1)]


def word_for(number: int) -> str:
    if number % 15 == 0:
        return "FizzBuzz"
    if number % 3 == 0:
        return "Fizz"
    if number % 5 == 0:
        return "Buzz"
    return str(number)
