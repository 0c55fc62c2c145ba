"""Words for modules of this collection."""


def word():
    return "from the collection"
