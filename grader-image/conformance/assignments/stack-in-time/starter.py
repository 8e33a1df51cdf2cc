class Stack:
    def __init__(self):
        pass
