"""What a plugin says to the user: written where the run writes its own lines."""
from ansible_ts import say


def get_text_width(text):
    import unicodedata
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'FW' else 1 for c in text)


class Display:
    log_only = False
    noncow = None

    def __init__(self, verbosity=0):
        pass

    def __eq__(self, other):
        return isinstance(other, Display)

    __hash__ = object.__hash__

    @staticmethod
    def _run():
        import sys
        server = sys.modules.get('ansible_ts_callbacks')
        return server.run if server is not None else {}

    @property
    def columns(self):
        return self._run().get('columns', 79)

    @property
    def verbosity(self):
        known = self._run().get('verbosity')
        if known is not None:
            return known
        from ansible_ts import ask
        return ask('verbosity', None)

    def display(self, msg, color=None, stderr=False, screen_only=False, log_only=False, newline=True):
        say('display', msg, [bool(stderr), color, bool(screen_only), bool(log_only), bool(newline)])

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
        msg = msg.strip()
        self.display('\n%s %s' % (msg, '*' * max(3, self.columns - get_text_width(msg))), color=color)
