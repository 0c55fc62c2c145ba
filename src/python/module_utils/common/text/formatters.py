"""Sizes in words and back (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import re

SIZE_RANGES = dict((c, 1 << (10 * (n + 1))) for n, c in enumerate('KMGTPEZY'))
SIZE_RANGES['B'] = 1


def lenient_lowercase(lst):
    return [v.lower() if hasattr(v, 'lower') else v for v in lst]


def human_to_bytes(number, default_unit=None, isbits=False):
    m = re.search(r'^\s*(\d*\.?\d*)\s*([A-Za-z]+)?', str(number))
    if m is None or m.group(1) in ('', '.'):
        raise ValueError("human_to_bytes() can't interpret following string: %s" % str(number))
    value = float(m.group(1))
    unit = m.group(2) or default_unit
    if unit is None:
        return int(round(value))
    first = unit[0].upper()
    if first not in SIZE_RANGES:
        raise ValueError("human_to_bytes() failed to convert %s (unit = %s). The suffix must be one of %s" % (number, unit, ', '.join(sorted(SIZE_RANGES, key=SIZE_RANGES.get, reverse=True))))
    limit = SIZE_RANGES[first]
    kind = 'bit' if isbits else 'byte'
    letter = 'b' if isbits else 'B'
    if len(unit) > 1 and unit.lower() != first.lower() + kind and unit.lower() != kind and unit[1:] != letter:
        raise ValueError("human_to_bytes() failed to convert %s. Value is not a valid string (%s) in %s" % (number, unit, kind + 's'))
    return int(round(value * limit))


def bytes_to_human(size, isbits=False, unit=None):
    base = 'bits' if isbits else 'Bytes'
    suffix, limit = '', 1
    for suffix, limit in sorted(SIZE_RANGES.items(), key=lambda i: -i[1]):
        if (unit is None and size >= limit) or (unit is not None and unit.upper() == suffix[0]):
            break
    name = base if limit == 1 else suffix + (base[0].lower() if isbits else base[0])
    return '%.2f %s' % (size / limit, name)
