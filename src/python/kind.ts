/** How a module that is not ours wants to be run, told from its text as Ansible tells it. */
export type ModuleKind = 'python' | 'want-json' | 'json-args' | 'key-value' | 'binary' | 'powershell';

const newStyle =
  /^[ \t]*(?:from[ \t]+ansible\.module_utils(?:\.[\w.]+)?[ \t]+import|import[ \t]+ansible\.module_utils\.|from[ \t]+ansible_collections\.[\w.]+\.plugins\.module_utils|import[ \t]+ansible_collections\.|from[ \t]+\.+module_utils|from[ \t]+\.\.+[\w.]*[ \t]+import)/m;

export const replacer = '#<<INCLUDE_ANSIBLE_MODULE_COMMON>>';
export const jsonArgsMark = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>';
export const complexArgsMark = '"<<INCLUDE_ANSIBLE_MODULE_COMPLEX_ARGS>>"';
export const versionMark = '"<<ANSIBLE_VERSION>>"';

export function moduleKind(data: Buffer): ModuleKind {
  // as Ansible: text has no odd bytes in its first kilobytes
  const head = data.subarray(0, 8192);
  if (head.includes(0) || head.subarray(0, 4).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]))) return 'binary';
  const text = data.toString('utf8');
  if (text.includes(replacer) || newStyle.test(text)) return 'python';
  if (/#Requires -Module|#Requires -Version|#AnsibleRequires|# POWERSHELL_COMMON/i.test(text))
    return 'powershell';
  if (text.includes(jsonArgsMark)) return 'json-args';
  if (text.includes('WANT_JSON')) return 'want-json';
  return 'key-value';
}
