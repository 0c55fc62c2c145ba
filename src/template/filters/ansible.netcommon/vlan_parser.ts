import { defineFilter } from '../../../jinja/define.ts';
import { indexError, typeError } from '../../../value/errors.ts';
import { asInt } from '../../../value/number.ts';
import { shortTypeName } from '../../../value/type-name.ts';
import { filterError } from '../../errors.ts';
import { indexOf, iterate } from '../../support/py.ts';

/** Numbers in order as IOS writes them: runs of three and more as `first-last`. */
function runs(ids: readonly number[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < ids.length; ) {
    let end = i;
    while (ids[end + 1] === ids[end]! + 1) end++;
    if (end - i > 1) out.push(`${ids[i]}-${ids[end]}`);
    else out.push(...ids.slice(i, end + 1).map(String));
    i = end + 1;
  }
  return out;
}

export default defineFilter({
  doc: 'VLAN numbers as the lines of an IOS configuration: in order, runs joined, lines of limited length.',
  signature: 'vlan_parser(vlan_list, first_line_len=48, other_line_len=44)',
  run(_ctx, list, firstLength, otherLength) {
    const ids = [...iterate(list!)].map((v) => {
      const n = asInt(v);
      if (n === undefined)
        throw typeError(`'<' not supported between instances of '${shortTypeName(v)}' and 'int'`);
      return Number(n);
    });
    const ordered = [...new Set(ids)].sort((a, b) => a - b);
    if (ordered.length === 0) throw indexError('list index out of range');
    if (ordered[0]! < 1 || ordered.at(-1)! > 4094) throw filterError('Valid VLAN range is 1-4094');
    const [first, other] = [indexOf(firstLength!), indexOf(otherLength!)];
    const lines = [''];
    for (const part of runs(ordered)) {
      if ((lines.at(-1)! + part).length > (lines.length === 1 ? first : other)) lines.push('');
      lines[lines.length - 1] += `${part},`;
    }
    const out = lines.map((l) => l.replace(/,+$/, ''));
    const empty = out.indexOf('');
    return empty < 0 ? out : out.filter((_l, i) => i !== empty);
  },
});
