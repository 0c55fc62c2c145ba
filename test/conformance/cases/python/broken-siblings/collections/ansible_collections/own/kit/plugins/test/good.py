class TestModule(object):
    def tests(self):
        return {"loud": lambda text: text.isupper()}
