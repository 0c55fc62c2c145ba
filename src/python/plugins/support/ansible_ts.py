"""
Serves plugins (filters, tests, lookups; callbacks by ansible_ts_callbacks) to ansible-ts: one JSON text a line on two pipes. A call is answered by the
thread that runs it; while it runs it may ask the other side (a variable, a template, a file) and waits for the reply.
"""
import base64
import importlib
import importlib.machinery
import importlib.util
import json
import linecache
import os
import queue
import sys
import threading
import types
from collections.abc import Mapping, MutableMapping, Set

_packed = {}
_real = []


def _has_real(name):
    """Whether Python has a package of that name besides ours."""
    return importlib.machinery.PathFinder.find_spec(name) is not None


class _Packed:
    """Finds what ansible-ts brings; the Python's own Ansible and jinja2 serve what is not among it."""

    def find_spec(self, name, path=None, target=None):
        top = name.partition('.')[0]
        if top == 'jinja2' and _jinja_installed():
            return None
        if name not in _packed:
            return None
        source, package = _packed[name]
        spec = importlib.machinery.ModuleSpec(name, self, origin='<ansible-ts>/' + name, is_package=package)
        if package and top == 'ansible' and _ansible_path():
            inside = os.path.join(_ansible_path(), *name.split('.')[1:])
            spec.submodule_search_locations.append(inside)
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source, package = _packed[module.__name__]
        where = '<ansible-ts>/' + module.__name__.replace('.', '/') + ('/__init__.py' if package else '.py')
        module.__file__ = where
        linecache.cache[where] = (len(source), None, source.splitlines(True), where)
        exec(compile(source, where, 'exec', 0, True), module.__dict__)


class _Missing:
    """The last to be asked: says by name what is not offered."""

    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] == 'ansible':
            raise ImportError('%s is not offered to plugins by ansible-ts, and no Ansible is installed for this Python'
                              % name, name=name)
        return None


_cache = {}


def _jinja_installed():
    if 'jinja2' not in _cache:
        _cache['jinja2'] = _has_real('jinja2')
    return _cache['jinja2']


def _ansible_path():
    if 'ansible' not in _cache:
        spec = importlib.machinery.PathFinder.find_spec('ansible')
        _cache['ansible'] = os.path.dirname(spec.origin) if spec and spec.origin else None
    return _cache['ansible']


# --- values -------------------------------------------------------------------------------------------------------

def undefined_class():
    if 'undefined' not in _cache:
        from jinja2.runtime import StrictUndefined

        class AnsibleUndefined(StrictUndefined):
            """A variable that is not there: looking deeper gives another, using it fails."""

            def __getattr__(self, name):
                if name == '__UNSAFE__' or name[:2] == '__':
                    raise AttributeError(name)
                return self

            def __getitem__(self, key):
                return self

            def __repr__(self):
                return 'AnsibleUndefined(hint=%r, obj=missing, name=%r)' % (self._undefined_hint, self._undefined_name)

        _cache['undefined'] = AnsibleUndefined
    return _cache['undefined']


def _is_undefined(value):
    runtime = sys.modules.get('jinja2.runtime')
    return runtime is not None and isinstance(value, runtime.Undefined)


def _pairs(value):
    return {'d': [[_encode(k), _encode(value[k])] for k in value]}


def _encode(value):
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if kind is str:
        return value
    if kind is int:
        return value if -9007199254740991 <= value <= 9007199254740991 else {'i': str(value)}
    if kind is float:
        return {'f': repr(value)}
    if kind is list:
        return [_encode(x) for x in value]
    if kind is dict:
        return _pairs(value)
    return _encode_rare(value)


def _encode_rare(value):
    import datetime
    if _is_undefined(value):
        return {'x': [getattr(value, '_undefined_hint', None), _plain(getattr(value, '_undefined_name', None))]}
    if isinstance(value, str):
        if getattr(value, '__UNSAFE__', False):
            return {'u': str(value)}
        return {'m': str(value)} if hasattr(value, '__html__') else str.__str__(value)
    if isinstance(value, bytes):
        return {'b': base64.b64encode(value).decode('ascii')}
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return _encode(int(value))
    if isinstance(value, float):
        return _encode(float(value))
    if isinstance(value, tuple):
        return {'t': [_encode(x) for x in value]}
    if isinstance(value, (Mapping, dict)):
        return _pairs(value)
    if isinstance(value, frozenset):
        return {'z': [_encode(x) for x in value]}
    if isinstance(value, (set, Set)):
        return {'s': [_encode(x) for x in value]}
    if isinstance(value, datetime.datetime):
        offset = value.utcoffset()
        return {'D': [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond,
                      None if offset is None else offset.total_seconds()]}
    if isinstance(value, datetime.date):
        return {'D': [value.year, value.month, value.day]}
    if isinstance(value, datetime.timedelta):
        return {'T': [value.days, value.seconds, value.microseconds]}
    if hasattr(value, '__iter__'):
        return [_encode(x) for x in value]
    # an object of the plugin's own: what a template would print of it
    return str(value)


def _plain(value):
    return value if value is None or isinstance(value, (str, int)) else str(value)


