"""Dicts compared, merged and renamed (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import re
from copy import deepcopy


def _snake(name, reversible=False):
    if reversible:
        return re.sub(r'([A-Z])', lambda m: '_' + m.group(1).lower(), name).lstrip('_')
    name = re.sub(r'[A-Z]{3,}s$', lambda m: '_' + m.group(0).lower(), name)
    name = re.sub(r'(.)([A-Z][a-z]+)', r'\1_\2', name)
    return re.sub(r'([a-z0-9])([A-Z])', r'\1_\2', name).lower().lstrip('_')


def _camel(name, first=False):
    parts = name.split('_')
    text = ''.join(p.capitalize() or '_' for p in parts)
    return text if first else text[:1].lower() + text[1:]


def camel_dict_to_snake_dict(camel_dict, reversible=False, ignore_list=()):
    def change(v):
        if isinstance(v, dict):
            return camel_dict_to_snake_dict(v, reversible)
        return [change(i) for i in v] if isinstance(v, list) else v
    return dict((_snake(k, reversible), v if k in ignore_list else change(v)) for k, v in camel_dict.items())


def snake_dict_to_camel_dict(snake_dict, capitalize_first=False):
    def change(v):
        if isinstance(v, dict):
            return snake_dict_to_camel_dict(v, capitalize_first)
        return [change(i) for i in v] if isinstance(v, list) else v
    return dict((_camel(k, capitalize_first), change(v)) for k, v in snake_dict.items())


def dict_merge(a, b):
    if not isinstance(b, dict):
        return b
    out = deepcopy(a)
    for k, v in b.items():
        out[k] = dict_merge(out[k], v) if isinstance(out.get(k), dict) else deepcopy(v)
    return out


def recursive_diff(dict1, dict2):
    if not all((isinstance(i, dict) for i in (dict1, dict2))):
        raise TypeError('Unable to diff')
    left = dict((k, dict1[k]) for k in dict1 if k not in dict2)
    right = dict((k, dict2[k]) for k in dict2 if k not in dict1)
    for k in set(dict1) & set(dict2):
        if isinstance(dict1[k], dict) and isinstance(dict2[k], dict):
            inner = recursive_diff(dict1[k], dict2[k])
            if inner:
                left[k], right[k] = inner
        elif dict1[k] != dict2[k]:
            left[k], right[k] = dict1[k], dict2[k]
    return (left, right) if left or right else None
