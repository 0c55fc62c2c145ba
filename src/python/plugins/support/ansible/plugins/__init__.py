"""The base of plugins: options from their documentation, asked for once."""
import sys
from abc import ABC

from ansible_ts import ask


# options that several callbacks declare by these names
_fragments = {
    'default_callback': {
        'display_skipped_hosts': (True, 'display_skipped_hosts', 'ANSIBLE_DISPLAY_SKIPPED_HOSTS'),
        'display_ok_hosts': (True, 'display_ok_hosts', 'ANSIBLE_DISPLAY_OK_HOSTS'),
        'display_failed_stderr': (False, 'display_failed_stderr', 'ANSIBLE_DISPLAY_FAILED_STDERR'),
        'show_custom_stats': (False, 'show_custom_stats', 'ANSIBLE_SHOW_CUSTOM_STATS'),
        'show_per_host_start': (False, 'show_per_host_start', 'ANSIBLE_SHOW_PER_HOST_START'),
        'check_mode_markers': (False, 'check_mode_markers', 'ANSIBLE_CHECK_MODE_MARKERS'),
        'show_task_path_on_failure': (False, 'show_task_path_on_failure', 'ANSIBLE_SHOW_TASK_PATH_ON_FAILURE'),
    },
    'result_format_callback': {
        'pretty_results': (None, 'callback_format_pretty', 'ANSIBLE_CALLBACK_FORMAT_PRETTY'),
        'result_format': ('json', 'callback_result_format', 'ANSIBLE_CALLBACK_RESULT_FORMAT'),
    },
}


def _of_fragments(documentation):
    names = documentation.get('extends_documentation_fragment') or []
    out = {}
    for name in [names] if isinstance(names, str) else names:
        for part in name.split(','):
            for option, (default, key, env) in _fragments.get(part.strip().rpartition('.')[2], {}).items():
                out[option] = {'default': default, 'type': 'str' if option == 'result_format' else 'bool',
                               'env': [{'name': env}], 'ini': [{'section': 'defaults', 'key': key}]}
                if option == 'result_format':
                    out[option]['choices'] = ['json', 'yaml']
    return out


class AnsiblePlugin(ABC):
    allow_extras = False
    # what kind of plugin it is, in errors about its options
    _ts_kind = 'lookup'

    def __init__(self):
        self._options = {}

    def _documentation(self):
        if '_ts_documentation' not in self.__dict__:
            module = sys.modules.get(type(self).__module__)
            text = getattr(module, 'DOCUMENTATION', None)
            self._ts_documentation = (ask('yaml', text) or {}) if isinstance(text, str) else {}
        return self._ts_documentation

    def _declared(self):
        documentation = self._documentation()
        return {**_of_fragments(documentation), **(documentation.get('options') or {})}

    def set_options(self, task_keys=None, var_options=None, direct=None):
        declared = {k: v for k, v in self._declared().items() if k != '_terms' and k != '_raw'}
        name = type(self).__module__.rpartition('.')[2]
        self._options = ask('options', [name, declared, direct or {}, self._ts_kind])
        if self.allow_extras and var_options and '_extras' in var_options:
            self.set_option('_extras', var_options['_extras'])

    def get_option(self, option, hostvars=None):
        if option not in self._options:
            declared = self._declared()
            if option not in declared:
                raise KeyError('Requested entry (plugin_type: %s plugin: %s setting: %s ) was not defined in '
                               'configuration.' % (self._ts_kind, getattr(self, '_load_name', type(self).__module__), option))
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
