// The Python files of plugins' support as the build packs them; the tests check that none is left out.
import f0 from './support/ansible/__init__.py';
import f1 from './support/ansible/compat/__init__.py';
import f2 from './support/ansible/compat/six/__init__.py';
import f3 from './support/ansible/constants.py';
import f4 from './support/ansible/errors/__init__.py';
import f5 from './support/ansible/parsing/__init__.py';
import f6 from './support/ansible/parsing/dataloader.py';
import f7 from './support/ansible/parsing/quoting.py';
import f8 from './support/ansible/parsing/splitter.py';
import f9 from './support/ansible/parsing/yaml/__init__.py';
import f10 from './support/ansible/parsing/yaml/objects.py';
import f11 from './support/ansible/plugins/__init__.py';
import f12 from './support/ansible/plugins/filter/__init__.py';
import f13 from './support/ansible/plugins/filter/core.py';
import f14 from './support/ansible/plugins/filter/mathstuff.py';
import f15 from './support/ansible/plugins/filter/urls.py';
import f16 from './support/ansible/plugins/filter/urlsplit.py';
import f17 from './support/ansible/plugins/loader.py';
import f18 from './support/ansible/plugins/lookup/__init__.py';
import f19 from './support/ansible/plugins/test/__init__.py';
import f20 from './support/ansible/release.py';
import f21 from './support/ansible/template/__init__.py';
import f22 from './support/ansible/utils/__init__.py';
import f23 from './support/ansible/utils/display.py';
import f24 from './support/ansible/utils/hashing.py';
import f25 from './support/ansible/utils/helpers.py';
import f26 from './support/ansible/utils/listify.py';
import f27 from './support/ansible/utils/path.py';
import f28 from './support/ansible/utils/py3compat.py';
import f29 from './support/ansible/utils/unsafe_proxy.py';
import f30 from './support/ansible/utils/vars.py';
import f31 from './support/ansible_ts.py';
import f32 from './support/jinja2/__init__.py';
import f33 from './support/jinja2/exceptions.py';
import f34 from './support/jinja2/filters.py';
import f35 from './support/jinja2/runtime.py';
import f36 from './support/jinja2/utils.py';

/** By path below `support`. */
export const bundledSupport: ReadonlyMap<string, string> = new Map([
  ['ansible/__init__.py', f0],
  ['ansible/compat/__init__.py', f1],
  ['ansible/compat/six/__init__.py', f2],
  ['ansible/constants.py', f3],
  ['ansible/errors/__init__.py', f4],
  ['ansible/parsing/__init__.py', f5],
  ['ansible/parsing/dataloader.py', f6],
  ['ansible/parsing/quoting.py', f7],
  ['ansible/parsing/splitter.py', f8],
  ['ansible/parsing/yaml/__init__.py', f9],
  ['ansible/parsing/yaml/objects.py', f10],
  ['ansible/plugins/__init__.py', f11],
  ['ansible/plugins/filter/__init__.py', f12],
  ['ansible/plugins/filter/core.py', f13],
  ['ansible/plugins/filter/mathstuff.py', f14],
  ['ansible/plugins/filter/urls.py', f15],
  ['ansible/plugins/filter/urlsplit.py', f16],
  ['ansible/plugins/loader.py', f17],
  ['ansible/plugins/lookup/__init__.py', f18],
  ['ansible/plugins/test/__init__.py', f19],
  ['ansible/release.py', f20],
  ['ansible/template/__init__.py', f21],
  ['ansible/utils/__init__.py', f22],
  ['ansible/utils/display.py', f23],
  ['ansible/utils/hashing.py', f24],
  ['ansible/utils/helpers.py', f25],
  ['ansible/utils/listify.py', f26],
  ['ansible/utils/path.py', f27],
  ['ansible/utils/py3compat.py', f28],
  ['ansible/utils/unsafe_proxy.py', f29],
  ['ansible/utils/vars.py', f30],
  ['ansible_ts.py', f31],
  ['jinja2/__init__.py', f32],
  ['jinja2/exceptions.py', f33],
  ['jinja2/filters.py', f34],
  ['jinja2/runtime.py', f35],
  ['jinja2/utils.py', f36],
]);
