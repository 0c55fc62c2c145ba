"""Ansible's own filters as functions: the work is done on the other side."""
from ansible_ts import builtin_filter

_named = {'get_hash': 'hash', 'get_encrypted_password': 'password_hash', 'to_bool': 'bool', 'fileglob': 'fileglob',
          'rand': 'random', 'randomize_list': 'shuffle', 'do_urlsplit': 'urlsplit', 'regex_escape': 'regex_escape',
          'b64encode': 'b64encode', 'b64decode': 'b64decode', 'logarithm': 'log', 'inversepower': 'root',
          'power': 'pow', 'rekey_on_member': 'rekey_on_member', 'dict_to_list_of_dict_key_value_elements': 'dict2items',
          'list_of_dict_key_value_elements_to_dict': 'items2dict', 'strftime': 'strftime'}


def __getattr__(name):
    if name.startswith('_') or name == 'FilterModule':
        raise AttributeError(name)
    return builtin_filter(_named.get(name, name))
