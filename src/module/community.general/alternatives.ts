import { isDeepStrictEqual } from 'node:util';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { parseAlternatives, type Subcommand } from '../support/alternatives-display.ts';
import { requireProgram, tool } from '../support/package/tool.ts';

interface Params {
  readonly name: string;
  readonly path: string;
  readonly link: string | null;
  readonly priority: number | null;
  readonly state: 'absent' | 'auto' | 'present' | 'selected';
  readonly subcommands: readonly unknown[] | null;
}

export default defineModule<Params>({
  shortDescription: 'Manages alternatives of commands',
  description: 'Installs, selects and removes alternatives by update-alternatives.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/alternatives_module.html',
  options: {
    name: { required: true, description: 'Name of the group.' },
    path: { required: true, type: 'path', description: 'The program that the link points to.' },
    link: { type: 'path', description: 'The link; needed where the group is not known.' },
    priority: { type: 'int', description: 'Priority of the alternative; 50 for a new one.' },
    state: {
      default: 'selected',
      choices: ['present', 'selected', 'absent', 'auto'],
      description: 'Installed, installed and selected, installed with the group on automatic, or removed.',
    },
    subcommands: {
      type: 'list',
      elements: 'dict',
      aliases: ['slaves'],
      description: 'Links that go along with it.',
      options: {
        name: { required: true, description: 'Name of the link.' },
        path: { required: true, type: 'path', description: 'The program that it points to.' },
        link: { required: true, type: 'path', description: 'The link.' },
      },
    },
  },
  returns: { msg: { description: 'What was done.', returned: 'always', type: 'str' } },
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    const program = await requireProgram(ctx.target, 'update-alternatives');
    const shown = await tool(ctx.target, [program, '--display', p.name]);
    const wanted = p.subcommands === null ? undefined : p.subcommands.map(subcommandOf);
    const now = parseAlternatives(shown.rc === 0 ? shown.stdout : '', wanted ?? []);
    const own = now.alternatives.get(p.path);
    const priority = p.priority ?? own?.priority ?? 50;
    const link = p.link || now.link;
    const more = wanted ?? (own !== undefined && own.subcommands.length > 0 ? own.subcommands : undefined);
    const before: Record<string, PlainObject[string]> = {};
    const after: Record<string, PlainObject[string]> = {};
    if (ctx.diff && now.mode !== undefined) {
      if (own === undefined) before['state'] = 'absent';
      else {
        Object.assign(before, {
          state: 'present',
          path: p.path,
          priority: own.priority,
          link: now.link ?? null,
        });
        if (own.subcommands.length > 0) before['subcommands'] = own.subcommands as never;
        if (now.mode === 'manual' && now.path !== p.path) before['state'] = 'selected';
      }
    }
    const said: string[] = [];
    const act = async (words: readonly string[], text: string): Promise<void> => {
      said.push(text);
      if (!ctx.checkMode) await must(ctx, [program, ...words]);
    };
    if (p.state === 'absent') {
      if (own !== undefined) {
        await act(['--remove', p.name, p.path], `Remove alternative '${p.path}' from '${p.name}'.`);
        if (ctx.diff) after['state'] = 'absent';
      }
    } else {
      if (
        own === undefined ||
        (p.priority !== null && own.priority !== p.priority) ||
        (wanted !== undefined && !sameSet(wanted, own.subcommands))
      ) {
        if ((await ctx.target.stat(p.path)) === undefined)
          throw new ModuleFailure(`Specified path ${p.path} does not exist`);
        if (!link)
          throw new ModuleFailure(
            'Needed to install the alternative, but unable to do so as we are missing the link',
          );
        const slaves = (wanted ?? []).flatMap((s) => ['--slave', s.link ?? '', s.name, s.path]);
        await act(
          ['--install', link, p.name, p.path, String(priority), ...slaves],
          `Install alternative '${p.path}' for '${p.name}'.`,
        );
        if (ctx.diff) {
          Object.assign(after, { state: 'present', path: p.path, priority, link });
          if (more !== undefined && more.length > 0) after['subcommands'] = more as never;
        }
      }
      if (p.state === 'selected' && now.path !== p.path) {
        await act(['--set', p.name, p.path], `Set alternative '${p.path}' for '${p.name}'.`);
        if (ctx.diff) after['state'] = 'selected';
      }
      if (p.state === 'auto' && now.mode === 'manual') {
        await act(['--auto', p.name], `Set alternative to auto for '${p.name}'.`);
        if (ctx.diff) after['state'] = 'present';
      }
    }
    return { changed: said.length > 0, diff: { before, after }, msg: said.join(' ') };
  },
});

function subcommandOf(given: unknown): Subcommand {
  const at = (key: string): string =>
    String(given instanceof Map ? given.get(key) : (given as PlainObject)[key]);
  return { name: at('name'), path: at('path'), link: at('link') };
}

const sameSet = (a: readonly Subcommand[], b: readonly Subcommand[]): boolean =>
  a.every((x) => b.some((y) => isDeepStrictEqual(x, y))) &&
  b.every((x) => a.some((y) => isDeepStrictEqual(x, y)));

async function must(ctx: ModuleContext<Params>, argv: readonly string[]): Promise<void> {
  const r = await tool(ctx.target, argv);
  if (r.rc !== 0)
    throw new ModuleFailure(r.stderr.trimEnd(), {
      cmd: argv.join(' '),
      rc: r.rc,
      stdout: r.stdout,
      stderr: r.stderr,
    });
}
