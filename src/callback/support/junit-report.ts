/** A JUnit report as Ansible's junit callback writes it. */

export interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'ok' | 'failure' | 'error' | 'skipped';
  /** Of a failure, an error or a skipped task. */
  readonly message: string;
  /** What the task gave. */
  readonly output: string;
}

/** Control characters that XML does not allow become U+FFFD. */
const notXml = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string): string => text.replace(notXml, '\ufffd').replace(/[&<>"]/g, (c) => signs[c]!);

function caseText(c: TestCase): string {
  const open = `\t\t<testcase classname="${xml(c.classname)}" name="${xml(c.name)}" time="${c.seconds}">\n`;
  const message = xml(c.message);
  const inner =
    c.outcome === 'ok'
      ? `<system-out>${xml(c.output)}</system-out>`
      : c.outcome === 'skipped'
        ? `<skipped>${message}</skipped>`
        : `<${c.outcome} message="${message}" type="${c.outcome}">${xml(c.output)}</${c.outcome}>`;
  return `${open}\t\t\t${inner}\n\t\t</testcase>\n`;
}

export function junitReport(name: string, cases: readonly TestCase[]): string {
  const count = (outcome: TestCase['outcome']): number => cases.filter((c) => c.outcome === outcome).length;
  const time = cases.reduce((sum, c) => sum + c.seconds, 0);
  const start = `disabled="0" errors="${count('error')}" failures="${count('failure')}"`;
  const end = `tests="${cases.length}" time="${time}"`;
  const suite = `\t<testsuite ${start} name="${xml(name)}" skipped="${count('skipped')}" ${end}>\n`;
  return `<?xml version="1.0" ?>\n<testsuites ${start} ${end}>\n${suite}${cases.map(caseText).join('')}\t</testsuite>\n</testsuites>\n`;
}
