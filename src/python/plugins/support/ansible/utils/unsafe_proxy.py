"""Text that came from elsewhere and is never templated."""
from collections.abc import Mapping, Set

__all__ = ['AnsibleUnsafe', 'AnsibleUnsafeText', 'AnsibleUnsafeBytes', 'UnsafeProxy', 'wrap_var', 'to_unsafe_text',
           'to_unsafe_bytes']


class AnsibleUnsafe:
    __UNSAFE__ = True


class AnsibleUnsafeText(str, AnsibleUnsafe):
    pass


class AnsibleUnsafeBytes(bytes, AnsibleUnsafe):
    pass


class UnsafeProxy:
    def __new__(cls, obj, *args, **kwargs):
        return wrap_var(obj)


def wrap_var(v):
    if v is None or isinstance(v, AnsibleUnsafe):
        return v
    if isinstance(v, str):
        return AnsibleUnsafeText(v)
    if isinstance(v, bytes):
        return AnsibleUnsafeBytes(v)
    if isinstance(v, Mapping):
        return {wrap_var(k): wrap_var(x) for k, x in v.items()}
    if isinstance(v, Set):
        return set(wrap_var(x) for x in v)
    if isinstance(v, tuple):
        return tuple(wrap_var(x) for x in v)
    if isinstance(v, list):
        return [wrap_var(x) for x in v]
    return v


def to_unsafe_text(obj, *args, **kwargs):
    from ansible.module_utils.common.text.converters import to_text
    return wrap_var(to_text(obj, *args, **kwargs))


def to_unsafe_bytes(obj, *args, **kwargs):
    from ansible.module_utils.common.text.converters import to_bytes
    return wrap_var(to_bytes(obj, *args, **kwargs))
