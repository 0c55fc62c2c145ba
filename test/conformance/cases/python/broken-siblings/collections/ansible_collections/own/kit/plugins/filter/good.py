class FilterModule(object):
    def filters(self):
        return {"loud": lambda text: text.upper()}
