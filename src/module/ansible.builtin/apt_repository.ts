import { TargetError } from '../../target/types.ts';
import type { Value } from '../../value/types.ts';
import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import { errnoText } from '../support/errno.ts';
import { applyFileAttributes } from '../support/file-attributes.ts';
import { aptGet } from '../support/package/apt-run.ts';
import { AptSources, fileNameOfSource, parseSource, putText } from '../support/package/apt-sources.ts';
import { aptUpdateWords, fetchLists } from '../support/package/apt-update.ts';
import { type KeyTools, ppaSource, releaseCodename, trustPpa } from '../support/package/ppa.ts';
import { tool } from '../support/package/tool.ts';

interface Params {
  readonly repo: string;
  readonly state: 'absent' | 'present';
  readonly mode: Value;
  readonly update_cache: boolean;
  readonly update_cache_retries: number;
  readonly update_cache_retry_max_delay: number;
  readonly filename: string | null;
  readonly install_python_apt: boolean;
  readonly validate_certs: boolean;
  readonly codename: string | null;
}

export default defineModule<Params>({
  shortDescription: 'Adds and removes repositories of apt',
  description:
    'Puts sources into the files that apt reads, and takes them out. It reads and writes the files itself and needs no Python on the host.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/apt_repository_module.html',
  options: {
    repo: { required: true, description: 'A source as sources.list has it, or `ppa:owner/name`.' },
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether it is there.' },
    mode: { type: 'raw', description: 'Mode of a file that is made.' },
    update_cache: {
      type: 'bool',
      default: true,
      aliases: ['update-cache'],
      description: 'Fetches the package lists after a change; where that fails, the change is taken back.',
    },
    update_cache_retries: { type: 'int', default: 5, description: 'How often that is tried.' },
    update_cache_retry_max_delay: {
      type: 'int',
      default: 12,
      description: 'Most seconds between two tries; the delay doubles with each.',
    },
    filename: { description: 'Name of the file, without `.list`; the default is made from the address.' },
    install_python_apt: {
      type: 'bool',
      default: true,
      description: 'Taken for compatibility; no Python library is needed.',
    },
    validate_certs: {
      type: 'bool',
      default: true,
      description: 'Holds the certificate of Launchpad against the trusted ones.',
    },
    codename: { description: 'The release that a PPA is for; the default is that of the host.' },
  },
  returns: {
    repo: { description: 'The source as the task names it.', returned: 'always', type: 'str' },
    state: { description: 'The wanted state.', returned: 'always', type: 'str' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    if (p.repo === '') throw new ModuleFailure("Please set argument 'repo' to a non-empty value");
    const list = await AptSources.read(target);
    if (list === undefined) throw new ModuleFailure('Module apt_repository is not supported on target.');
    const tools = { aptKey: await target.which('apt-key'), gpg: await target.which('gpg') };
    if (tools.aptKey === undefined && tools.gpg === undefined)
      throw new ModuleFailure('Either apt-key or gpg binary is required, but neither could be found');
    const before = list.texts();
    await edit(ctx, list, tools);
    const after = list.texts();
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    const changed = paths.some((f) => before.get(f) !== after.get(f));
    if (changed && !ctx.checkMode) await apply(ctx, list, before, paths);
    return {
      changed,
      repo: p.repo,
      state: p.state,
      diff: changed && ctx.diff ? diffOf(before, after, paths) : {},
    };
  },
});

async function edit(ctx: ModuleContext<Params>, list: AptSources, tools: KeyTools): Promise<void> {
  const p = ctx.params;
  const given = p.filename === null ? undefined : `${p.filename}.list`;
  if (p.repo.startsWith('ppa:')) {
    const codename = p.codename ?? (await releaseCodename(ctx));
    const ppa = ppaSource(p.repo, codename);
    if (p.state === 'absent') list.remove(ppa.source);
    else if (!list.sources.includes(ppa.source)) {
      await trustPpa(ctx, ppa, tools, p.validate_certs);
      list.add(ppa.source, given ?? fileNameOfSource(`${p.repo}_${codename}`));
    }
    return;
  }
  const line = parseSource(p.repo);
  if (!line.valid || !line.enabled || line.source.split(' ').length < 2)
    throw new ModuleFailure(`Invalid repository string: ${p.repo.trim().replace(/^#/, '')}`);
  if (p.state === 'absent') list.remove(line.source);
  else list.add(line.source, given ?? fileNameOfSource(line.source));
}

/** Writes the files; where that or the fetching of the lists fails, they become again what they were. */
async function apply(
  ctx: ModuleContext<Params>,
  list: AptSources,
  before: ReadonlyMap<string, string>,
  paths: readonly string[],
): Promise<void> {
  const p = ctx.params;
  try {
    await list.save();
    for (const path of list.added)
      if (!before.has(path))
        await applyFileAttributes(ctx as ModuleContext<never>, { mode: p.mode } as never, path);
    if (!p.update_cache) return;
    await fetchLists(
      () => tool(ctx.target, [aptGet, ...aptUpdateWords], { signal: ctx.signal }),
      p.update_cache_retries,
      p.update_cache_retry_max_delay,
      ctx.signal,
    );
  } catch (e) {
    for (const path of paths) await putText(ctx.target, path, before.get(path));
    throw e instanceof TargetError ? new ModuleFailure(errnoText(e, e.path)) : e;
  }
}

const diffOf = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  paths: readonly string[],
): ModuleResult['diff'] =>
  paths.map((f) => ({
    before: before.get(f) ?? '',
    after: after.get(f) ?? '',
    before_header: before.has(f) ? f : '/dev/null',
    after_header: after.has(f) ? f : '/dev/null',
  }));
