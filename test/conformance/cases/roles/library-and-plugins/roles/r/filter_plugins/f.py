class FilterModule:
    def filters(self):
        return {'twice': lambda v: v * 2}