def _decode(data):
    if isinstance(data, list):
        return [_decode(x) for x in data]
    if not isinstance(data, dict):
        return data
    (tag, body), = data.items()
    return _decoders[tag](body)


def _unsafe(text):
    from ansible.utils.unsafe_proxy import AnsibleUnsafeText
    return AnsibleUnsafeText(text)


def _markup(text):
    try:
        from markupsafe import Markup
        return Markup(text)
    except ImportError:
        return text


def _date(parts):
    import datetime
    if len(parts) == 3:
        return datetime.date(*parts)
    zone = None if parts[7] is None else datetime.timezone(datetime.timedelta(seconds=parts[7]))
    return datetime.datetime(*parts[:7], tzinfo=zone)


def _delta(parts):
    import datetime
    return datetime.timedelta(*parts)


_decoders = {
    'i': int,
    'f': float,
    'd': lambda body: {_decode(k): _decode(v) for k, v in body},
    't': lambda body: tuple(_decode(x) for x in body),
    's': lambda body: set(_decode(x) for x in body),
    'z': lambda body: frozenset(_decode(x) for x in body),
    'u': _unsafe,
    'm': _markup,
    'b': lambda body: base64.b64decode(body),
    'x': lambda body: undefined_class()(hint=body[0], name=body[1]),
    'D': _date,
    'T': _delta,
}


# --- talk ---------------------------------------------------------------------------------------------------------

_out = None
_out_lock = threading.Lock()
_here = threading.local()
# what stands for standard output and error where callbacks run: written out before anything else is said
_streams = []
# asks in the place of a call, where none is needed (callbacks)
_asker = []


def _send(message):
    for stream in _streams:
        stream.flush()
    send_line(message)


def send_line(message):
    line = json.dumps(message, separators=(',', ':')).encode('utf-8') + b'\n'
    with _out_lock:
        _out.write(line)
        _out.flush()


def ask(what, value):
    """Asks the side where the playbook runs; for the call that this thread serves."""
    if _asker:
        return _asker[0](what, value)
    call = getattr(_here, 'call', None)
    if call is None:
        raise RuntimeError('%s was asked for outside of a call of the plugin; ansible-ts offers that only while a '
                           'filter, test or lookup runs' % what)
    _send({'ask': call[0], 'what': what, 'value': _encode(value)})
    reply = call[1].get()
    if 'error' in reply:
        raise _exception(reply['error'])
    return _decode(reply['value'])


def _exception(error):
    import ansible.errors
    kind = getattr(ansible.errors, error['type'], None) or ansible.errors.AnsibleError
    return kind(error['message'])


def say(how, text, detail=None):
    text = text.decode('utf-8', 'replace') if isinstance(text, bytes) else str(text)
    _send({'say': how, 'text': text, 'detail': _encode(detail)})


def builtin_filter(name):
    """One of the filters that ansible-ts has itself, as a function."""
    def call(*args, **kwargs):
        return ask('filter', [name, list(args), kwargs])
    call.__name__ = str(name)
    return call


class Variables(MutableMapping):
    """The variables in force, not templated: each is asked for when it is read."""

    def __init__(self):
        self._known = {}
        self._names = None

    def __getitem__(self, name):
        if name not in self._known:
            found = ask('var', name)
            if found is None:
                raise KeyError(name)
            self._known[name] = found[0]
        return self._known[name]

    def __setitem__(self, name, value):
        self._known[name] = value

    def __delitem__(self, name):
        self._known.pop(name, None)

    def __iter__(self):
        if self._names is None:
            self._names = ask('names', None)
        return iter(dict.fromkeys(list(self._names) + list(self._known)))

    def __len__(self):
        return len(list(iter(self)))

    def __contains__(self, name):
        return name in self._known or ask('var', name) is not None

    def copy(self):
        out = Variables()
        out._known.update(self._known)
        return out


def variables():
    return Variables()


class AnsibleUndefinedMeta(type):
    def __instancecheck__(cls, value):
        return isinstance(value, undefined_class())


class AnsibleUndefined(metaclass=AnsibleUndefinedMeta):
    """Stands for the class until jinja2 is wanted."""

    def __new__(cls, hint=None, obj=None, name=None, **kwargs):
        return undefined_class()(hint=hint, name=name)


class Context:
    """What a filter that asks for the template's context gets."""
    name = None
    autoescape = False
    volatile = False

    @property
    def environment(self):
        return self

    eval_ctx = context = environment

    def resolve(self, name):
        found = ask('value', name)
        return undefined_class()(name=name) if found is None else found[0]

    def resolve_or_missing(self, name):
        return self.resolve(name)

    def get(self, name, default=None):
        found = ask('value', name)
        return default if found is None else found[0]

    def __getitem__(self, name):
        found = ask('value', name)
        if found is None:
            raise KeyError(name)
        return found[0]

    def __contains__(self, name):
        return ask('value', name) is not None

    def keys(self):
        return ask('names', None)

    def get_all(self):
        return {name: self[name] for name in self.keys()}

    parent = vars = property(lambda self: self)

    def undefined(self, hint=None, obj=None, name=None, **kwargs):
        return undefined_class()(hint=hint, name=name)

    def call_filter(self, name, value, args=None, kwargs=None, context=None, eval_ctx=None):
        return ask('filter', [name, [value] + list(args or []), kwargs or {}])

    @property
    def filters(self):
        return _Filters()


