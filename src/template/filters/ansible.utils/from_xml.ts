import { defineFilter } from '../../../jinja/define.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { filterError } from '../../errors.ts';
import { toJson } from '../../support/json.ts';
import { nativeText } from '../../support/py.ts';
import { readXml, XmlProblem } from '../../support/xml.ts';

export default defineFilter({
  doc: 'An XML text as JSON text: attributes as `@name`, text beside children as `#text`, repeated children as a list.',
  signature: "_from_xml(data, engine='xmltodict')",
  run(_ctx, data, engine) {
    if (isUndefined(data!)) return data.fail();
    const name = nativeText(engine!);
    if (name !== 'xmltodict')
      throw filterError(`Error when using plugin 'from_xml': engine: ${name} is not supported `);
    try {
      return toJson(readXml(nativeText(data!)));
    } catch (e) {
      if (e instanceof XmlProblem)
        throw filterError("Error when using plugin 'from_xml': Input Xml is not valid");
      throw e;
    }
  },
});
