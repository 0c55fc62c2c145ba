import type { FileStat } from '../types.ts';

/** Milliseconds for which an answer counts as the state of now: what a module asks at once after its own change. */
const fresh = 200;

/**
 * What the last changes on a host left at their paths: a change brings the lstat of its path back with it, so that the
 * question which follows needs no round trip. Any other change, every command and every new task forget it.
 */
export class Recent {
  readonly #seen = new Map<string, FileStat | undefined>();
  #at = 0;
  #changing = 0;

  /** A change begins: what was known may be so no longer. */
  begin(): void {
    this.#seen.clear();
    this.#changing++;
  }

  end(): void {
    this.#changing--;
  }

  forget(): void {
    this.#seen.clear();
  }

  note(path: string, stat: FileStat | undefined): void {
    if (this.#changing > 0) return;
    const now = performance.now();
    if (now - this.#at > fresh) this.#seen.clear();
    this.#at = now;
    this.#seen.set(path, stat);
  }

  /** The stat of a path in an object, as undefined is an answer too; nothing where it has to be asked. */
  get(path: string, follow: boolean): { readonly stat: FileStat | undefined } | undefined {
    if (this.#changing > 0 || performance.now() - this.#at > fresh || !this.#seen.has(path)) return undefined;
    const stat = this.#seen.get(path);
    return follow && stat?.type === 'link' ? undefined : { stat };
  }
}
