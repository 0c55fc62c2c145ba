// The Python files of plugins' support as the build packs them; the tests check that none is left out.
import f0 from './support/ansible/__init__.py';
import f1 from './support/ansible/compat/__init__.py';
import f2 from './support/ansible/compat/six/__init__.py';
import f3 from './support/ansible/constants.py';
import f4 from './support/ansible/context.py';
import f5 from './support/ansible/errors/__init__.py';
import f6 from './support/ansible/executor/__init__.py';
import f7 from './support/ansible/executor/stats.py';
import f8 from './support/ansible/executor/task_result.py';
import f9 from './support/ansible/inventory/__init__.py';
import f10 from './support/ansible/inventory/group.py';
import f11 from './support/ansible/inventory/host.py';
import f12 from './support/ansible/parsing/__init__.py';
import f13 from './support/ansible/parsing/ajson.py';
import f14 from './support/ansible/parsing/dataloader.py';
import f15 from './support/ansible/parsing/quoting.py';
import f16 from './support/ansible/parsing/splitter.py';
import f17 from './support/ansible/parsing/yaml/__init__.py';
import f18 from './support/ansible/parsing/yaml/dumper.py';
import f19 from './support/ansible/parsing/yaml/objects.py';
import f20 from './support/ansible/playbook/__init__.py';
import f21 from './support/ansible/playbook/block.py';
import f22 from './support/ansible/playbook/handler.py';
import f23 from './support/ansible/playbook/handler_task_include.py';
import f24 from './support/ansible/playbook/included_file.py';
import f25 from './support/ansible/playbook/play.py';
import f26 from './support/ansible/playbook/role_include.py';
import f27 from './support/ansible/playbook/task.py';
import f28 from './support/ansible/playbook/task_include.py';
import f29 from './support/ansible/plugins/__init__.py';
import f30 from './support/ansible/plugins/callback/__init__.py';
import f31 from './support/ansible/plugins/callback/default.py';
import f32 from './support/ansible/plugins/callback/minimal.py';
import f33 from './support/ansible/plugins/filter/__init__.py';
import f34 from './support/ansible/plugins/filter/core.py';
import f35 from './support/ansible/plugins/filter/mathstuff.py';
import f36 from './support/ansible/plugins/filter/urls.py';
import f37 from './support/ansible/plugins/filter/urlsplit.py';
import f38 from './support/ansible/plugins/loader.py';
import f39 from './support/ansible/plugins/lookup/__init__.py';
import f40 from './support/ansible/plugins/test/__init__.py';
import f41 from './support/ansible/release.py';
import f42 from './support/ansible/template/__init__.py';
import f43 from './support/ansible/utils/__init__.py';
import f44 from './support/ansible/utils/color.py';
import f45 from './support/ansible/utils/display.py';
import f46 from './support/ansible/utils/fqcn.py';
import f47 from './support/ansible/utils/hashing.py';
import f48 from './support/ansible/utils/helpers.py';
import f49 from './support/ansible/utils/listify.py';
import f50 from './support/ansible/utils/path.py';
import f51 from './support/ansible/utils/py3compat.py';
import f52 from './support/ansible/utils/unsafe_proxy.py';
import f53 from './support/ansible/utils/vars.py';
import f54 from './support/ansible/vars/__init__.py';
import f55 from './support/ansible/vars/clean.py';
import f56 from './support/ansible/vars/hostvars.py';
import f57 from './support/ansible/vars/manager.py';
import f58 from './support/ansible_ts.py';
import f59 from './support/ansible_ts_callbacks.py';
import f60 from './support/ansible_ts_objects.py';
import f61 from './support/jinja2/__init__.py';
import f62 from './support/jinja2/exceptions.py';
import f63 from './support/jinja2/filters.py';
import f64 from './support/jinja2/runtime.py';
import f65 from './support/jinja2/utils.py';

/** By path below `support`. */
export const bundledSupport: ReadonlyMap<string, string> = new Map([
  ['ansible/__init__.py', f0],
  ['ansible/compat/__init__.py', f1],
  ['ansible/compat/six/__init__.py', f2],
  ['ansible/constants.py', f3],
  ['ansible/context.py', f4],
  ['ansible/errors/__init__.py', f5],
  ['ansible/executor/__init__.py', f6],
  ['ansible/executor/stats.py', f7],
  ['ansible/executor/task_result.py', f8],
  ['ansible/inventory/__init__.py', f9],
  ['ansible/inventory/group.py', f10],
  ['ansible/inventory/host.py', f11],
  ['ansible/parsing/__init__.py', f12],
  ['ansible/parsing/ajson.py', f13],
  ['ansible/parsing/dataloader.py', f14],
  ['ansible/parsing/quoting.py', f15],
  ['ansible/parsing/splitter.py', f16],
  ['ansible/parsing/yaml/__init__.py', f17],
  ['ansible/parsing/yaml/dumper.py', f18],
  ['ansible/parsing/yaml/objects.py', f19],
  ['ansible/playbook/__init__.py', f20],
  ['ansible/playbook/block.py', f21],
  ['ansible/playbook/handler.py', f22],
  ['ansible/playbook/handler_task_include.py', f23],
  ['ansible/playbook/included_file.py', f24],
  ['ansible/playbook/play.py', f25],
  ['ansible/playbook/role_include.py', f26],
  ['ansible/playbook/task.py', f27],
  ['ansible/playbook/task_include.py', f28],
  ['ansible/plugins/__init__.py', f29],
  ['ansible/plugins/callback/__init__.py', f30],
  ['ansible/plugins/callback/default.py', f31],
  ['ansible/plugins/callback/minimal.py', f32],
  ['ansible/plugins/filter/__init__.py', f33],
  ['ansible/plugins/filter/core.py', f34],
  ['ansible/plugins/filter/mathstuff.py', f35],
  ['ansible/plugins/filter/urls.py', f36],
  ['ansible/plugins/filter/urlsplit.py', f37],
  ['ansible/plugins/loader.py', f38],
  ['ansible/plugins/lookup/__init__.py', f39],
  ['ansible/plugins/test/__init__.py', f40],
  ['ansible/release.py', f41],
  ['ansible/template/__init__.py', f42],
  ['ansible/utils/__init__.py', f43],
  ['ansible/utils/color.py', f44],
  ['ansible/utils/display.py', f45],
  ['ansible/utils/fqcn.py', f46],
  ['ansible/utils/hashing.py', f47],
  ['ansible/utils/helpers.py', f48],
  ['ansible/utils/listify.py', f49],
  ['ansible/utils/path.py', f50],
  ['ansible/utils/py3compat.py', f51],
  ['ansible/utils/unsafe_proxy.py', f52],
  ['ansible/utils/vars.py', f53],
  ['ansible/vars/__init__.py', f54],
  ['ansible/vars/clean.py', f55],
  ['ansible/vars/hostvars.py', f56],
  ['ansible/vars/manager.py', f57],
  ['ansible_ts.py', f58],
  ['ansible_ts_callbacks.py', f59],
  ['ansible_ts_objects.py', f60],
  ['jinja2/__init__.py', f61],
  ['jinja2/exceptions.py', f62],
  ['jinja2/filters.py', f63],
  ['jinja2/runtime.py', f64],
  ['jinja2/utils.py', f65],
]);
