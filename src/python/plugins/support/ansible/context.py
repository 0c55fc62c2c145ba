"""The command line's options, as the command understood them."""
from ansible.module_utils.common.collections import ImmutableDict
from ansible_ts import ask


def __getattr__(name):
    if name != 'CLIARGS':
        raise AttributeError("module 'ansible.context' has no attribute %r" % name)
    value = ImmutableDict(ask('cliargs', None))
    globals()['CLIARGS'] = value
    return value


def cliargs_deferred_get(key, default=None, shallowcopy=False):
    def inner():
        value = __getattr__('CLIARGS').get(key, default)
        return value[:] if shallowcopy and isinstance(value, list) else value
    return inner
