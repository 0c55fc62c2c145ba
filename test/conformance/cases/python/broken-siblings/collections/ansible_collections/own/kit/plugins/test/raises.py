class TestModule(object):
    def tests(self):
        raise KeyError("key")
