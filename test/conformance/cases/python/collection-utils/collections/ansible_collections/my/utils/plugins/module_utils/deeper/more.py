from ..words import word


def twice():
    return [word(), word()]
