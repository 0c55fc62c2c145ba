import type { Template } from './template.ts';

/** Templates kept for good, at most; all are dropped when it is reached. */
const KEPT = 20_000;
/** Templates used once that are still held. Few, because what lives on costs the collector more than compiling anew. */
const RECENT = 32;

/**
 * Templates by source. Most sources of a run are used again at once (a loop) or never: a template is kept for good from
 * its second use on; of one used before only the source is remembered.
 */
export class TemplateCache {
  private readonly kept = new Map<string, Template>();
  private readonly seen = new Set<string>();
  private recent = new Map<string, Template>();

  get(source: string): Template | undefined {
    const kept = this.kept.get(source);
    if (kept !== undefined) return kept;
    const recent = this.recent.get(source);
    if (recent !== undefined) this.keep(source, recent);
    return recent;
  }

  set(source: string, template: Template): void {
    if (this.seen.has(source)) {
      this.keep(source, template);
      return;
    }
    if (this.seen.size >= KEPT) this.seen.clear();
    this.seen.add(source);
    if (this.recent.size >= RECENT) this.recent = new Map();
    this.recent.set(source, template);
  }

  private keep(source: string, template: Template): void {
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(source, template);
  }
}
