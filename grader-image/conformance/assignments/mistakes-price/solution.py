def price(menu, dish):
    return menu.get(dish, 0)
