from __future__ import absolute_import, division, print_function
try:
    from collections.abc import (Container, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, MappingView, MutableMapping,  # noqa
                                 MutableSequence, MutableSet, Sequence, Set, Sized, ValuesView, Callable, Generator)
except ImportError:
    from collections import (Container, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, MappingView, MutableMapping,  # noqa
                             MutableSequence, MutableSet, Sequence, Set, Sized, ValuesView, Callable)
