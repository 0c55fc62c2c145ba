class FilterModule(object):
    pass
