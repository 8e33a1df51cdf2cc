def hello():
    # Replace the empty text by your greeting.
    return ""
