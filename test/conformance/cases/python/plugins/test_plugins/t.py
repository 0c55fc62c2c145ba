class TestModule(object):
    def tests(self):
        return {'big': lambda x, n=3: x > n}
