# -*- coding: utf-8 -*-
"""The names that modules use to run on Python 2.7 and 3 alike (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import io
import operator
import sys
import types

PY2 = sys.version_info[0] == 2
PY3 = not PY2
PY34 = sys.version_info >= (3, 4)
MAXSIZE = sys.maxsize

if PY3:
    string_types = (str,)
    integer_types = (int,)
    class_types = (type,)
    text_type = str
    binary_type = bytes
    unichr = chr
    int2byte = operator.methodcaller('to_bytes', 1, 'big')
    StringIO = io.StringIO
    BytesIO = io.BytesIO
else:
    string_types = (basestring,)  # noqa
    integer_types = (int, long)  # noqa
    class_types = (type, types.ClassType)
    text_type = unicode  # noqa
    binary_type = str
    unichr = unichr  # noqa
    int2byte = chr
    import StringIO as _stringio
    StringIO = _stringio.StringIO
    BytesIO = _stringio.StringIO


def _way(py3, py2):
    name = py3 if PY3 else py2

    def call(mapping, **kwargs):
        return iter(getattr(mapping, name)(**kwargs))
    return call


iterkeys = _way('keys', 'iterkeys')
itervalues = _way('values', 'itervalues')
iteritems = _way('items', 'iteritems')
iterlists = _way('lists', 'iterlists')
viewkeys = operator.methodcaller('keys' if PY3 else 'viewkeys')
viewvalues = operator.methodcaller('values' if PY3 else 'viewvalues')
viewitems = operator.methodcaller('items' if PY3 else 'viewitems')
next = next
advance_iterator = next


def callable(obj):
    return hasattr(obj, '__call__')


def b(text):
    return text.encode('latin-1') if PY3 else text


def u(text):
    return text if PY3 else text_type(text.replace(r'\\', r'\\\\'), 'unicode_escape')


def ensure_text(s, encoding='utf-8', errors='strict'):
    if isinstance(s, binary_type):
        return s.decode(encoding, errors)
    if isinstance(s, text_type):
        return s
    raise TypeError("not expecting type '%s'" % type(s))


def ensure_binary(s, encoding='utf-8', errors='strict'):
    if isinstance(s, text_type):
        return s.encode(encoding, errors)
    if isinstance(s, binary_type):
        return s
    raise TypeError("not expecting type '%s'" % type(s))


def ensure_str(s, encoding='utf-8', errors='strict'):
    return ensure_text(s, encoding, errors) if PY3 else ensure_binary(s, encoding, errors)


def python_2_unicode_compatible(klass):
    if PY2 and '__str__' in klass.__dict__:
        klass.__unicode__ = klass.__str__
        klass.__str__ = lambda self: self.__unicode__().encode('utf-8')
    return klass


def with_metaclass(meta, *bases):
    class Temporary(type):
        def __new__(cls, name, _bases, namespace):
            return meta(name, bases, namespace)

        @classmethod
        def __prepare__(cls, name, _bases):
            return meta.__prepare__(name, bases)
    return type.__new__(Temporary, 'temporary_class', (), {})


def add_metaclass(metaclass):
    def wrap(cls):
        body = dict(cls.__dict__)
        for slot in ('__dict__', '__weakref__'):
            body.pop(slot, None)
        return metaclass(cls.__name__, cls.__bases__, body)
    return wrap


if PY3:
    def reraise(tp, value, tb=None):
        if value is None:
            value = tp()
        if value.__traceback__ is not tb:
            raise value.with_traceback(tb)
        raise value

    exec('def raise_from(value, cause):\n    raise value from cause\n')
    from io import StringIO as _s  # noqa
else:
    exec('def reraise(tp, value, tb=None):\n    raise tp, value, tb\n')

    def raise_from(value, cause):
        raise value

_moved = {
    'urllib.parse': None, 'urllib.request': None, 'urllib.error': None,
    'configparser': 'ConfigParser', 'queue': 'Queue', 'builtins': '__builtin__', 'http_client': ('http.client', 'httplib'),
    'http_cookiejar': ('http.cookiejar', 'cookielib'), 'http_cookies': ('http.cookies', 'Cookie'),
    'cPickle': ('pickle', 'cPickle'), 'shlex_quote': None, 'reload_module': None, 'input': None, 'socketserver': 'SocketServer',
    'html_parser': ('html.parser', 'HTMLParser'), 'xmlrpc_client': ('xmlrpc.client', 'xmlrpclib'), '_thread': 'thread',
}


class _Moves(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        value = self._make(name)
        setattr(self, name, value)
        return value

    def _make(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        if PY3:
            import builtins
            simple = {'zip': zip, 'map': map, 'filter': filter, 'range': range, 'xrange': range, 'input': builtins.input, 'reduce': None,
                      'StringIO': io.StringIO, 'cStringIO': io.StringIO, 'zip_longest': None, 'filterfalse': None}
        else:
            import itertools
            import __builtin__ as builtins
            simple = {'zip': itertools.izip, 'map': itertools.imap, 'filter': itertools.ifilter, 'range': builtins.xrange,
                      'xrange': builtins.xrange, 'input': builtins.raw_input, 'reduce': None, 'StringIO': StringIO,
                      'cStringIO': StringIO, 'zip_longest': None, 'filterfalse': None}
        if name in ('zip_longest', 'filterfalse'):
            import itertools
            return getattr(itertools, name if PY3 else 'i' + name)
        if name == 'reduce':
            import functools
            return functools.reduce
        if name in simple:
            return simple[name]
        if name == 'shlex_quote':
            if PY3:
                import shlex
                return shlex.quote
            import pipes
            return pipes.quote
        if name == 'reload_module':
            if PY3:
                import importlib
                return importlib.reload
            return reload  # noqa
        if name == 'getcwd':
            import os
            return os.getcwd if PY3 else os.getcwdu
        if name in _moved and _moved[name] is not None:
            new, old = _moved[name] if isinstance(_moved[name], tuple) else (name, _moved[name])
            __import__(new if PY3 else old)
            return sys.modules[new if PY3 else old]
        raise AttributeError(name)


def _urllib():
    base = types.ModuleType(__name__ + '.moves.urllib')
    base.__path__ = []
    if PY3:
        import urllib.parse
        import urllib.request
        import urllib.error
        base.parse, base.request, base.error = urllib.parse, urllib.request, urllib.error
    else:
        import urllib
        import urllib2
        import urlparse
        base.parse = types.ModuleType(__name__ + '.moves.urllib.parse')
        for source, names in ((urlparse, ('urlparse', 'urlunparse', 'urljoin', 'urlsplit', 'urlunsplit', 'urldefrag', 'parse_qs', 'parse_qsl', 'ParseResult', 'SplitResult')),
                              (urllib, ('quote', 'quote_plus', 'unquote', 'unquote_plus', 'urlencode', 'splitquery'))):
            for name in names:
                setattr(base.parse, name, getattr(source, name))
        base.request = types.ModuleType(__name__ + '.moves.urllib.request')
        for name in dir(urllib2):
            if not name.startswith('_'):
                setattr(base.request, name, getattr(urllib2, name))
        base.request.urlretrieve = urllib.urlretrieve
        base.request.pathname2url = urllib.pathname2url
        base.error = types.ModuleType(__name__ + '.moves.urllib.error')
        base.error.URLError, base.error.HTTPError = urllib2.URLError, urllib2.HTTPError
        base.error.ContentTooShortError = urllib.ContentTooShortError
    for name in ('parse', 'request', 'error'):
        sys.modules['%s.moves.urllib.%s' % (__name__, name)] = getattr(base, name)
        sys.modules['%s.moves.urllib_%s' % (__name__, name)] = getattr(base, name)
    sys.modules[base.__name__] = base
    return base


class _LazyFinder(object):
    """Gives `...six.moves.urllib` and its kin only when they are imported: urllib is slow to load."""

    def _wants(self, name):
        return name.startswith(__name__ + '.moves.') and name not in sys.modules

    def _get(self, name):
        tail = name[len(__name__ + '.moves.'):]
        if tail.startswith('urllib'):
            _urllib()
            return sys.modules[name]
        return getattr(moves, tail)

    def find_spec(self, name, path=None, target=None):
        if not self._wants(name):
            return None
        from importlib.machinery import ModuleSpec
        return ModuleSpec(name, self)

    def create_module(self, spec):
        return self._get(spec.name)

    def exec_module(self, module):
        pass

    def find_module(self, name, path=None):
        return self if self._wants(name) else None

    def load_module(self, name):
        sys.modules[name] = self._get(name)
        return sys.modules[name]


moves = _Moves(__name__ + '.moves')
_Moves.urllib = property(lambda self: sys.modules.get(__name__ + '.moves.urllib') or _urllib())
_Moves.urllib_parse = property(lambda self: self.urllib.parse)
_Moves.urllib_error = property(lambda self: self.urllib.error)
sys.modules[__name__ + '.moves'] = moves
sys.meta_path.insert(0, _LazyFinder())
