def visit(guest, notes):
    pass
