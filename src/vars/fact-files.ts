import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDirs } from '../config/make-dirs.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { errorWords } from '../errors/errno.ts';
import { notices } from '../errors/notices.ts';
import { PyBytes } from '../value/containers.ts';
import { fromPlain } from '../value/plain.ts';
import type { Dict, Value } from '../value/types.ts';
import { utf8Fault } from '../value/utf8-fault.ts';
import { YamlProblem } from '../yaml/cursor.ts';
import { dumpYaml } from '../yaml/dump.ts';
import { parseJson, parseYaml } from '../yaml/load.ts';
import type { FactCache } from './fact-cache.ts';
import { factsJson } from './json-text.ts';

/** How one host's facts are written. */
export interface FactFormat {
  /** Throws what `reason` words. */
  read(text: string, path: string): Value;
  write(facts: Dict): string;
  /** Whether what is no such text is removed, as data of this kind is. */
  readonly erases: boolean;
}

/** fact_caching = jsonfile. */
export const jsonFormat: FactFormat = { read: (text) => parseJson(text), write: factsJson, erases: true };

/** fact_caching = community.general.yaml. */
export const yamlFormat: FactFormat = {
  read: (text, path) => parseYaml(text, { file: path }),
  write: (facts) => dumpYaml(facts),
  erases: false,
};

const bytes = (text: string): string => new PyBytes(Buffer.from(text)).pyRepr();
const osError = (e: unknown, path: string, to?: string): string =>
  bytes(`${errorWords(e as NodeJS.ErrnoException)}: '${path}'${to === undefined ? '' : ` -> '${to}'`}`);

export interface FactFilesOptions {
  /** The plugin's name in messages. */
  readonly name: string;
  /** The directory as it is shown; relative to `cwd`. */
  readonly dir: string;
  readonly cwd: string;
  readonly prefix: string;
  /** Seconds; 0 for ever. */
  readonly timeout: number;
}

/** Facts as one file a host; layout and words are Ansible's, so that both may share a directory. */
export class FileFactCache implements FactCache {
  readonly #known = new Map<string, Dict>();

  /** Throws an AnsibleError where the directory cannot be used. */
  constructor(
    private readonly format: FactFormat,
    private readonly o: FactFilesOptions,
  ) {
    const { name, dir } = o;
    if (dir === '')
      throw new AnsibleError(
        `error, '${name}' cache plugin requires the 'fact_caching_connection' config option to be set (to a writeable directory path)`,
      );
    if (!existsSync(this.#at(dir))) {
      try {
        makeDirs(this.#at(dir));
      } catch (e) {
        throw new AnsibleError(
          `error in '${name}' cache plugin while trying to create cache dir ${dir} : ${osError(e, dir)}`,
        );
      }
      return;
    }
    try {
      accessSync(this.#at(dir), constants.R_OK | constants.W_OK | constants.X_OK);
    } catch {
      throw new AnsibleError(
        `error in '${name}' cache, configured path (${dir}) does not have necessary permissions (rwx), disabling plugin`,
      );
    }
  }

  #at(path: string): string {
    return resolve(this.o.cwd, path);
  }
  #path(host: string): string {
    // A host's name never leads out of the directory.
    return `${this.o.dir}/${this.o.prefix}${host.replaceAll('/', '_').replace(/^\.\.?$/, '_')}`;
  }
  #trouble(doing: string, reason: string): void {
    notices().warning(`error in '${this.o.name}' cache plugin while trying to ${doing} : ${reason}`);
  }
  #fresh(path: string): boolean {
    const s = statSync(this.#at(path), { throwIfNoEntry: false });
    if (s === undefined) return false;
    return this.o.timeout === 0 || Date.now() - s.mtimeMs <= this.o.timeout * 1000;
  }

  /** Throws an AnsibleError where the file holds no facts. */
  get(host: string): Dict | undefined {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const path = this.#path(host);
    if (!this.#fresh(path)) return undefined;
    let data: Buffer;
    try {
      data = readFileSync(this.#at(path));
    } catch (e) {
      this.#trouble(`read ${path}`, osError(e, path));
      return undefined;
    }
    const fault = utf8Fault(data);
    if (fault !== undefined) this.#corrupt(path, fault);
    let value: Value;
    try {
      value = this.format.read(data.toString(), path);
    } catch (e) {
      const { cause, message } = e as Error;
      const why = cause instanceof YamlProblem ? cause.report(path) : message;
      if (this.format.erases) this.#corrupt(path, why);
      throw new AnsibleError(`Error while decoding the cache file ${path}: ${bytes(why)}`);
    }
    if (!(value instanceof Map))
      throw new AnsibleError(
        `Error while decoding the cache file ${path}: it holds no dictionary of facts; remove it, so that facts are gathered again`,
      );
    const facts = fromPlain(value, true) as Dict;
    this.#known.set(host, facts);
    return facts;
  }

  #corrupt(path: string, why: string): never {
    this.#trouble(`read ${path}`, `${bytes(why)}. Most likely a corrupt file, so erasing and failing.`);
    rmSync(this.#at(path), { force: true });
    throw new AnsibleError(
      `The cache file ${path} was corrupt, or did not otherwise contain valid data. It has been removed, so you can re-run your command now.`,
    );
  }

  set(host: string, facts: Dict): void {
    this.#known.set(host, facts);
    const path = this.#path(host);
    const tmp = `${this.o.dir}/tmp${randomBytes(4).toString('hex')}`;
    try {
      writeFileSync(this.#at(tmp), this.format.write(facts), { mode: 0o600, flag: 'wx' });
    } catch (e) {
      this.#trouble(`write to '${tmp}'`, osError(e, tmp));
      rmSync(this.#at(tmp), { force: true });
      return;
    }
    try {
      renameSync(this.#at(tmp), this.#at(path));
    } catch (e) {
      this.#trouble(`move '${tmp}' to '${path}'`, osError(e, tmp, path));
      rmSync(this.#at(tmp), { force: true });
    }
  }

  update(host: string, facts: Dict): void {
    const before = this.get(host);
    this.set(host, before === undefined ? new Map(facts) : new Map([...before, ...facts]));
  }
  delete(host: string): void {
    // one that has expired stays, one that is broken is told of
    if (this.get(host) === undefined) return;
    this.#known.delete(host);
    rmSync(this.#at(this.#path(host)), { force: true });
  }
  clear(): void {
    const { dir, prefix } = this.o;
    for (const host of this.keys()) rmSync(this.#at(`${dir}/${prefix}${host}`), { force: true });
    this.#known.clear();
  }
  keys(): string[] {
    let names: string[] = [];
    try {
      names = readdirSync(this.#at(this.o.dir));
    } catch {
      // A directory that went away holds nothing.
    }
    return names
      .filter((f) => !f.startsWith('.') && f.startsWith(this.o.prefix) && this.#fresh(join(this.o.dir, f)))
      .map((f) => f.slice(this.o.prefix.length));
  }
}
