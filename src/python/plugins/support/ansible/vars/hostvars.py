"""The variables of all hosts, each asked for when it is read."""
from collections.abc import Mapping

from ansible_ts import ask


class HostVars(Mapping):
    def __getitem__(self, name):
        found = ask('vars', [str(name), None, False])
        if found is None:
            raise KeyError(name)
        return found

    def raw_get(self, name):
        return self[name]

    def __contains__(self, name):
        return name in list(self)

    def __iter__(self):
        return iter(ask('hosts', 'all'))

    def __len__(self):
        return len(ask('hosts', 'all'))
