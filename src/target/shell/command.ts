import { constants } from 'node:os';
import type { ExecOptions } from '../types.ts';
import { quote, quotePath } from './quote.ts';

const validName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Input up to this size travels inside the script; more gets a channel of its own. */
export const inlineInput = 16 * 1024;

/**
 * Shell text that runs a program as `options` say, in a subshell, its stdin never that of the session. When the
 * directory is not there, `refusal` and an errno name are all that is printed. `ownInput`: the session's stdin is the
 * program's.
 */
export function commandScript(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  options: ExecOptions,
  refusal: string,
  input: 'none' | 'session' | string,
): string {
  // (dash loses a redirection that stands behind the subshell)
  const steps: string[] = ['exec 2>&3 3>&-'];
  if (options.cwd !== undefined) {
    const dir = quotePath(options.cwd);
    steps.push(
      `cd ${dir} 2>/dev/null || { c=ENOENT; [ -e ${dir} ] && c=ENOTDIR; [ -d ${dir} ] && c=EACCES; printf '%s %s' ${refusal} "$c"; exit 1; }`,
    );
  }
  if (options.umask !== undefined) steps.push(`umask ${options.umask.toString(8).padStart(4, '0')}`);
  const odd: string[] = [];
  for (const [name, value] of Object.entries({ ...env, ...options.env })) {
    if (validName.test(name)) steps.push(`export ${name}=${quote(value)}`);
    else odd.push(quote(`${name}=${value}`));
  }
  const words = argv.map(quote);
  const [shell, flag, text] = argv;
  // what answers at once needs no shell and no process group of its own
  if (options.quick && odd.length === 0 && argv.length === 3 && shell === '/bin/sh' && flag === '-c')
    steps.push(text ?? '');
  else steps.push(`_ats_x ${odd.length > 0 ? `env ${odd.join(' ')} ` : ''}${words.join(' ')}`);
  const stdin = input === 'none' ? ' </dev/null' : '';
  const body = `( ${steps.join('\n')} )${stdin}`;
  const piped = input === 'none' || input === 'session' ? body : `{ ${input}; } | ${body}`;
  // the shell's own words about a killed child are not the command's stderr
  return `{ ${piped}\n_ats_r=$?; } 3>&2 2>/dev/null; _ats_q`;
}

const signalNames = new Map(Object.entries(constants.signals).map(([name, n]) => [n, name]));

/** The signal that a shell's exit code stands for. */
export const signalOf = (rc: number): string | undefined =>
  rc > 128 && rc < 160 ? signalNames.get(rc - 128) : undefined;

/**
 * Shell text that signals what the shell `pid` has started, by process group and by process. Linux's /proc is read
 * where it is, else ps is asked. What does not heed TERM gets KILL after two seconds by the host itself, as by then
 * this program may be gone.
 */
export const killScript = (pid: number, signal: 'TERM' | 'KILL'): string => `
_ats_k() { [ "$1" = $$ ] && return; kill -${signal} -"$1" 2>/dev/null; kill -${signal} "$1" 2>/dev/null; ${signal === 'TERM' ? '( sleep 2; kill -KILL -"$1" ) </dev/null >/dev/null 2>&1 & ' : ''}:; }
if [ -r /proc/${pid}/stat ]; then
  for s in /proc/[0-9]*/stat; do
    read -r l 2>/dev/null <"$s" || continue
    p=\${s#/proc/}; l=\${l##*) }; set -- $l
    [ "$2" = ${pid} ] && _ats_k "\${p%/stat}"
  done
else
  ps -A -o pid= -o ppid= 2>/dev/null | while read -r p q; do [ "$q" = ${pid} ] && _ats_k "$p"; done
fi
:`;
