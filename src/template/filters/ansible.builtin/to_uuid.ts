import { createHash } from 'node:crypto';
import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { typeName } from '../../../value/type-name.ts';
import { filterError } from '../../errors.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: "Name-based UUID (version 5) of a text, in the namespace given or in Ansible's own.",
  signature: "to_uuid(string, namespace='361e6d51-faec-444a-9079-341386da8e2e')",
  run(_ctx, string, namespace) {
    if (asText(namespace!) === undefined)
      throw filterError(
        `Invalid value '${nativeText(namespace!)}' for 'namespace': '${typeName(namespace!)}' object has no attribute 'replace'`,
      );
    const given = nativeText(namespace!);
    const hex = given
      .replace(/^urn:/, '')
      .replace(/^uuid:/, '')
      .replace(/^\{+|\}+$/g, '')
      .replaceAll('-', '');
    if (!/^[0-9a-fA-F]{32}$/.test(hex)) {
      throw filterError(`Invalid value '${given}' for 'namespace': badly formed hexadecimal UUID string`);
    }
    const bytes = createHash('sha1').update(Buffer.from(hex, 'hex')).update(nativeText(string!)).digest();
    bytes[6] = (bytes[6]! & 0x0f) | 0x50;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
});
