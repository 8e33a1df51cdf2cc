cost = float(input("What did it cost? "))
people = int(input("How many were you? "))
if people == 0:
    print("Nobody has to pay.")
else:
    print("Everybody pays", cost / people)
