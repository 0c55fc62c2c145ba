import { defineFilter } from '../../../jinja/define.ts';
import { valueError } from '../../../value/errors.ts';
import type { Value } from '../../../value/types.ts';
import { bounded, indexOf, iterate, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'The Cartesian product of lists, as tuples; `repeat` takes them several times.',
  signature: '#product(*args, repeat=1)',
  run(_ctx, args, repeat) {
    const once = (args as Value[]).map((a) => [...iterate(a)]);
    const times = indexOf(repeat!);
    if (times < 0) throw valueError('repeat argument cannot be negative');
    const lists = Array.from({ length: times }, () => once).flat();
    bounded(lists.reduce((n, l) => n * l.length, 1));
    let rows: Value[][] = [[]];
    for (const list of lists) rows = rows.flatMap((row) => list.map((v) => [...row, v]));
    return rows.map(tuple);
  },
});
