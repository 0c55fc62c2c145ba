import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { fetchBody } from '../support/http/fetch-body.ts';
import { requireProgram, tool } from '../support/package/tool.ts';

interface Params {
  readonly key: string;
  readonly fingerprint: string | null;
  readonly state: 'absent' | 'present';
  readonly validate_certs: boolean;
}
type Ctx = ModuleContext<Params>;

const gpgWords = ['--no-tty', '--batch', '--with-colons', '--fixed-list-mode'] as const;
const armoured = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/;

export default defineModule<Params>({
  shortDescription: 'Adds and removes keys of the RPM database',
  description: 'Imports a key into the database of rpm, or erases it there.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/rpm_key_module.html',
  options: {
    key: {
      required: true,
      noLog: false,
      description: 'An address, a file of the host, or the id of a key that the database has.',
    },
    fingerprint: { description: 'Full fingerprint that the key to import must have.' },
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether it is there.' },
    validate_certs: {
      type: 'bool',
      default: true,
      description: 'Holds the certificate of the server against the trusted ones.',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const rpm = await requireProgram(target, 'rpm');
    const gpg = (await target.which('gpg')) ?? (await requireProgram(target, 'gpg2'));
    const { id, file } = await source(ctx, gpg);
    const there = await isImported(ctx, rpm, gpg, id);
    if (there === (p.state === 'present')) return { changed: false };
    if (p.state === 'absent') {
      if (!ctx.checkMode)
        await output(ctx, [rpm, '--erase', '--allmatches', `gpg-pubkey-${id.slice(-8).toLowerCase()}`]);
      return { changed: true };
    }
    if (file === undefined) throw new ModuleFailure('When importing a key, a valid file must be given');
    if (p.fingerprint !== null && p.fingerprint !== '') {
      const wanted = p.fingerprint.replaceAll(' ', '').toUpperCase();
      const found = field(await output(ctx, [gpg, ...gpgWords, '--with-fingerprint', file]), 'fpr', 9);
      if (wanted !== found)
        throw new ModuleFailure(
          `The specified fingerprint, '${wanted}', does not match the key fingerprint '${found}'`,
        );
    }
    if (!ctx.checkMode) await output(ctx, [rpm, '--import', file]);
    return { changed: true };
  },
});

interface Source {
  /** In capitals, without 0x. */
  readonly id: string;
  readonly file: string | undefined;
}

async function source(ctx: Ctx, gpg: string): Promise<Source> {
  const { key } = ctx.params;
  const normal = (id: string): string => id.trim().toUpperCase().replace(/^0X/, '');
  const idOf = async (file: string): Promise<string> =>
    normal(field(await output(ctx, [gpg, ...gpgWords, file]), 'pub', 4));
  if (key.includes('://')) {
    const body = await download(ctx, key);
    if (!armoured.test(body.toString())) throw new ModuleFailure(`Not a public key: ${key}`);
    // the directory goes when the run ends
    const file = `${await ctx.target.tempDir()}/key`;
    await ctx.target.writeFile(file, body);
    return { id: await idOf(file), file };
  }
  if (/^(0x)?[0-9a-f]{8}/i.test(key)) return { id: normal(key), file: undefined };
  if ((await ctx.target.stat(key))?.type !== 'file') throw new ModuleFailure(`Not a valid key ${key}`);
  return { id: await idOf(key), file: key };
}

async function isImported(ctx: Ctx, rpm: string, gpg: string, id: string): Promise<boolean> {
  const any = await tool(ctx.target, [rpm, '-q', 'gpg-pubkey']);
  if (any.rc !== 0) return false;
  const keys = await output(ctx, [rpm, '-q', 'gpg-pubkey', '--qf', '%{description}']);
  const listed = await output(ctx, [gpg, ...gpgWords, '-'], keys);
  return listed.split('\n').some((l) => l.split(':')[4]?.includes(id));
}

const download = (ctx: Ctx, url: string): Promise<Buffer> =>
  fetchBody(
    ctx,
    url,
    ctx.params.validate_certs,
    (why) => `failed to fetch key at ${url} , error was: ${why}`,
  );

async function output(ctx: Ctx, argv: readonly string[], stdin?: string): Promise<string> {
  const r = await tool(ctx.target, argv, stdin === undefined ? {} : { stdin });
  if (r.rc !== 0) throw new ModuleFailure(r.stderr);
  return r.stdout;
}

/** A field of the first line of a kind in gpg's listing with colons. */
function field(listing: string, kind: string, index: number): string {
  const line = listing.split('\n').find((l) => l.trim().startsWith(`${kind}:`));
  if (line === undefined) throw new ModuleFailure('Unexpected gpg output');
  return line.trim().split(':')[index] ?? '';
}
