/** The script around its payload, for a module that starts itself anew (module_utils/common/respawn.py). */
export function bootstrapParts(): readonly [string, string] {
  const [before = '', after = ''] = bootstrap('@').split('@\n');
  return [before, after];
}

/**
 * The script that unpacks a payload in memory: an importer for the packed modules, then the module itself as
 * `__main__`. For Python 2.7 and 3. Nothing is written to the host.
 */
export const bootstrap = (payload: string): string => `# -*- coding: utf-8 -*-
import sys
sys.path[:] = [p for p in sys.path if p not in ('', '.')]
import json, zlib, base64, types, linecache
_P = json.loads(zlib.decompress(base64.b64decode('''${payload.replace(/(.{1,4000})/g, '$1\n')}''')).decode('utf-8'))
class _Packed(object):
    def find_spec(self, name, path=None, target=None):
        if name not in _P['files']:
            return None
        from importlib.machinery import ModuleSpec
        spec = ModuleSpec(name, self, origin='<ansible-ts>/' + name, is_package=_P['files'][name][1])
        spec.cached = None
        return spec
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        self._fill(module, module.__name__)
    def find_module(self, name, path=None):
        return self if name in _P['files'] else None
    def load_module(self, name):
        if name in sys.modules:
            return sys.modules[name]
        module = types.ModuleType(str(name))
        module.__loader__ = self
        if _P['files'][name][1]:
            module.__path__ = []
            module.__package__ = str(name)
        else:
            module.__package__ = str(name.rpartition('.')[0])
        sys.modules[name] = module
        try:
            self._fill(module, name)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        return module
    def get_source(self, name):
        return _P['files'][name][0]
    def is_package(self, name):
        return _P['files'][name][1]
    def _fill(self, module, name):
        where = str('<ansible-ts>/' + name.replace('.', '/') + ('/__init__.py' if _P['files'][name][1] else '.py'))
        module.__file__ = where
        _run(_P['files'][name][0], where, module.__dict__)
def _run(source, where, space):
    linecache.cache[where] = (len(source), None, [l + '\\n' for l in source.split('\\n')], where)
    data = source.encode('utf-8')
    exec(compile(data, where, 'exec', 0, True), space)
_Packed.ansible_payload = _P
sys.meta_path.insert(0, _Packed())
import ansible.module_utils.basic as _basic
_basic._ANSIBLE_ARGS = _P['args'].encode('utf-8')
_main = types.ModuleType('__main__')
sys.modules['__main__'] = _main
_main.__file__ = str(_P['file'])
_main.__package__ = str(_P['main'].rpartition('.')[0]) if _P['main'].startswith('ansible_collections.') else None
_main.__builtins__ = __builtins__
_main._module_fqn = str(_P['main'])
sys.argv = [str(_P['file'])]
_run(_P['source'], str(_P['file']), _main.__dict__)
`;
