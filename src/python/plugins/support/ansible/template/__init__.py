"""The templar as plugins know it: templates are rendered by ansible-ts."""
from ansible.errors import AnsibleError, AnsibleUndefinedVariable
from ansible_ts import AnsibleUndefined, ask, undefined_class

__all__ = ['Templar', 'AnsibleUndefined', 'is_template']


class Templar:
    def __init__(self, loader=None, variables=None):
        self._loader = loader
        self._own = variables

    @property
    def available_variables(self):
        from ansible_ts import variables
        return variables() if self._own is None else self._own

    @available_variables.setter
    def available_variables(self, value):
        self._own = value

    set_available_variables = available_variables.fset

    def template(self, variable, convert_bare=False, preserve_trailing_newlines=True, escape_backslashes=True,
                 fail_on_undefined=None, overrides=None, convert_data=True, static_vars=None, cache=True,
                 disable_lookups=False):
        from ansible_ts import Variables
        own = None if self._own is None or isinstance(self._own, Variables) else dict(self._own)
        return ask('template', [variable, own, {
            'convertBare': convert_bare, 'preserveTrailingNewlines': preserve_trailing_newlines,
            'escapeBackslashes': escape_backslashes, 'failOnUndefined': fail_on_undefined is not False,
            'convertData': convert_data, 'disableLookups': disable_lookups}])

    do_template = template

    def is_template(self, data):
        return is_template(data)

    is_possibly_template = is_template

    def copy_with_new_env(self, environment_class=None, **kwargs):
        return Templar(self._loader, kwargs.get('available_variables', self._own))

    @property
    def environment(self):
        raise AnsibleError("the templar's jinja2 environment is not offered to plugins by ansible-ts")


def is_template(data, jinja_env=None):
    if isinstance(data, str):
        return any(mark in data for mark in ('{{', '{%', '{#'))
    if isinstance(data, (list, tuple)):
        return any(is_template(x) for x in data)
    if isinstance(data, dict):
        return any(is_template(x) for x in data.values())
    return False


def __getattr__(name):
    if name == 'StrictUndefined':
        return undefined_class()
    raise AttributeError('ansible.template.%s is not offered to plugins by ansible-ts' % name)


if False:
    AnsibleUndefinedVariable
