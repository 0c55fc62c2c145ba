import { defineFilter } from '../../../jinja/define.ts';
import { asInt } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import type { Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { classRepr, filterError } from '../../errors.ts';
import { problems } from '../../support/keys.ts';
import { nativeText } from '../../support/py.ts';
import { writeXml } from '../../support/xml.ts';

const textOf = (v: Value): string => {
  if (v === null) return '';
  return typeof v === 'boolean' ? String(v) : nativeText(v);
};

export default defineFilter({
  doc: 'A dict of the form that from_xml gives as XML text; `full_document` begins it with the XML declaration.',
  signature: "_to_xml(data, engine='xmltodict', full_document=True, indent='tabs', indent_width=4)",
  run(_ctx, data, engine, full, indent, width) {
    if (isUndefined(data!)) return data.fail();
    if (!(data instanceof Map)) {
      const why =
        asText(data!) === undefined
          ? `${classRepr(data!)} cannot be converted to a dict`
          : 'dictionary requested, could not parse JSON or key=value';
      throw filterError(
        problems([
          `argument 'data' is of type ${classRepr(data!)} and we were unable to convert to dict: ${why}`,
        ]),
      );
    }
    const name = nativeText(engine!);
    if (name !== 'xmltodict')
      throw filterError(`Error when using plugin 'to_xml': engine: ${name} is not supported `);
    const by = nativeText(indent!);
    if (by !== 'tabs' && by !== 'spaces')
      throw filterError(problems([`value of indent must be one of: tabs, spaces, got: ${by}`]));
    const [root] = [...data];
    if (root === undefined || data.size !== 1)
      throw filterError("Error when using plugin 'to_xml': Input json is not valid");
    const unit = by === 'tabs' ? '\t' : ' '.repeat(Number(asInt(width!) ?? 4));
    const body = writeXml(nativeText(root[0]), root[1], { indent: unit, textOf });
    return truth(full!) ? `<?xml version="1.0" encoding="utf-8"?>\n${body}` : body;
  },
});
