import type { HostSummary, ResultView, RunEvent, RunStats, TaskView } from '../../run/events.ts';
import { fromPlain } from '../../value/plain.ts';
import { asText, compareText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { asciiJson, toSortedJson } from '../support/json.ts';

interface Timed {
  readonly id: string;
  readonly name: string;
  readonly path: string | undefined;
  readonly start: string;
  end: string | undefined;
}

const dict = (entries: Record<string, Value | undefined>): Dict => {
  const out: Dict = new Map();
  for (const [k, v] of Object.entries(entries)) if (v !== undefined) out.set(k, v);
  return out;
};

/** "2026-11-22T21:40:29.349119Z" */
const stamp = (): string => new Date().toISOString().replace('Z', '000Z');

/** The whole run as one JSON document, printed at its end. */
class JsonCallback implements Callback {
  readonly #plays: Array<{ play: Timed; tasks: Array<{ task: Timed; hosts: Dict }> }> = [];

  constructor(private readonly ctx: CallbackContext) {}

  on(e: RunEvent): void {
    switch (e.type) {
      case 'play_start':
        this.#plays.push({
          play: { id: e.play.uuid, name: e.play.name, path: e.play.path, start: stamp(), end: undefined },
          tasks: [],
        });
        break;
      case 'task_start':
      case 'handler_task_start':
        this.#task(e.task);
        break;
      case 'runner_ok':
      case 'runner_failed':
      case 'runner_skipped':
      case 'runner_unreachable':
        this.#result(e.result, e.type);
        break;
      case 'stats':
        this.#print(e.stats);
    }
  }

  #task(task: TaskView): void {
    this.#plays.at(-1)?.tasks.push({
      task: { id: task.uuid, name: task.name, path: task.path, start: stamp(), end: undefined },
      hosts: new Map(),
    });
  }

  #result(r: ResultView, type: string): void {
    const play = this.#plays.at(-1);
    if (play === undefined) return;
    const known = play.tasks.findLast((t) => t.task.id === r.task.uuid);
    if (known === undefined) this.#task(r.task);
    const entry = known ?? play.tasks.at(-1)!;
    const result: Dict = r.withInternals?.() ?? new Map(r.result);
    result.set('action', r.task.action);
    if (type === 'runner_failed') result.set('failed', true);
    if (type === 'runner_skipped') result.set('skipped', true);
    if (type === 'runner_unreachable') result.set('unreachable', true);
    entry.hosts.set(r.host, result);
    const end = stamp();
    entry.task.end = end;
    play.play.end = end;
  }

  #print(stats: RunStats): void {
    const timed = (t: Timed): Dict =>
      dict({ duration: dict({ start: t.start, end: t.end }), id: t.id, name: t.name, path: t.path });
    const custom: Dict = new Map();
    const shown = truth(this.ctx.setting('show_custom_stats'));
    if (shown) for (const [host, d] of stats.custom) if (host !== '_run') custom.set(host, d);
    const summary: Dict = new Map();
    for (const host of [...stats.hosts.keys()].sort(compareText))
      summary.set(host, fromPlain({ ...(stats.hosts.get(host) as HostSummary) }));
    const document = dict({
      plays: this.#plays.map((p) =>
        dict({
          play: timed(p.play),
          tasks: p.tasks.map((t) => dict({ hosts: t.hosts, task: timed(t.task) })),
        }),
      ),
      stats: summary,
      custom_stats: custom,
      global_custom_stats: shown ? (stats.custom.get('_run') ?? new Map()) : new Map(),
    });
    const setting = this.ctx.setting('json_indent');
    const indent = typeof setting === 'number' ? setting : Number(asText(setting) ?? 4);
    this.ctx.display.display(asciiJson(toSortedJson(document, { indent: indent > 0 ? indent : undefined })));
  }
}

export default defineCallback({
  type: 'stdout',
  description: 'Ansible screen output as JSON',
  create: (ctx) => new JsonCallback(ctx),
});
