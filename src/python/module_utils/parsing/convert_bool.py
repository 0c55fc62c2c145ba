"""What counts as true and false (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
from ansible.module_utils.six import binary_type, text_type
from ansible.module_utils.common.text.converters import to_text

BOOLEANS_TRUE = frozenset(('y', 'yes', 'on', '1', 'true', 't', 1, 1.0, True))
BOOLEANS_FALSE = frozenset(('n', 'no', 'off', '0', 'false', 'f', 0, 0.0, False))
BOOLEANS = BOOLEANS_TRUE.union(BOOLEANS_FALSE)


def boolean(value, strict=True):
    if isinstance(value, bool):
        return value
    plain = to_text(value).lower().strip() if isinstance(value, (text_type, binary_type)) else value
    try:
        if plain in BOOLEANS_TRUE:
            return True
        if plain in BOOLEANS_FALSE or not strict:
            return False
    except TypeError:
        if not strict:
            return False
    raise TypeError("The value '%s' is not a valid boolean.  Valid booleans include: %s" % (to_text(value), ', '.join(repr(i) for i in BOOLEANS)))
