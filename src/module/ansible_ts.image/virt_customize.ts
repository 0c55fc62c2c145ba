import type { FileStat } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import { type GuestfsParams, guestfsOptions, guestfsReturns, runGuestfs } from '../support/guestfs.ts';
import { operationOptions, operations, stepsOf } from '../support/guestfs-operations.ts';
import { keySelector, SecretFiles } from '../support/guestfs-secrets.ts';
import type { Step } from '../support/guestfs-steps.ts';
import { tail, toolError } from '../support/tool-run.ts';

interface Params extends GuestfsParams, PlainObject {
  readonly image: readonly string[] | null;
  readonly domain: string | null;
  readonly connect: string | null;
  readonly format: string | null;
  readonly attach: readonly string[] | null;
  readonly attach_format: string | null;
  readonly memsize: number | null;
  readonly smp: number | null;
  readonly network: boolean;
  readonly dry_run: boolean;
  readonly no_logfile: boolean;
  readonly password_crypto: string | null;
  readonly key: readonly string[] | null;
}

export default defineModule<Params>({
  shortDescription: 'Customizes a disk image by virt-customize',
  description: [
    'Runs every operation of virt-customize(1) on a disk image, in one launch of the appliance.',
    'Operations happen in the order in which the task names them; where one kind must come between others of another kind, O(operations) lists them.',
    'Secrets (passwords, keys) reach the tool through private files, never through its command line.',
    'libguestfs is set up for the host: see O(backend) and O(backend_settings), and RV(notes) for what was decided.',
  ],
  source: 'https://libguestfs.org/virt-customize.1.html',
  supportsCheckMode: true,
  requiredOneOf: [['image', 'domain']],
  mutuallyExclusive: [['image', 'domain']],
  options: {
    image: {
      type: 'list',
      elements: 'path',
      aliases: ['images', 'add', 'disk'],
      description: 'Disk image, or the disks of one guest.',
    },
    domain: { description: 'Name or UUID of a libvirt guest that is shut off.' },
    connect: { description: 'libvirt URI to look for O(domain) at.' },
    format: { description: 'Format of the disks, e.g. V(qcow2); found out where it is not given.' },
    attach: {
      type: 'list',
      elements: 'path',
      description: 'Images to attach as data disks, e.g. an ISO with packages.',
    },
    attach_format: { description: 'Format of O(attach).' },
    memsize: { type: 'int', aliases: ['memory'], description: 'Memory of the appliance in MB (-m).' },
    smp: { type: 'int', aliases: ['cpus'], description: 'Virtual CPUs of the appliance (--smp).' },
    network: { type: 'bool', default: true, description: 'Whether operations have a network.' },
    dry_run: {
      type: 'bool',
      default: false,
      description: 'Runs all of it on a throw-away overlay (-n): nothing changes.',
    },
    no_logfile: { type: 'bool', default: false, description: 'Removes /tmp/builder.log from the image.' },
    password_crypto: { choices: ['md5', 'sha256', 'sha512'], description: 'Hash for passwords.' },
    key: {
      type: 'list',
      elements: 'str',
      noLog: true,
      description: 'Keys of encrypted disks: C(ID:key:TEXT), C(ID:file:FILE) or C(ID:clevis).',
    },
    operations: {
      type: 'list',
      elements: 'raw',
      noLog: false,
      description:
        'Operations in order: each a dict with one key, the name of an operation, or the bare name of one without argument.',
    },
    ...operationOptions(),
    ...guestfsOptions,
  },
  returns: {
    ...guestfsReturns,
    operations: { description: 'How many operations were asked for.', returned: 'always', type: 'int' },
    failed_operation: {
      description: 'The operation that failed, where the output tells it.',
      returned: 'failure',
      type: 'str',
    },
  },
  notes: [
    '`changed` is told from the images: their size or time changed while the tool ran.',
    'In check mode the images and files are looked for, and nothing is launched.',
  ],
  examples: `
- name: Run a script in an image
  virt_customize:
    image: /var/lib/images/minimal-base.qcow2
    run: repo_setup.sh
    memsize: 1024
    smp: 2
    log_file: /var/lib/images/repo_setup.sh.log

- name: Several operations, in order, one launch
  virt_customize:
    image: undercloud.qcow2
    operations:
      - mkdir: /home/stack
      - upload: {src: overcloud-full.qcow2, dest: /home/stack}
      - run_command: chown -R stack:stack /home/stack
      - root_password: {file: /root/undercloud.password}
      - selinux_relabel
`,
  async run(ctx): Promise<ModuleResult> {
    const secrets = new SecretFiles(ctx.target, (s) => ctx.hide(s), !ctx.checkMode);
    try {
      return await customize(ctx, secrets);
    } finally {
      await secrets.remove();
    }
  },
});

