from __future__ import absolute_import, division, print_function
try:
    from collections.abc import (Container, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, MappingView, MutableMapping,  # noqa
                                 MutableSequence, MutableSet, Sequence, Set, Sized, ValuesView, Callable, Generator)
except ImportError:
    from collections import (Container, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, MappingView, MutableMapping,  # noqa
                             MutableSequence, MutableSet, Sequence, Set, Sized, ValuesView, Callable)
from ansible.module_utils.six import binary_type, text_type


class ImmutableDict(Hashable, Mapping):
    """A dict that cannot be changed."""

    def __init__(self, *args, **kwargs):
        self._store = dict(*args, **kwargs)

    def __getitem__(self, key):
        return self._store[key]

    def __iter__(self):
        return iter(self._store)

    def __len__(self):
        return len(self._store)

    def __hash__(self):
        return hash(frozenset(self._store.items()))

    def __repr__(self):
        return 'ImmutableDict({0})'.format(repr(self._store))

    def union(self, other):
        return ImmutableDict(self._store, **dict(other))

    def difference(self, subtractive):
        gone = set(subtractive)
        return ImmutableDict((k, v) for k, v in self._store.items() if k not in gone)


def is_string(seq):
    return isinstance(seq, (text_type, binary_type))


def is_iterable(seq, include_strings=False):
    if not include_strings and is_string(seq):
        return False
    try:
        iter(seq)
        return True
    except TypeError:
        return False


def is_sequence(seq, include_strings=False):
    return (include_strings or not is_string(seq)) and isinstance(seq, Sequence)


def count(seq):
    out = {}
    for item in seq:
        out[item] = out.get(item, 0) + 1
    return out
