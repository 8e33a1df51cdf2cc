def save(numbers, name="numbers.txt"):
    with open(name, "w") as file:
        for number in numbers:
            print(number, file=file)
    return len(numbers)
