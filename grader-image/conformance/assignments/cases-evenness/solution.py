number = int(input("Number: "))
print("an even number" if number % 2 == 0 else "not an even number")
