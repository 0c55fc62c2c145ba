import type { Display } from '../callback/display.ts';
import { notices } from '../errors/notices.ts';
import { actions } from '../playbook/actions.ts';
import { Block } from '../playbook/block.ts';
import { compilePlay, filterTagged } from '../playbook/compile.ts';
import type { Playbook } from '../playbook/load-playbook.ts';
import type { Play } from '../playbook/play.ts';
import { tagList } from '../playbook/tags.ts';
import type { Task } from '../playbook/task.ts';
import type { PlaybookExecutor } from '../run/playbook-executor.ts';
import { repr, str } from '../value/repr.ts';
import { asText, compareText } from '../value/text.ts';
import type { Value } from '../value/types.ts';

/** Which lists the command line asks for. */
export interface ListingRequest {
  readonly hosts: boolean;
  readonly tasks: boolean;
  readonly tags: boolean;
  readonly syntax: boolean;
}

/** Prints what --list-hosts, --list-tasks, --list-tags and --syntax-check print. `given` are the paths as the user wrote them. */
export async function listPlaybooks(
  executor: PlaybookExecutor,
  given: readonly string[],
  request: ListingRequest,
  display: Display,
): Promise<void> {
  const playbooks = await executor.load();
  // Asking for the hosts warns of patterns that match nothing, whatever is listed; Ansible asks for those of templated
  // patterns only when it lists them.
  for (const { plays } of playbooks)
    for (const play of plays)
      if (play.hostsTemplate === null) executor.run.inventory.getHosts(patternOf(play));
  for (const [i, playbook] of playbooks.entries()) {
    notices().verbose(2, `${playbook.plays.length} plays in ${given[i] ?? playbook.file}`);
    display.display(`\nplaybook: ${given[i] ?? playbook.file}`);
    await listPlays(executor, playbook, request, display);
  }
}

async function listPlays(
  executor: PlaybookExecutor,
  playbook: Playbook,
  request: ListingRequest,
  display: Display,
): Promise<void> {
  for (const [i, play] of playbook.plays.entries()) {
    if (request.syntax) continue;
    const hosts = executor.run.inventory.getHosts(patternOf(play));
    const tags = [...new Set(tagList(play.get('tags')))];
    const patterns = patternOf(play);
    let text = `\n  play #${i + 1} (${patterns.join(',')}): ${play.title()}\tTAGS: [${tags.join(',')}]`;
    if (request.hosts) {
      text += `\n    pattern: ${repr([...patterns])}\n    hosts (${hosts.length}):`;
      for (const h of hosts) text += `\n      ${h.name}`;
    }
    display.display(text);
    if (!request.tasks && !request.tags) continue;
    const all = new Set(tags);
    const lines: string[] = request.tasks ? ['    tasks:'] : [];
    for (const task of await selectedTasks(executor, play)) {
      const own = [...new Set(task.settledTags ?? tagList(task.get('tags')))].sort(compareText);
      for (const t of own) all.add(t);
      if (request.tasks) lines.push(`      ${nameOf(task)}\tTAGS: [${own.join(', ')}]`);
    }
    if (request.tags) lines.push(`      TASK TAGS: [${[...all].sort(compareText).join(', ')}]`);
    display.display(lines.join('\n'));
  }
}

/** The play's host patterns, as a list. */
function patternOf(play: Play): string[] {
  const text = (v: Value): string => asText(v) ?? str(v);
  return Array.isArray(play.hosts) ? play.hosts.map(text) : [text(play.hosts)];
}

/** The name that the user gave, the role's before it; else the action. */
function nameOf(task: Task): string {
  return task.name ? task.title() : task.action;
}

/** The tasks that would run, in order; what the program puts in itself, rescue and always left out. */
async function selectedTasks(executor: PlaybookExecutor, play: Play): Promise<Task[]> {
  const { load } = executor.run;
  const out: Task[] = [];
  const walk = (block: Block): void => {
    for (const item of block.block) {
      if (item instanceof Block) walk(item);
      else if (!(actions.meta.has(item.action) && item.implicit)) out.push(item);
    }
  };
  for (const block of compilePlay(play, false))
    walk(
      await filterTagged(block, load.onlyTags, load.skipTags, async (tags, task) =>
        (await load.templar(play, task)).template(tags, { failOnUndefined: false }),
      ),
    );
  return out;
}
