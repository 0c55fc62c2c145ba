# -*- coding: utf-8 -*-
"""Text and bytes, one into the other (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import codecs
import datetime
import json

from ansible.module_utils.six import PY3, binary_type, text_type, iteritems

try:
    codecs.lookup_error('surrogateescape')
    HAS_SURROGATEESCAPE = True
except LookupError:
    HAS_SURROGATEESCAPE = False


def _errors(errors):
    if errors in (None, 'surrogate_or_replace', 'surrogate_then_replace'):
        return 'surrogateescape' if HAS_SURROGATEESCAPE else 'replace'
    if errors in ('surrogate_or_strict', 'surrogateescape'):
        return 'surrogateescape' if HAS_SURROGATEESCAPE else 'strict'
    return errors


def _other(obj, nonstring):
    if nonstring == 'simplerepr':
        try:
            return str(obj)
        except UnicodeError:
            return repr(obj)
    if nonstring == 'passthru':
        return obj
    if nonstring == 'empty':
        return ''
    if nonstring == 'strict':
        raise TypeError('obj must be a string type')
    raise TypeError("Invalid value %s for the nonstring parameter" % nonstring)


def to_bytes(obj, encoding='utf-8', errors=None, nonstring='simplerepr'):
    if isinstance(obj, binary_type):
        return obj
    if isinstance(obj, text_type):
        try:
            return obj.encode(encoding, _errors(errors))
        except UnicodeEncodeError:
            if errors in (None, 'surrogate_then_replace'):
                return obj.encode('utf-8', 'replace')
            raise
    value = _other(obj, nonstring)
    return value if nonstring == 'passthru' else to_bytes(value, encoding, errors)


def to_text(obj, encoding='utf-8', errors=None, nonstring='simplerepr'):
    if isinstance(obj, text_type):
        return obj
    if isinstance(obj, binary_type):
        return obj.decode(encoding, _errors(errors))
    value = _other(obj, nonstring)
    return value if nonstring == 'passthru' else to_text(value, encoding, errors)


to_native = to_text if PY3 else to_bytes


def _json_default(obj):
    if isinstance(obj, binary_type):
        return to_text(obj)
    if isinstance(obj, datetime.datetime) or isinstance(obj, datetime.date):
        return obj.isoformat()
    if isinstance(obj, (set, frozenset)):
        return list(obj)
    if hasattr(obj, 'keys') and hasattr(obj, '__getitem__'):
        return dict((k, obj[k]) for k in obj.keys())
    raise TypeError('%s is not JSON serializable' % type(obj))


def container_to_text(d, encoding='utf-8', errors='surrogate_or_strict'):
    if isinstance(d, binary_type):
        return to_text(d, encoding, errors)
    if isinstance(d, dict):
        return dict((container_to_text(k, encoding, errors), container_to_text(v, encoding, errors)) for k, v in iteritems(d))
    if isinstance(d, (list, tuple)):
        return type(d)(container_to_text(i, encoding, errors) for i in d)
    return d


def container_to_bytes(d, encoding='utf-8', errors='surrogate_or_strict'):
    if isinstance(d, text_type):
        return to_bytes(d, encoding, errors)
    if isinstance(d, dict):
        return dict((container_to_bytes(k, encoding, errors), container_to_bytes(v, encoding, errors)) for k, v in iteritems(d))
    if isinstance(d, (list, tuple)):
        return type(d)(container_to_bytes(i, encoding, errors) for i in d)
    return d


def jsonify(data, **kwargs):
    for encoding in ('utf-8', 'latin-1'):
        try:
            return json.dumps(container_to_text(data, encoding, 'strict'), default=_json_default, **kwargs)
        except UnicodeDecodeError:
            continue
    raise UnicodeError('Invalid unicode encoding encountered')
