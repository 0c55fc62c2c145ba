"""The base of lookup plugins."""
import os

from ansible.errors import AnsibleError, AnsibleFileNotFound
from ansible.plugins import AnsiblePlugin
from ansible.utils.display import Display
from ansible_ts import ask

__all__ = ['LookupBase']


class LookupBase(AnsiblePlugin):
    def __init__(self, loader=None, templar=None, **kwargs):
        super().__init__()
        self._loader = loader
        self._templar = templar
        self._display = Display()

    def get_basedir(self, variables):
        return variables['role_path'] if 'role_path' in variables else self._loader.get_basedir()

    @staticmethod
    def _flatten(terms):
        out = []
        for term in terms:
            out.extend(term) if isinstance(term, (list, tuple)) else out.append(term)
        return out

    @staticmethod
    def _combine(a, b):
        return [LookupBase._flatten([x, y]) for x in a for y in b]

    @staticmethod
    def _flatten_hash_to_list(terms):
        return [{'key': key, 'value': terms[key]} for key in terms]

    def run(self, terms, variables=None, **kwargs):
        raise NotImplementedError('a lookup plugin has a run method')

    def find_file_in_search_path(self, myvars, subdir, needle, ignore_missing=False):
        found = ask('find_file', [subdir, needle])
        if found is None and not ignore_missing:
            self._display.warning("Unable to find '%s' in expected paths (use -vvvvv to see paths)" % needle)
        return found


if False:
    AnsibleError, AnsibleFileNotFound, os
