import { PyDate } from '../../value/datetime.ts';
import { typeError } from '../../value/errors.ts';
import { type JsonOptions, jsonDumps } from '../../value/json.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';

/** What Ansible's encoder makes of values that JSON has no form of: dates become texts. */
function ansibleDefault(v: Value): Value {
  if (isUndefined(v)) v.fail();
  if (v instanceof PyDate) return v.iso();
  throw typeError(`Object of type ${shortTypeName(v)} is not JSON serializable`);
}

/** Python's json.dumps with Ansible's encoder. */
export const toJson = (v: Value, options: JsonOptions = {}): string =>
  jsonDumps(v, { ...options, default: ansibleDefault });
