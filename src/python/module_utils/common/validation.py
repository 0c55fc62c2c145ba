# -*- coding: utf-8 -*-
"""Conversion and checks of module parameters, with Ansible's messages (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import ast
import json
import os
import re

from ansible.module_utils.common.text.converters import jsonify, to_text, to_native
from ansible.module_utils.common.text.formatters import human_to_bytes
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.module_utils.six import binary_type, integer_types, string_types, text_type


def _present(name, parameters):
    return parameters.get(name) is not None


def count_terms(terms, parameters):
    names = [terms] if isinstance(terms, string_types) else terms
    return len(set(names).intersection(parameters))


def _path(options_context):
    return ' found in %s' % ' -> '.join(options_context) if options_context else ''


def check_mutually_exclusive(terms, parameters, options_context=None):
    bad = [t for t in terms or [] if len([n for n in t if n in parameters]) > 1]
    if bad:
        raise TypeError(to_native('parameters are mutually exclusive: %s%s' % (', '.join('|'.join(t) for t in bad), _path(options_context))))
    return []


def check_required_one_of(terms, parameters, options_context=None):
    for t in terms or []:
        if count_terms(t, parameters) == 0:
            raise TypeError(to_native('one of the following is required: %s%s' % (', '.join(t), _path(options_context))))
    return []


def check_required_together(terms, parameters, options_context=None):
    for t in terms or []:
        there = [n in parameters for n in t]
        if any(there) and not all(there):
            raise TypeError(to_native('parameters are required together: %s%s' % (', '.join(t), _path(options_context))))
    return []


def check_required_by(requirements, parameters, options_context=None):
    for key, needed in (requirements or {}).items():
        if not _present(key, parameters):
            continue
        needed = [needed] if isinstance(needed, string_types) else needed
        missing = [n for n in needed if not _present(n, parameters)]
        if missing:
            raise TypeError(to_native("missing parameter(s) required by '%s': %s%s" % (key, ', '.join(missing), _path(options_context))))
    return {}


def check_required_arguments(argument_spec, parameters, options_context=None):
    missing = [k for k, v in (argument_spec or {}).items() if v.get('required', False) and k not in parameters]
    if missing:
        raise TypeError(to_native('missing required arguments: %s%s' % (', '.join(sorted(missing)), _path(options_context))))
    return []


def check_required_if(requirements, parameters, options_context=None):
    for r in requirements or []:
        key, value, needed = r[0], r[1], r[2]
        any_of = len(r) > 3 and r[3]
        if key not in parameters or parameters[key] != value:
            continue
        missing = [n for n in needed if n not in parameters]
        if (any_of and len(missing) >= len(needed)) or (not any_of and missing):
            raise TypeError(to_native('%s is %s but %s of the following are missing: %s%s' % (key, value, 'any' if any_of else 'all', ', '.join(missing), _path(options_context))))
    return []


def check_missing_parameters(parameters, required_parameters=None):
    missing = [p for p in required_parameters or [] if not parameters.get(p)]
    if missing:
        raise TypeError(to_native('missing required arguments: %s' % ', '.join(missing)))
    return []


def safe_eval(value, locals=None, include_exceptions=False):
    try:
        result, error = (ast.literal_eval(value) if isinstance(value, string_types) else value), None
    except Exception as e:
        result, error = value, e
    return (result, error) if include_exceptions else result


def check_type_str(value, allow_conversion=True, param=None, prefix=''):
    if isinstance(value, string_types):
        return value
    if allow_conversion and value is not None:
        return to_native(value, errors='surrogate_or_strict')
    raise TypeError(to_native("'{0!r}' is not a string and conversion is not allowed".format(value)))


def check_type_list(value):
    if isinstance(value, list):
        return value
    if isinstance(value, string_types):
        return value.split(',')
    if isinstance(value, (int, float)):
        return [str(value)]
    raise TypeError('%s cannot be converted to a list' % type(value))


def check_type_dict(value):
    if isinstance(value, dict):
        return value
    if isinstance(value, string_types):
        if value.startswith('{'):
            try:
                return json.loads(value)
            except Exception:
                result, error = safe_eval(value, dict(), include_exceptions=True)
                if error is not None:
                    raise TypeError('unable to evaluate string as dictionary')
                return result
        if '=' in value:
            pairs = re.findall(r'''\s*((?:[^\s,"'\\]|\\.|"(?:\\.|[^"\\])*"|'[^']*')+)''', value)
            strip = lambda s: re.sub(r'''"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)''', lambda m: m.group(1) or m.group(2) or m.group(3) or '', s)  # noqa
            try:
                return dict((strip(p.split('=', 1)[0]), strip(p.split('=', 1)[1])) for p in pairs)
            except IndexError:
                raise TypeError('unable to evaluate string in the "key=value" format as dictionary')
        raise TypeError('dictionary requested, could not parse JSON or key=value')
    raise TypeError('%s cannot be converted to a dict' % type(value))


def check_type_bool(value):
    if isinstance(value, bool):
        return value
    if isinstance(value, string_types) or isinstance(value, (int, float)):
        return boolean(value)
    raise TypeError('%s cannot be converted to a bool' % type(value))


def check_type_int(value):
    if isinstance(value, integer_types):
        return value
    if isinstance(value, string_types):
        try:
            return int(value)
        except ValueError:
            pass
    raise TypeError('%s cannot be converted to an int' % type(value))


def check_type_float(value):
    if isinstance(value, float):
        return value
    if isinstance(value, (binary_type, text_type, int)):
        try:
            return float(value)
        except ValueError:
            pass
    raise TypeError('%s cannot be converted to a float' % type(value))


def check_type_path(value):
    return os.path.expanduser(os.path.expandvars(check_type_str(value)))


def check_type_raw(value):
    return value


def check_type_bytes(value):
    try:
        return human_to_bytes(value)
    except ValueError:
        raise TypeError('%s cannot be converted to a Byte value' % type(value))


def check_type_bits(value):
    try:
        return human_to_bytes(value, isbits=True)
    except ValueError:
        raise TypeError('%s cannot be converted to a Bit value' % type(value))


def check_type_jsonarg(value):
    if isinstance(value, (text_type, binary_type)):
        return value.strip()
    if isinstance(value, (list, tuple, dict)):
        return jsonify(value)
    raise TypeError('%s cannot be converted to a json string' % type(value))


DEFAULT_TYPE_VALIDATORS = {
    'str': check_type_str, 'list': check_type_list, 'dict': check_type_dict, 'bool': check_type_bool, 'int': check_type_int,
    'float': check_type_float, 'path': check_type_path, 'raw': check_type_raw, 'jsonarg': check_type_jsonarg,
    'json': check_type_jsonarg, 'bytes': check_type_bytes, 'bits': check_type_bits,
}


def type_checker(wanted):
    """The function of a type name (or of a callable given as type) and the name to show."""
    if wanted is None:
        wanted = 'str'
    if callable(wanted):
        return wanted, getattr(wanted, '__name__', str(wanted))
    return DEFAULT_TYPE_VALIDATORS[wanted], wanted


__all__ = [n for n in dir() if n.startswith('check_')] + ['count_terms', 'safe_eval', 'to_text']
