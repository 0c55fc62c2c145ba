// The one place that says what may differ from run to run. Applied to both sides: what is recorded and what is replayed.

/** Regular expressions and what they become, in this order. */
const rules = [
  // The private directory of the case, and its home.
  [/\/(?:private\/)?tmp\/cnf[0-9a-z]{6}\b/g, '/tmp/cnf000000'],
  // Durations and points in time of command results.
  [/"delta": "\d+:\d\d:\d\d(?:\.\d+)?"/g, '"delta": "DELTA"'],
  [/"(start|end)": "\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?"/g, '"$1": "TIME"'],
  [/^( *)(start|end|delta): '[\d:. -]+'$/gm, "$1$2: 'TIME'"],
  [/"(atime|mtime|ctime|birthtime)": \d+(?:\.\d+)?(?:e[+-]\d+)?/g, '"$1": 0.0'],
  [/"(dev|inode|elapsed)": \d+/g, '"$1": 0'],
  [/"ansible_job_id": "[^"]*"/g, '"ansible_job_id": "JOB"'],
  [/"jid": "[^"]*"/g, '"jid": "JOB"'],
  [/\bjid=j?\d+\.\d+/g, 'jid=JOB'],
  [/"results_file": "[^"]*"/g, '"results_file": "FILE"'],
  // profile_tasks and timer.
  [
    /^\w+ \d\d \w+ \d{4} {2}\d\d:\d\d:\d\d [+-]\d{4} \(\d+:\d\d:\d\d\.\d+\) +\d+:\d\d:\d\d\.\d+ \*+ *$/gm,
    'PROFILE ***',
  ],
  [/^.* -+ +\d+\.\d\ds$/gm, 'NAME --- 0.00s'],
  [/^Playbook run took .*$/gm, 'Playbook run took TIME'],
  // A set, in any order.
  [/(only allowed in the following modules: ).*/g, '$1LIST'],
  [/(Valid booleans include: )(?:(?:'[^']*'|[01])(?:, )?)+/g, '$1LIST'],
  [/(debugger\. Must be one of )(?:(?:on_failed|on_unreachable|on_skipped|never|always)(?:, )?)+/g, '$1LIST'],
  // Temporary names of modules and of the program.
  // Temporary names of modules and of the program; Ansible takes the account's home, we take $HOME.
  [/(?:\/root|\/tmp\/cnf000000\/home)\/\.ansible\/tmp\/ansible-[^"'&\s]*/g, 'REMOTE_TMP'],
  [/\.ansible\/tmp\/ansible-[^/\s"']*/g, '.ansible/tmp/ansible-TMP'],
  [/ansible-tmp-[\d.]+-\d+-\d+/g, 'ansible-tmp-TMP'],
  [/(\/tmp\/cnf000000\/home\/\.ansible\/tmp\/ansible-)\S+/g, '$1TMP'],
  [/(\.ansible\/tmp\/|\/tmp\/)tmp[a-z0-9_]{8}\b/g, '$1TMPNAME'],
  [/"(uuid|ansible_loop_uuid)": "[0-9a-f-]{36}"/g, '"$1": "UUID"'],
  // The account that runs the tests.
  [/"backup_file": "([^"~]*)\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~"/g, '"backup_file": "$1.BACKUP~"'],
  [/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, '.PID.DATE~'],
];

/** Lines that belong to one implementation only, by the file that they stand in. */
const drop = [
  // How a connection is made and used is not the same (-vvv).
  /^<[^>\n]*> (?:ESTABLISH|EXEC|PUT|FETCH|SSH|\(\d+,).*\n/gm,
  /^Using module file .*\n/gm,

  /^ {2}(?:python version|jinja version|libyaml|ansible python module location|executable location|ansible-ts|node version) =.*\n/gm,
];

/** @param {string} text what a run printed @returns {string} the same with all that may change made equal */
export function normalise(text) {
  let out = text;
  for (const [from, to] of rules) out = out.replace(from, to);
  for (const line of drop) out = out.replace(line, '');
  return out;
}

/** Rules of one case (`normalise.json`: [[pattern, flags, replacement], ...]), for what only that case has. */
export function normaliseWith(extra) {
  const own = extra.map(([pattern, flags, to]) => [new RegExp(pattern, flags), to]);
  return (text) => own.reduce((t, [from, to]) => t.replace(from, to), normalise(text));
}
