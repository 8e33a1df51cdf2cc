def hello():
    # Replace the empty text with your greeting.
    return ""
