count = 0


def bump():
    global count
    count += 1
    return count


def reset():
    global count
    count = 0
