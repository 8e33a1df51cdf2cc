def is_prime(number):
    return None
