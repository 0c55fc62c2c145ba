# -*- coding: utf-8 -*-
"""A module's argument spec applied to its parameters (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import os

from ansible.module_utils.common.text.converters import to_bytes, to_native, to_text
from ansible.module_utils.common.validation import (check_mutually_exclusive, check_required_arguments, check_required_by, check_required_if,
                                                    check_required_one_of, check_required_together, type_checker)
from ansible.module_utils.common._collections_compat import Mapping
from ansible.module_utils.six import binary_type, integer_types, string_types, text_type
from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE


def env_fallback(*args, **kwargs):
    for name in args:
        if name in os.environ:
            return os.environ[name]
    raise AnsibleFallbackNotFound


class AnsibleFallbackNotFound(Exception):
    pass


def no_log_texts(value):
    """All texts within a value that must not be shown."""
    if isinstance(value, (text_type, binary_type)):
        return set([to_native(value)]) if value else set()
    if isinstance(value, Mapping):
        return set().union(*[no_log_texts(v) for v in value.values()])
    if isinstance(value, (list, tuple, set)):
        return set().union(*[no_log_texts(v) for v in value])
    if isinstance(value, bool) or value is None:
        return set()
    return set([to_native(value)])


def remove_values(value, secrets):
    """A copy of a value in which the secrets are masked."""
    if not secrets:
        return value
    if isinstance(value, (text_type, binary_type)):
        text = to_native(value)
        if text in secrets:
            return 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'
        for s in secrets:
            text = text.replace(s, '*' * 8)
        return text if isinstance(value, str) else (to_text(text) if isinstance(value, text_type) else to_bytes(text))
    if isinstance(value, Mapping):
        return dict((k, remove_values(v, secrets)) for k, v in value.items())
    if isinstance(value, (list, tuple, set)):
        return [remove_values(v, secrets) for v in value]
    if isinstance(value, (float,) + integer_types) and not isinstance(value, bool):
        text = to_native(value)
        if text in secrets:
            return 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'
        return 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER' if any(s in text for s in secrets) else value
    return value


def sanitize_keys(obj, no_log_strings, ignore_keys=frozenset()):
    if isinstance(obj, Mapping):
        return dict((k if k in ignore_keys or to_native(k).startswith('_ansible') else remove_values(k, no_log_strings), sanitize_keys(v, no_log_strings, ignore_keys)) for k, v in obj.items())
    if isinstance(obj, (list, tuple)):
        return [sanitize_keys(v, no_log_strings, ignore_keys) for v in obj]
    return obj


class SpecResult(object):
    def __init__(self):
        self.errors = []
        self.secrets = set()
        self.deprecations = []
        self.warnings = []
        self.unsupported = []
        self.supported = ''


def _where(context):
    return ' found in %s' % ' -> '.join(context) if context else ''


def _attempt(result, check, *args):
    try:
        check(*args)
    except TypeError as e:
        result.errors.append(to_native(e))


def _convert(result, spec, name, value, wanted, context, element=None):
    check, shown = type_checker(wanted)
    try:
        return check(value)
    except (TypeError, ValueError) as e:
        what = "Elements value for option '%s'" % name if element is not None else "argument '%s'" % name
        where = " found in '%s'." % ' -> '.join(context) if context else ''
        result.errors.append("%s is of type %s%s and we were unable to convert to %s: %s" % (what, type(value), where, shown, to_native(e)))
        return value


def _choices(result, spec, name, params, context):
    choices = spec.get('choices')
    if choices is None or name not in params:
        return
    if not isinstance(choices, (list, tuple, set, frozenset)) and not hasattr(choices, '__contains__'):
        result.errors.append('internal error: choices for argument %s are not iterable: %s' % (name, choices))
        return
    value = params[name]
    suffix = _where(context)
    if isinstance(value, list):
        bad = [v for v in value if v not in choices]
        if bad:
            result.errors.append('value of %s must be one or more of: %s. Got no match for: %s%s' % (name, ', '.join(to_native(c) for c in choices), ', '.join(to_native(b) for b in bad), suffix))
        return
    if value in choices:
        return
    # yes and no may have become booleans on their way here
    if value == 'False' or value is False:
        overlap = BOOLEANS_FALSE.intersection(choices)
        if len(overlap) == 1:
            params[name] = list(overlap)[0]
            return
    if value == 'True' or value is True:
        overlap = BOOLEANS_TRUE.intersection(choices)
        if len(overlap) == 1:
            params[name] = list(overlap)[0]
            return
    result.errors.append('value of %s must be one of: %s, got: %s%s' % (name, ', '.join(to_native(c) for c in choices), to_native(value), suffix))


def _aliases(result, spec, params):
    known = set(spec)
    for name, option in spec.items():
        for alias in option.get('aliases') or []:
            known.add(alias)
            if alias not in params:
                continue
            if name in params and params[name] != params[alias]:
                result.warnings.append('Both option %s and its alias %s are set.' % (name, alias))
            params[name] = params[alias]
            for d in option.get('deprecated_aliases') or []:
                if d.get('name') == alias:
                    result.deprecations.append(dict(msg="Alias '%s' is deprecated. See the module docs for more information" % alias, version=d.get('version'), date=d.get('date'), collection_name=d.get('collection_name')))
    return known


def _shown(spec):
    """All names, then all aliases in brackets."""
    aliases = sorted(a for option in spec.values() for a in option.get('aliases') or [])
    names = ', '.join(sorted(spec))
    return '%s (%s)' % (names, ', '.join(aliases)) if aliases else names


def apply_spec(spec, params, result, context=None, rules=None, context_spec=None, ignore_unknown=False):
    """Changes `params` in place; errors are gathered in the order in which Ansible meets them."""
    context = context or []
    rules = rules or {}
    known = _aliases(result, spec, params)
    for name, option in spec.items():
        if option.get('no_log') and params.get(name):
            result.secrets |= no_log_texts(params[name])
        if name in params and option.get('removed_in_version') is not None:
            result.deprecations.append(dict(msg="Param '%s' is deprecated. See the module docs for more information" % name, version=option.get('removed_in_version'), date=None, collection_name=option.get('removed_from_collection')))
        elif name in params and option.get('removed_at_date') is not None:
            result.deprecations.append(dict(msg="Param '%s' is deprecated. See the module docs for more information" % name, version=None, date=option.get('removed_at_date'), collection_name=option.get('removed_from_collection')))
    unknown = [k for k in params if k not in known]
    _attempt(result, check_mutually_exclusive, rules.get('mutually_exclusive'), dict((k, v) for k, v in params.items() if v is not None), context)
    for name, option in spec.items():
        if name not in params and option.get('fallback') and option['fallback'][0] is not None:
            extra = [x for x in option['fallback'][1:] if not isinstance(x, dict)]
            keywords = [x for x in option['fallback'][1:] if isinstance(x, dict)]
            try:
                values = extra[0] if extra else []
                params[name] = option['fallback'][0](*values, **(keywords[0] if keywords else {}))
                if option.get('no_log') and params[name]:
                    result.secrets |= no_log_texts(params[name])
            except AnsibleFallbackNotFound:
                pass
        if option.get('default') is not None and params.get(name) is None:
            params[name] = option['default']
            if option.get('no_log') and params[name]:
                result.secrets |= no_log_texts(params[name])
    given = dict((k, v) for k, v in params.items() if v is not None)
    _attempt(result, check_required_arguments, spec, dict((k, v) for k, v in params.items()), context)
    for name, option in spec.items():
        if params.get(name) is None:
            continue
        params[name] = _convert(result, option, name, params[name], option.get('type'), context)
        elements = option.get('elements')
        if elements and isinstance(params[name], list) and option.get('type') == 'list':
            params[name] = [_convert(result, option, name, v, elements, context, element=True) for v in params[name]]
        _choices(result, option, name, params, context)
    given = dict((k, v) for k, v in params.items() if v is not None)
    _attempt(result, check_required_together, rules.get('required_together'), given, context)
    _attempt(result, check_required_one_of, rules.get('required_one_of'), given, context)
    _attempt(result, check_required_if, rules.get('required_if'), given, context)
    _attempt(result, check_required_by, rules.get('required_by'), given, context)
    for name, option in spec.items():
        params.setdefault(name, option.get('default'))
    for name, option in spec.items():
        inner = option.get('options')
        if inner is None or option.get('type') not in ('dict', 'list'):
            continue
        if params.get(name) is None:
            if not option.get('apply_defaults'):
                continue
            params[name] = {} if option['type'] == 'dict' else []
        items = params[name] if isinstance(params[name], list) else [params[name]]
        whole = []
        for item in items:
            if not isinstance(item, dict):
                if isinstance(item, string_types):
                    item = _convert(result, option, name, item, 'dict', context)
                if not isinstance(item, dict):
                    result.errors.append("value of '%s' must be of type dict or list of dicts" % name)
                    whole.append(item)
                    continue
            item = dict(item)
            unknown += ['%s.%s' % (name, k) for k in apply_spec(inner, item, result, context + [name], option, ignore_unknown=True)]
            whole.append(item)
        params[name] = whole if isinstance(params[name], list) else whole[0]
        if unknown and not result.supported and any(u.startswith(name + '.') for u in unknown):
            result.supported = _shown(inner)
    if context or ignore_unknown:
        return unknown
    result.unsupported = unknown
    result.supported = result.supported or _shown(spec)
    return unknown
