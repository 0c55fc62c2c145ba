"""The base of plugins: options from their documentation, asked for once."""
import sys
from abc import ABC

from ansible_ts import ask


class AnsiblePlugin(ABC):
    allow_extras = False

    def __init__(self):
        self._options = {}

    def _documentation(self):
        if '_ts_documentation' not in self.__dict__:
            module = sys.modules.get(type(self).__module__)
            text = getattr(module, 'DOCUMENTATION', None)
            self._ts_documentation = (ask('yaml', text) or {}) if isinstance(text, str) else {}
        return self._ts_documentation

    def _declared(self):
        return (self._documentation().get('options') or {})

    def set_options(self, task_keys=None, var_options=None, direct=None):
        declared = {k: v for k, v in self._declared().items() if k != '_terms' and k != '_raw'}
        name = type(self).__module__.rpartition('.')[2]
        self._options = ask('options', [name, declared, direct or {}])
        if self.allow_extras and var_options and '_extras' in var_options:
            self.set_option('_extras', var_options['_extras'])

    def get_option(self, option, hostvars=None):
        if option not in self._options:
            declared = self._declared()
            if option not in declared:
                raise KeyError('Requested entry (plugin_type: lookup plugin: %s setting: %s ) was not defined in '
                               'configuration.' % (getattr(self, '_load_name', type(self).__module__), option))
            self.set_options()
        return self._options.get(option)

    def get_options(self, hostvars=None):
        return {name: self.get_option(name) for name in self._declared()}

    def set_option(self, option, value):
        self._options[option] = value

    def has_option(self, option):
        if not self._options:
            self.set_options()
        return option in self._options

    @property
    def option_definitions(self):
        return self._declared()


def get_plugin_class(obj):
    return obj if isinstance(obj, str) else obj.__class__.__name__.replace('Module', '').lower()
