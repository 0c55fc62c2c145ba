from __future__ import absolute_import, division, print_function
_global_warnings = []
_global_deprecations = []


def warn(warning):
    if not hasattr(warning, 'lower'):
        raise TypeError('warn requires a string not a %s' % type(warning))
    if warning not in _global_warnings:
        _global_warnings.append(warning)


def deprecate(msg, version=None, date=None, collection_name=None):
    entry = {'msg': msg, 'collection_name': collection_name}
    if date is not None:
        entry['date'] = date
    else:
        entry['version'] = version
    if entry not in _global_deprecations:
        _global_deprecations.append(entry)


def get_warning_messages():
    return tuple(_global_warnings)


def get_deprecation_messages():
    return tuple(_global_deprecations)
