import { splitWords } from '../module/support/shell-words.ts';
import { quote } from '../target/shell/quote.ts';
import type { Target } from '../target/types.ts';
import { jsonDumps } from '../value/json.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';

/** What a job on the host runs, in shell words. */
interface Work {
  readonly cmd: Value;
  /** Shell text that becomes the program. */
  readonly line: string;
  /** The program to be there, for command. */
  readonly program: string | undefined;
  readonly chdir: string | undefined;
}

const simple = new Set(['_raw_params', 'cmd', 'argv', 'chdir', 'executable', '_uses_shell']);

/** command and shell with nothing but their text: what a detached `sh` can do alone. */
async function workOf(fqcn: string, args: Dict, target: Target): Promise<Work | undefined> {
  if (fqcn !== 'ansible.builtin.command' && fqcn !== 'ansible.builtin.shell') return undefined;
  for (const k of args.keys()) if (!simple.has(asText(k) ?? '')) return undefined;
  const text = asText(args.get('_raw_params') ?? args.get('cmd') ?? null)?.trim();
  const argv = args.get('argv');
  const chdir = args.has('chdir') ? asText(args.get('chdir')!) : undefined;
  if ((text === undefined || text === '') === !Array.isArray(argv)) return undefined;
  const where = chdir === undefined ? undefined : await target.expand(chdir);
  if (where !== undefined && (await target.stat(where))?.type !== 'directory') return undefined;
  if (fqcn === 'ansible.builtin.shell') {
    if (text === undefined) return undefined;
    const shell = asText(args.get('executable') ?? null) ?? '/bin/sh';
    return { cmd: text, line: `${quote(shell)} -c ${quote(text)}`, program: undefined, chdir: where };
  }
  let words: string[];
  try {
    words = Array.isArray(argv) ? argv.map((v) => str(v)) : [...splitWords(text!)];
  } catch {
    return undefined;
  }
  if (words.length === 0) return undefined;
  const ready = await Promise.all(words.map((w) => (/^~|\$/.test(w) ? target.expand(w) : w)));
  return { cmd: [...ready], line: ready.map(quote).join(' '), program: ready[0], chdir: where };
}

/**
 * Starts command or shell on the host so that it lives on when the run and the session end: a `sh` of its own session
 * runs it and writes the result as JSON where async_status looks. Needs nothing but POSIX tools. False where the task
 * asks for more than that; it then runs inside this program.
 */
export async function detachJob(
  fqcn: string,
  args: Dict,
  target: Target,
  file: string,
  limit: number,
): Promise<boolean> {
  const work = await workOf(fqcn, args, target);
  if (work === undefined) return false;
  const f = quote(file);
  const json = (v: Value): string => quote(jsonDumps(v));
  const missing = new Map<Value, Value>([
    ['changed', false],
    ['failed', true],
    ['rc', 2],
    ['cmd', Array.isArray(work.cmd) ? work.cmd.map((w) => asText(w) ?? '').join(' ') : work.cmd],
    ['msg', `[Errno 2] No such file or directory: b'${work.program}'`],
    ['stdout', ''],
    ['stderr', ''],
  ]);
  // the text of a stream as the inside of a JSON string, line ends at its end left out
  const script = `f=${f}; u=$(umask); umask 077
LC_ALL=C
text() { tr -d '\\000-\\010\\013\\014\\016-\\037' <"$1" | sed 's/\\\\/\\\\\\\\/g; s/"/\\\\"/g; s/\t/\\\\t/g; s/\r/\\\\r/g' | awk '{ if ($0 == "") { n++; next } for (; n > 0; n--) printf "%s", "\\\\n"; if (s) printf "%s", "\\\\n"; printf "%s", $0; s = 1 }'; }
now() { t=$(date '+%Y-%m-%d %H:%M:%S.%6N'); case $t in *N) t="\${t%.*}.000000" ;; esac; printf '%s' "$t"; }
put() { cat >"$f.new" && mv -f "$f.new" "$f"; }
rm -f "$f.job"
${work.program === undefined ? '' : `command -v ${quote(work.program)} >/dev/null 2>&1 || { printf '%s' ${json(missing)} | put; exit; }\n`}begun=$(now); b=$(date +%s)
( umask "$u"; unset LC_ALL; [ -n "$_ats_lc" ] && { LC_ALL=$_ats_lc; export LC_ALL; }; ${work.chdir === undefined ? '' : `cd ${quote(work.chdir)} || exit 1; `}exec ${work.line} ) >"$f.out" 2>"$f.err" </dev/null &
p=$!
( trap 'kill $s 2>/dev/null; exit' TERM; sleep ${limit} & s=$!; wait $s; : >"$f.late"; kill -TERM $p 2>/dev/null; sleep 2; kill -KILL $p 2>/dev/null ) >/dev/null 2>&1 </dev/null &
w=$!
wait $p; r=$?
kill -TERM $w 2>/dev/null
ended=$(now); d=$(($(date +%s) - b))
if [ -e "$f.late" ]; then printf '{"msg": "Timeout exceeded", "failed": true, "child_pid": %d}' $p | put; rm -f "$f.out" "$f.err" "$f.late"; exit; fi
if [ $r -ne 0 ]; then end=', "failed": true, "msg": "non-zero return code"'; else end=', "msg": ""'; fi
{ printf '{"changed": true, "stdout": "'; text "$f.out"; printf '", "stderr": "'; text "$f.err"
printf '", "rc": %d, "cmd": %s, "start": "%s", "end": "%s", "delta": "%d:%02d:%02d.000000"%s' $r ${json(work.cmd)} "$begun" "$ended" $((d / 3600)) $((d / 60 % 60)) $((d % 60)) "$end"
printf '}'; } | put
rm -f "$f.out" "$f.err" "$f.late"
`;
  await target.writeFile(`${file}.job`, script, { mode: 0o700 });
  const run = `_ats_lc=$LC_ALL; export _ats_lc; if command -v setsid >/dev/null 2>&1; then setsid /bin/sh ${quote(`${file}.job`)} </dev/null >/dev/null 2>&1 & else ( trap '' 1; exec /bin/sh ${quote(`${file}.job`)} ) </dev/null >/dev/null 2>&1 & fi`;
  return (await target.shell(run)).rc === 0;
}
