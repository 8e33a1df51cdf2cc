cost = float(input("What did it cost? "))
people = 1
print("Everybody pays", cost / people)
