def count_items(basket):
    counts = {}
    return counts


def unknown_items(prices, basket):
    unknown = []
    return unknown


def total(prices, basket):
    cents = 0
    return cents
