"""Merging of dictionaries."""
from collections.abc import Mapping, MutableMapping

from ansible.errors import AnsibleError

_list = list


def _check(a, b):
    if not (isinstance(a, MutableMapping) and isinstance(b, MutableMapping)):
        raise AnsibleError("failed to combine variables, expected dicts but got a '%s' and a '%s': \n%s\n%s"
                           % (type(a).__name__, type(b).__name__, a, b))


def merge_hash(x, y, recursive=True, list_merge='replace'):
    _check(x, y)
    if not x or x == y:
        return dict(y)
    out = dict(x)
    for key, new in y.items():
        old = out.get(key)
        if key in out and recursive and isinstance(old, Mapping) and isinstance(new, Mapping):
            out[key] = merge_hash(old, new, recursive, list_merge)
        elif key in out and isinstance(old, _list) and isinstance(new, _list) and list_merge != 'replace':
            if list_merge == 'append':
                out[key] = old + new
            elif list_merge == 'prepend':
                out[key] = new + old
            elif list_merge == 'keep':
                pass
            elif list_merge == 'append_rp':
                out[key] = [v for v in old if v not in new] + new
            elif list_merge == 'prepend_rp':
                out[key] = new + [v for v in old if v not in new]
        else:
            out[key] = new
    return out


def combine_vars(a, b, merge=None):
    from ansible import constants
    if merge or (merge is None and constants.DEFAULT_HASH_BEHAVIOUR == 'merge'):
        return merge_hash(a, b)
    _check(a, b)
    out = dict(a)
    out.update(b)
    return out


def isidentifier(ident):
    import keyword
    return isinstance(ident, str) and ident.isascii() and ident.isidentifier() and not keyword.iskeyword(ident)
