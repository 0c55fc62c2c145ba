import { PyDateTime } from './datetime.ts';

const isoRe =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?(?:(Z)|([+-])(\d\d):?(\d\d))?)?$/;

/** Python's datetime.fromisoformat(); undefined where the text is none. */
export function parseIso(s: string): PyDateTime | undefined {
  const m = isoRe.exec(s);
  if (m === null) return undefined;
  const offset = m[8]
    ? 0
    : m[9]
      ? (m[9] === '-' ? -1 : 1) * (Number(m[10]) * 3600 + Number(m[11]) * 60)
      : null;
  return new PyDateTime(
    Number(m[1]),
    Number(m[2]),
    Number(m[3]),
    Number(m[4] ?? 0),
    Number(m[5] ?? 0),
    Number(m[6] ?? 0),
    Number((m[7] ?? '0').padEnd(6, '0')),
    offset,
  );
}