class _Filters:
    def __getitem__(self, name):
        return builtin_filter(name)

    def get(self, name, default=None):
        return builtin_filter(name)


# --- plugins ------------------------------------------------------------------------------------------------------

_modules = {}
_load_lock = threading.RLock()
_functions = {}


def _load(path, name):
    """The module of a plugin's file; `name` is its full name in a collection, or none."""
    with _load_lock:
        if path in _modules:
            return _modules[path]
        if name.startswith('ansible_collections.'):
            module = importlib.import_module(name)
        else:
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                sys.modules.pop(name, None)
                raise
        _modules[path] = module
        return module


def _collections(roots):
    package = sys.modules.get('ansible_collections')
    if package is None:
        package = types.ModuleType('ansible_collections')
        package.__path__ = []
        sys.modules['ansible_collections'] = package
    for root in roots:
        if root not in package.__path__:
            package.__path__.append(root)
    importlib.invalidate_caches()


def _catalogue(request):
    _collections(request['collections'])
    module = _load(request['path'], request['name'])
    kind = request['kind']
    if kind == 'lookup':
        module.LookupModule
        return {}
    found = module.FilterModule().filters() if kind == 'filter' else module.TestModule().tests()
    _functions[request['path']] = found
    return {name: _passes(f) for name, f in found.items()}


def _passes(f):
    mark = getattr(f, 'jinja_pass_arg', None)
    if mark is not None:
        return str(getattr(mark, 'name', mark))
    for old, new in (('contextfilter', 'context'), ('contextfunction', 'context'), ('environmentfilter', 'environment'),
                     ('evalcontextfilter', 'eval_context')):
        if getattr(f, old, False) is True:
            return new
    return None


def _call(request):
    args = [_decode(x) for x in request['args']]
    kwargs = {str(k): v for k, v in _decode(request['kwargs']).items()}
    if request['kind'] != 'lookup':
        f = _functions[request['path']][request['plugin']]
        return f(*([Context()] + args if _passes(f) else args), **kwargs)
    from ansible.parsing.dataloader import DataLoader
    from ansible.template import Templar
    loader = DataLoader()
    plugin = _modules[request['path']].LookupModule(loader=loader, templar=Templar(loader))
    plugin._load_name = request['plugin']
    if not hasattr(plugin, '_loader') or plugin._loader is None:
        plugin._loader = loader
    if not hasattr(plugin, '_templar') or plugin._templar is None:
        plugin._templar = Templar(loader)
    result = plugin.run(args[0], variables=Variables(), **kwargs)
    return [] if result is None else result if isinstance(result, (list, tuple)) else [result]


def _serve(request, replies):
    _here.call = (request['id'], replies)
    try:
        if request['do'] == 'load':
            value = _catalogue(request)
        else:
            value = _encode(_call(request))
        answer = {'id': request['id'], 'value': value}
    except BaseException as e:
        answer = {'id': request['id'], 'error': _error(e)}
    finally:
        _here.call = None
    _send(answer)


def _error(e):
    import traceback
    text = str(e)
    if isinstance(e, KeyError) and e.args:
        text = repr(e.args[0])
    return {'type': type(e).__name__, 'message': text, 'bases': [c.__name__ for c in type(e).__mro__],
            'trace': ''.join(traceback.format_exception(type(e), e, e.__traceback__))}


def _main(source, sink):
    global _out
    _out = sink
    waiting = {}
    work = queue.Queue()

    def worker():
        while True:
            request, replies = work.get()
            _serve(request, replies)
            waiting.pop(request['id'], None)

    def alone(request, replies):
        _serve(request, replies)
        waiting.pop(request['id'], None)

    threading.Thread(target=worker, daemon=True).start()
    for line in source:
        message = json.loads(line.decode('utf-8'))
        if 'reply' in message:
            replies = waiting.get(message['reply'])
            if replies is not None:
                replies.put(message)
            continue
        replies = queue.Queue()
        waiting[message['id']] = replies
        if message['do'] == 'call' and message['kind'] == 'lookup':
            # a lookup may wait for the network: the filters of other hosts go on meanwhile
            threading.Thread(target=alone, args=(message, replies), daemon=True).start()
        else:
            work.put((message, replies))


def start(files, source, sink, callbacks=False):
    """Begins to serve filters, tests and lookups, or callbacks; returns when the other side is gone."""
    _packed.update(files)
    sys.path[:] = [p for p in sys.path if p not in ('', '.')]
    sys.dont_write_bytecode = True
    sys.argv = ['ansible-ts']
    sys.meta_path.insert(0, _Packed())
    sys.meta_path.append(_Missing())
    if callbacks:
        global _out
        _out = sink
        import ansible_ts_callbacks
        ansible_ts_callbacks.serve(source)
    else:
        _main(source, sink)
