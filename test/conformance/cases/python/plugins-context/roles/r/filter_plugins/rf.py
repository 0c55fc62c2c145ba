class FilterModule(object):
    def filters(self): return {'rolef': lambda x: x * 2.5}
