import { existsSync } from 'node:fs';
import { AnsibleError, UndefinedVariableError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { yamlTypeName } from '../../playbook/context.ts';
import { stackCandidates } from '../../playbook/files.ts';
import type { Play } from '../../playbook/play.ts';
import { str } from '../../value/repr.ts';
import type { Scope } from '../../value/scope.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import type { DataLoader } from '../../vault/data-loader.ts';

/** How a vars_files entry is templated. */
export type Template = (scope: Scope, value: Value) => Promise<Value>;

const isTemplate = (v: Value): boolean =>
  (asText(v) ?? '').includes('{{') || (asText(v) ?? '').includes('{%');

/** The variables of plays' `vars_files`: read once a play, or once a host where a file's name is a template. */
export class VarsFiles {
  readonly #read = new WeakMap<Play, Map<string, Map<string, Value>[]>>();

  constructor(
    private readonly loader: DataLoader,
    private readonly template: Template,
  ) {}

  /** The levels, strongest first. */
  layers(play: Play, host: string | undefined): readonly Map<string, Value>[] {
    const of = this.#read.get(play);
    return of?.get(host ?? '') ?? of?.get('') ?? [];
  }

  async read(play: Play, host: string | undefined, scope: () => Scope): Promise<void> {
    const perHost = play.varsFiles.some((v) => (Array.isArray(v) ? v.some(isTemplate) : isTemplate(v)));
    const of = this.#read.get(play) ?? new Map<string, Map<string, Value>[]>();
    const key = host ?? '';
    // fixed names: once; templates: anew each time, facts may have come
    if (!perHost && of.has(key)) return;
    this.#read.set(play, of);
    const layers: Map<string, Value>[] = [];
    of.set(key, layers);
    for (const item of play.varsFiles) {
      const vars = await this.one(item, host, scope(), play);
      if (vars) layers.unshift(vars);
    }
  }

  private async one(
    item: Value,
    host: string | undefined,
    scope: Scope,
    play: Play,
  ): Promise<Map<string, Value> | undefined> {
    const candidates = Array.isArray(item) ? item : [item];
    try {
      for (const c of candidates) {
        const name = asText(await this.template(scope, c));
        if (name === undefined) {
          throw new AnsibleError(
            `Invalid vars_files entry found: ${str(c)}\nvars_files entries should be either a string type or a list of string types after template expansion`,
            { kind: 'action', position: play.position },
          );
        }
        const path = stackCandidates(this.loader, [this.loader.basedir], 'vars', name).find((p) =>
          existsSync(p),
        );
        if (path === undefined) continue;
        const data = this.loader.loadFile(path);
        const out = new Map<string, Value>();
        for (const part of Array.isArray(data) ? data : [data]) {
          if (part === null) continue;
          if (!(part instanceof Map)) {
            throw new AnsibleError(
              `variable files must contain either a dictionary of variables, or a list of dictionaries. Got: ${str(data)} (${yamlTypeName(data)})`,
              { kind: 'action', position: { file: path, line: 1, column: 1 }, hideExcerpt: true },
            );
          }
          for (const [k, v] of part) out.set(str(k), v);
        }
        notices().verbose(3, `Read vars_file '${shown(item)}'`);
        return out;
      }
      if (host !== undefined)
        throw new AnsibleError(
          `vars file ${shown(item)} was not found\nCould not find file on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
          { kind: 'file-not-found' },
        );
    } catch (e) {
      if (!(e instanceof UndefinedVariableError)) throw e;
      notices().verbose(3, `skipping vars_file '${shown(item)}' due to an undefined variable`);
    }
    return undefined;
  }
}

const shown = (v: Value): string =>
  Array.isArray(v) ? `[${v.map((x) => `'${str(x)}'`).join(', ')}]` : str(v);
