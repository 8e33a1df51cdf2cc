polite = "Dear {}"
