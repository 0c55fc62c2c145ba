class FilterModule(object):
    def filters(self):
        raise TypeError("not today")
