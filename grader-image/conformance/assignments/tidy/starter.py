def remove_negatives(numbers):
    return 0


def rename(record, old, new):
    return 0
