import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { type DeprecationDetails, teller } from '../errors/notices.ts';
import { maskSecrets } from '../errors/secrets.ts';
import { LogFile } from './log-file.ts';
import { Output } from './output.ts';
import { colored, isTerminal, terminalHasColors } from './support/color.ts';
import type { DisplayLine, DisplaySurface } from './support/surface.ts';
import { displayWidth } from './support/width.ts';
import { wrap } from './support/wrap.ts';

export interface DisplayOptions {
  readonly settings?: Settings | undefined;
  /** 0 to 6. */
  readonly verbosity?: number;
  readonly output?: Output;
  /** Width of the terminal; asked for where it is not given. */
  readonly columns?: number;
}

/** Says everything that the user sees: lines of the run, warnings, errors; keeps the log file. */
export class Display implements DisplaySurface {
  verbosity: number;
  readonly output: Output;
  readonly color: boolean;
  readonly columns: number;
  readonly #settings: Settings | undefined;
  readonly #log: LogFile | undefined;
  readonly #said = new Set<string>();
  readonly #saidBy = new WeakMap<object, Set<string>>();
  readonly #verboseToStderr: boolean;

  constructor(options: DisplayOptions = {}) {
    this.output = options.output ?? new Output();
    this.verbosity = options.verbosity ?? 0;
    const settings = options.settings;
    this.#settings = settings;
    const tty = isTerminal(1);
    this.columns = options.columns ?? (tty ? Math.max(79, terminalColumns() - 1) : 79);
    this.color =
      settings !== undefined &&
      (settings.bool('ANSIBLE_FORCE_COLOR') ||
        (tty &&
          !settings.bool('ANSIBLE_NOCOLOR') &&
          terminalHasColors(settings.env['TERM'], settings.env['HOME'])));
    this.#verboseToStderr = settings?.bool('VERBOSE_TO_STDERR') ?? false;
    const path = settings?.text('DEFAULT_LOG_PATH') ?? '';
    this.#log =
      path === ''
        ? undefined
        : LogFile.open(
            path,
            (m) => this.output.add(2, m),
            !(settings?.list('DEFAULT_LOG_FILTER') ?? []).includes('ansible'),
          );
  }

  /** Whether a setting is on; what has no settings yet says everything. */
  #on(name: string): boolean {
    return this.#settings === undefined || this.#settings.bool(name);
  }

  /** One message, with a line end where it has none. `color` is a colour or the name of a COLOR_* setting. */
  display(message: string, options: DisplayLine = {}): void {
    if (options.logOnly !== true) {
      const ends = message.endsWith('\n');
      let text = ends ? message.slice(0, -1) : message;
      if (this.color && options.color !== undefined) text = colored(text, this.colorOf(options.color));
      this.output.add(
        options.stderr === true ? 2 : 1,
        ends || options.newline !== false ? `${text}\n` : text,
      );
    }
    // as in Ansible, whose log takes no lines of the level that this colour stands for
    if (this.#log !== undefined && options.screenOnly !== true && options.color !== 'COLOR_DEBUG')
      this.#log.add(message.replace(/^\n+/, ''));
  }

  /** The colour that a COLOR_* setting names; other names stay. */
  colorOf(name: string): string {
    return name.startsWith('COLOR_') ? (this.#settings?.text(name) ?? 'normal') : name;
  }

  /** Text in a colour, where colours are on. */
  paint(text: string, color: string): string {
    return this.color ? colored(text, this.colorOf(color)) : text;
  }

  /** A headline filled up with stars. */
  banner(message: string, color?: string): void {
    const text = message.trim();
    const stars = Math.max(3, this.columns - displayWidth(text));
    this.display(`\n${text} ${'*'.repeat(stars)}`, color === undefined ? {} : { color });
  }

  warning(message: string, formatted = false): void {
    const text = formatted
      ? `\n[WARNING]: \n${message}`
      : `${wrap(`[WARNING]: ${message}`, this.columns).join('\n')}\n`;
    this.#once(text, 'COLOR_WARN');
  }

  /** A warning that `system_warnings` silences. */
  systemWarning(message: string): void {
    if (this.#on('SYSTEM_WARNINGS')) this.warning(message);
  }

  deprecated(message: string, details: DeprecationDetails = {}): void {
    const removed = details.removed === true;
    if (!removed && !this.#on('DEPRECATION_WARNINGS')) return;
    const text = deprecationText(message, details);
    if (removed) throw new AnsibleError(text);
    const lines = wrap(
      `${text} Deprecation warnings can be disabled by setting deprecation_warnings=False in ansible.cfg.`,
      this.columns,
      {
        dropWhitespace: false,
      },
    );
    this.#once(`${lines.join('\n').trim()}\n`, 'COLOR_DEPRECATE');
  }

  verbose(level: number, message: string, host?: string): void {
    if (this.verbosity < level) return;
    const text = maskSecrets(host === undefined ? message : `<${host}> ${message}`);
    this.display(text, { color: 'COLOR_VERBOSE', stderr: this.#verboseToStderr });
  }

  error(message: string, wrapped = true): void {
    this.#once(
      wrapped ? `${wrap(`\n[ERROR]: ${message}`, this.columns).join('\n')}\n` : `ERROR! ${message}`,
      'COLOR_ERROR',
    );
  }

  #once(text: string, color: string): void {
    if (this.#said.has(text)) return;
    const who = teller();
    if (who === undefined) this.#said.add(text);
    else {
      const said = this.#saidBy.get(who) ?? new Set();
      if (said.has(text)) return;
      this.#saidBy.set(who, said.add(text));
    }
    this.display(text, { color, stderr: true });
  }

  /** Writes all that waits; call before the process ends. */
  flush(): void {
    this.output.flush();
    this.#log?.flush();
  }
}

/** The sentence of a deprecation: what, from where and when it goes. */
export function deprecationText(message: string, details: DeprecationDetails): string {
  const text = message.trim();
  const what = text === '' ? '' : `${text.replace(/\.+$/, '')}.`;
  const from =
    details.collection === undefined
      ? ''
      : ` from ${details.collection === 'ansible.builtin' ? 'ansible-core' : details.collection}`;
  if (details.removed === true) {
    const when =
      details.date !== undefined
        ? ` in a release after ${details.date}`
        : details.version !== undefined
          ? ` in version ${details.version}`
          : '';
    return `[DEPRECATED]: ${what} This feature was removed${from}${when}. Please update your playbooks.`;
  }
  const when =
    details.date !== undefined
      ? `in a release after ${details.date}`
      : details.version !== undefined
        ? `in version ${details.version}`
        : 'in a future release';
  return `[DEPRECATION WARNING]: ${what} This feature will be removed${from} ${when}.`;
}

/** Width of the terminal on stdout; 0 where it cannot be told. */
function terminalColumns(): number {
  return process.stdout.columns ?? 0;
}
