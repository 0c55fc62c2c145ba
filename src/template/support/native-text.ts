import { UnsafeText, VaultText } from '../../value/types.ts';

/**
 * Text that must stay text whatever it looks like: what to_json, to_yaml and string give (Ansible's NativeJinjaText).
 * It acts as a str inside one evaluation; the templar turns it into plain text before it hands a result out.
 */
export class NativeText extends VaultText {
  constructor(text: string) {
    super('', () => text);
    Object.defineProperty(this, 'typeName', { value: 'NativeJinjaText' });
  }
}

/** Such text that came from outside: it is not templated either (Ansible's NativeJinjaUnsafeText). */
export class NativeUnsafeText extends UnsafeText {
  override readonly typeName = 'NativeJinjaUnsafeText';
}
