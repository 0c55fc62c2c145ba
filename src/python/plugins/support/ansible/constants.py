"""Settings by their names, as the run has them."""
from ansible_ts import ask


def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    found = ask('setting', name)
    if found is None:
        raise AttributeError("module 'ansible.constants' has no attribute %r" % name)
    return found[0]
