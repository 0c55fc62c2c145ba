class FilterModule:
    def filters(self):
        return {'shout': lambda v: v.upper() + '!'}