async function customize(ctx: ModuleContext<Params>, secrets: SecretFiles): Promise<ModuleResult> {
  const p = ctx.params;
  const order = [...ctx.rawParams.keys()].map(String).filter((n) => n === 'operations' || n in operations);
  const steps = await stepsOf(p, order, secrets);
  const images = (p.image ?? []).map((i) => i.trim()).filter((i) => i !== '');
  if (p.domain === null && images.length === 0) throw new ModuleFailure('image: no image is named');
  const absolute = (path: string): string =>
    path.startsWith('/') || p.chdir === null ? path : `${p.chdir.replace(/\/$/, '')}/${path}`;
  const local = images.filter((i) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(i));
  const before = await ctx.target.statMany(local.map(absolute));
  const missing = local.filter((_, i) => before[i] === undefined);
  if (missing.length > 0)
    throw new ModuleFailure(`no such image on ${ctx.target.host}: ${missing.join(', ')}`, {
      operations: steps.length,
    });
  const read = steps.flatMap((s) => s.reads.map((r) => ({ path: r, step: s })));
  const found = await ctx.target.statMany(read.map((r) => absolute(r.path)));
  const gone = read.find((_, i) => found[i] === undefined);
  if (gone !== undefined) {
    throw new ModuleFailure(
      `no such file on ${ctx.target.host}: ${gone.path} (needed by ${shown(gone.step)})`,
      { failed_operation: shown(gone.step), operations: steps.length },
    );
  }
  const words = await optionWords(ctx, images, secrets);
  if (ctx.checkMode) {
    return {
      changed: !p.dry_run,
      cmd: ['virt-customize', ...words, ...steps.flatMap((s) => s.words)],
      notes: [],
      operations: steps.length,
    };
  }
  const run = await runGuestfs(ctx, 'virt-customize', [...words, ...steps.flatMap((s) => s.words)]);
  const after = await ctx.target.statMany(local.map(absolute));
  const touched = local.length === 0 ? run.rc === 0 : before.some((b, i) => differs(b, after[i]));
  const result = { ...run.result, changed: !p.dry_run && touched, operations: steps.length };
  if (run.rc === 0) return result;

  const said = toolError('virt-customize', run.output);
  const unknown = run.output
    .map((l) => /unrecognized option '--([^']+)'/.exec(l)?.[1])
    .find((o) => o !== undefined);
  const step =
    unknown === undefined ? failedStep(steps, run.output) : steps.find((s) => s.words[0] === `--${unknown}`);
  const why =
    unknown !== undefined
      ? `this version of virt-customize has no --${unknown}`
      : (said ?? tail(run.output, 1)[0] ?? 'no message');
  const where = step === undefined ? '' : ` in ${shown(step)}`;
  throw new ModuleFailure(`virt-customize failed with rc ${run.rc}${where}: ${why}`, {
    ...result,
    ...(step === undefined ? {} : { failed_operation: shown(step) }),
    log: tail(run.output),
  });
}

const shown = (s: Step): string => s.words.map((w) => (/^[\w@%+=:,./-]+$/.test(w) ? w : `'${w}'`)).join(' ');
const differs = (a: FileStat | undefined, b: FileStat | undefined): boolean =>
  a?.mtime !== b?.mtime || a?.size !== b?.size || a?.inode !== b?.inode;

async function optionWords(
  ctx: ModuleContext<Params>,
  images: readonly string[],
  secrets: SecretFiles,
): Promise<string[]> {
  const p = ctx.params;
  const words: string[] = [];
  if (p.memsize !== null) words.push('-m', String(p.memsize));
  if (p.smp !== null) words.push('--smp', String(p.smp));
  if (p.connect !== null) words.push('-c', p.connect);
  if (p.format !== null) words.push('--format', p.format);
  for (const i of images) words.push('-a', i);
  if (p.domain !== null) words.push('-d', p.domain);
  if (p.attach_format !== null) words.push('--attach-format', p.attach_format);
  for (const a of p.attach ?? []) words.push('--attach', a);
  for (const k of p.key ?? []) words.push('--key', await keySelector(k, secrets));
  if (!p.network) words.push('--no-network');
  if (p.dry_run) words.push('--dry-run');
  if (p.password_crypto !== null) words.push('--password-crypto', p.password_crypto);
  if (p.no_logfile) words.push('--no-logfile');
  if (p.selinux_relabel === false) {
    const known = await ctx.target.exec(['virt-customize', '--long-options']);
    if (known.stdout.toString('utf8').split('\n').includes('--no-selinux-relabel'))
      words.push('--no-selinux-relabel');
  }
  return words;
}

/** The step that the last progress line ("[  12.3] Running: x.sh") belongs to. */
export function failedStep(steps: readonly Step[], output: readonly string[]): Step | undefined {
  const progress = output
    .map((l) => /^\[\s*\d+\.\d\] (.*)$/.exec(l)?.[1])
    .filter((l): l is string => l !== undefined);
  let at = -1;
  for (const line of progress) {
    if (/^(Examining|Setting a random seed|Setting the machine ID|Finishing off)/.test(line)) continue;
    const next = steps.findIndex(
      (s, i) => i > at && s.shownAs !== '' && line.includes(s.shownAs.split('\n')[0] as string),
    );
    if (next >= 0) at = next;
  }
  return at < 0 ? undefined : steps[at];
}
