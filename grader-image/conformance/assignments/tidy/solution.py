def remove_negatives(numbers):
    numbers[:] = [number for number in numbers if number >= 0]


def rename(record, old, new):
    record[new] = record.pop(old)
