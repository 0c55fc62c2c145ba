"""What a plugin says to the user: written where the run writes its own lines."""
from ansible_ts import say


class Display:
    columns = 79
    log_only = False

    def __init__(self, verbosity=0):
        pass

    @property
    def verbosity(self):
        from ansible_ts import ask
        return ask('verbosity', None)

    def display(self, msg, color=None, stderr=False, screen_only=False, log_only=False, newline=True):
        say('display', msg, stderr)

    def warning(self, msg, formatted=False):
        say('warning', msg, formatted)

    def error(self, msg, wrap_text=True):
        say('error', msg, wrap_text)

    def deprecated(self, msg, version=None, removed=False, date=None, collection_name=None):
        say('deprecated', msg, [version, date, collection_name])

    def system_warning(self, msg):
        say('warning', msg, False)

    def verbose(self, msg, host=None, caplevel=2):
        say('verbose', msg, [caplevel + 1, host])

    def v(self, msg, host=None):
        self.verbose(msg, host, 0)

    def vv(self, msg, host=None):
        self.verbose(msg, host, 1)

    def vvv(self, msg, host=None):
        self.verbose(msg, host, 2)

    def vvvv(self, msg, host=None):
        self.verbose(msg, host, 3)

    def vvvvv(self, msg, host=None):
        self.verbose(msg, host, 4)

    def vvvvvv(self, msg, host=None):
        self.verbose(msg, host, 5)

    def debug(self, msg, host=None):
        pass

    def banner(self, msg, color=None, cows=True):
        say('display', '\n%s %s' % (msg, '*' * max(3, 79 - len(msg))), False)
