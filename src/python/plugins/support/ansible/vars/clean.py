"""Results without what is Ansible's own in them."""
from collections.abc import Mapping


def module_response_deepcopy(v):
    """A copy of plain data: dicts and lists are new, what is in them stays."""
    if isinstance(v, Mapping):
        return {k: module_response_deepcopy(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return type(v)(module_response_deepcopy(x) for x in v)
    return v


def strip_internal_keys(dirty, exceptions=None):
    """Takes keys that begin with _ansible_ out of a dict, however deep; the dict itself is changed."""
    kept = exceptions or ()
    if isinstance(dirty, list):
        for x in dirty:
            if isinstance(x, (list, dict)):
                strip_internal_keys(x, kept)
    elif isinstance(dirty, dict):
        for key in list(dirty):
            if isinstance(key, str) and key.startswith('_ansible_') and key not in kept:
                del dirty[key]
            elif isinstance(dirty[key], (list, dict)):
                strip_internal_keys(dirty[key], kept)
    return dirty


def remove_internal_keys(data):
    for key in list(data):
        if key.startswith('_ansible_') and key != '_ansible_parsed':
            del data[key]
