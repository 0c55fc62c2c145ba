// The Python files of module_utils as the build packs them; the tests check that none is left out.
import f0 from './module_utils/__init__.py';
import f1 from './module_utils/_text.py';
import f2 from './module_utils/ansible_release.py';
import f3 from './module_utils/basic.py';
import f4 from './module_utils/common/__init__.py';
import f5 from './module_utils/common/_collections_compat.py';
import f6 from './module_utils/common/collections.py';
import f7 from './module_utils/common/dict_transformations.py';
import f8 from './module_utils/common/locale.py';
import f9 from './module_utils/common/network.py';
import f10 from './module_utils/common/parameters.py';
import f11 from './module_utils/common/process.py';
import f12 from './module_utils/common/removed.py';
import f13 from './module_utils/common/respawn.py';
import f14 from './module_utils/common/sys_info.py';
import f15 from './module_utils/common/text/__init__.py';
import f16 from './module_utils/common/text/converters.py';
import f17 from './module_utils/common/text/formatters.py';
import f18 from './module_utils/common/validation.py';
import f19 from './module_utils/common/warnings.py';
import f20 from './module_utils/compat/__init__.py';
import f21 from './module_utils/compat/version.py';
import f22 from './module_utils/facts/__init__.py';
import f23 from './module_utils/facts/utils.py';
import f24 from './module_utils/parsing/__init__.py';
import f25 from './module_utils/parsing/convert_bool.py';
import f26 from './module_utils/pycompat24.py';
import f27 from './module_utils/six/__init__.py';
import f28 from './module_utils/urls.py';

/** By path below the `ansible` package. */
export const bundled: ReadonlyMap<string, string> = new Map([
  ['module_utils/__init__.py', f0],
  ['module_utils/_text.py', f1],
  ['module_utils/ansible_release.py', f2],
  ['module_utils/basic.py', f3],
  ['module_utils/common/__init__.py', f4],
  ['module_utils/common/_collections_compat.py', f5],
  ['module_utils/common/collections.py', f6],
  ['module_utils/common/dict_transformations.py', f7],
  ['module_utils/common/locale.py', f8],
  ['module_utils/common/network.py', f9],
  ['module_utils/common/parameters.py', f10],
  ['module_utils/common/process.py', f11],
  ['module_utils/common/removed.py', f12],
  ['module_utils/common/respawn.py', f13],
  ['module_utils/common/sys_info.py', f14],
  ['module_utils/common/text/__init__.py', f15],
  ['module_utils/common/text/converters.py', f16],
  ['module_utils/common/text/formatters.py', f17],
  ['module_utils/common/validation.py', f18],
  ['module_utils/common/warnings.py', f19],
  ['module_utils/compat/__init__.py', f20],
  ['module_utils/compat/version.py', f21],
  ['module_utils/facts/__init__.py', f22],
  ['module_utils/facts/utils.py', f23],
  ['module_utils/parsing/__init__.py', f24],
  ['module_utils/parsing/convert_bool.py', f25],
  ['module_utils/pycompat24.py', f26],
  ['module_utils/six/__init__.py', f27],
  ['module_utils/urls.py', f28],
]);
