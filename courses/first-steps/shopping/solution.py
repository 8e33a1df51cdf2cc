def count_items(basket: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in basket:
        counts[item] = counts.get(item, 0) + 1
    return counts


def unknown_items(prices: dict[str, int], basket: list[str]) -> list[str]:
    return sorted({item for item in basket if item not in prices})


def total(prices: dict[str, int], basket: list[str]) -> int:
    return sum(prices.get(item, 0) for item in basket)
