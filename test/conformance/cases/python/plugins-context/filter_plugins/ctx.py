try:
    from jinja2 import pass_context
except ImportError:
    from jinja2 import contextfilter as pass_context
from jinja2.runtime import Undefined
from ansible.module_utils._text import to_text, to_bytes
from ansible.module_utils.six import string_types, iteritems
from ansible.module_utils.common._collections_compat import Mapping
import datetime
@pass_context
def ctxv(context, x): return '%s %s %s' % (x, context.get('foo'), context.resolve('bar'))
def undef(x): return 'undef' if isinstance(x, Undefined) else 'def'
def gen(x):
    for i in range(x): yield i
def types(x): return [type(v).__name__ for v in x]
def uns(x): return hasattr(x, '__UNSAFE__')
def core(x):
    from ansible.plugins.filter.core import to_nice_yaml, combine, regex_replace
    return [to_nice_yaml(x), combine({'a': 1}, {'b': 2}), regex_replace('abc', 'b', 'X')]
class Obj(object):
    def __str__(self): return 'OBJ'
class FilterModule(object):
    def filters(self): return {'ctxv': ctxv, 'undef': undef, 'gen': gen, 'types': types, 'uns': uns, 'core_': core,
      'dt': lambda x: datetime.datetime(2020,1,2,3,4,5), 'byt': lambda x: b'abc', 'obj': lambda x: Obj(), 'big': lambda x: 2**70, 'nanv': lambda x: float('nan'),
      'odict': lambda x: __import__('collections').OrderedDict([(3,1),('b',2)]), 'exit': lambda x: __import__('os')._exit(3), 'tmpl': lambda x: '{{ bar }}', 'pr': lambda x: print('printed') or x}
