import sys

prices = []
while True:
    try:
        line = input("Price? ")
    except EOFError:
        break
    prices.append(int(line))

if not prices:
    print("nothing")
    sys.exit(2)

total = sum(prices)
print(f"Sum: {total}")

if __name__ == "__main__":
    print("bye")
