"""Settings by their names, as the run has them."""
import sys

from ansible_ts import ask


class _Config:
    def get_config_value(self, config, cfile=None, plugin_type=None, plugin_name=None, keys=None, variables=None,
                         direct=None):
        if plugin_type is not None:
            raise AttributeError('options of other plugins are not offered to plugins by ansible-ts')
        return __getattr__(config)


def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    if name == 'config':
        return _Config()
    if name == 'COLOR_CODES':
        from ansible.utils.color import codeCodes
        return codeCodes
    found = ask('setting', name)
    if found is None:
        raise AttributeError("module 'ansible.constants' has no attribute %r" % name)
    if 'ansible_ts_callbacks' in sys.modules:
        # settings do not change while a run goes on
        globals()[name] = found[0]
    return found[0]
