import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { fetchBody } from '../support/http/fetch-body.ts';
import { type KeyId, listedKeys, parseKeyId } from '../support/package/gpg-keys.ts';
import { requireProgram, type ToolResult, tool } from '../support/package/tool.ts';

interface Params {
  readonly id: string | null;
  readonly url: string | null;
  readonly data: string | null;
  readonly file: string | null;
  readonly keyring: string | null;
  readonly validate_certs: boolean;
  readonly keyserver: string | null;
  readonly state: 'absent' | 'present';
}
type Ctx = ModuleContext<Params>;

export default defineModule<Params>({
  shortDescription: 'Adds and removes keys of apt',
  description: 'Gives keys to apt by apt-key and takes them away, and fetches them where they are elsewhere.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/apt_key_module.html',
  options: {
    id: { description: 'Id of the key: 8, 16 or more hexadecimal digits. Needed to remove one.' },
    url: { description: 'Address to fetch the key from.' },
    data: { description: 'The key itself.' },
    file: { type: 'path', description: 'A file of the host with the key.' },
    keyring: { type: 'path', description: 'Full path of a keyring in /etc/apt/trusted.gpg.d.' },
    validate_certs: {
      type: 'bool',
      default: true,
      description: 'Holds the certificate of the server against the trusted ones.',
    },
    keyserver: { description: 'A key server to fetch it from; needs the id.' },
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether it is there.' },
  },
  mutuallyExclusive: [['data', 'file', 'keyserver', 'url']],
  returns: {
    after: { description: 'Ids of the keys afterwards.', returned: 'on change', type: 'list' },
    before: { description: 'Ids of the keys that were there.', returned: 'always', type: 'list' },
    fp: { description: 'The last 16 digits of the id.', returned: 'always', type: 'str' },
    id: { description: 'The id as given, or as found in the key.', returned: 'always', type: 'str' },
    key_id: { description: 'The id in capitals.', returned: 'always', type: 'str' },
    short_id: { description: 'The last 8 digits of the id.', returned: 'always', type: 'str' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const aptKey = await requireProgram(target, 'apt-key');
    const gpg = await requireProgram(target, 'gpg');
    let data: Buffer | null = p.data === null ? null : Buffer.from(p.data);
    let id = p.id;
    if (id === null || id === '') {
      if (p.keyserver !== null && p.keyserver !== '')
        throw new ModuleFailure('Missing key_id, required with keyserver.');
      if (p.url !== null && p.url !== '') data = await download(ctx, p.url);
      if (p.file !== null && p.file !== '') id = await idIn(ctx, gpg, p.file, null);
      else if (data !== null && data.length > 0) id = await idIn(ctx, gpg, '-', data);
    }
    const key = id === null ? undefined : parseKeyId(id);
    if (key === undefined) throw new ModuleFailure('Invalid key_id', { changed: false, id });
    const result: Record<string, PlainObject[string]> = {
      changed: false,
      id,
      short_id: key.short,
      fp: key.long,
      key_id: key.full,
    };
    const keyring = p.keyring === null || p.keyring === '' ? [] : ['--keyring', p.keyring];
    const list = () => known(ctx, [aptKey, ...keyring], key);
    const before = await list();
    result['before'] = before;
    if (p.state === 'present' ? before.includes(key.long) : !before.includes(key.long)) return result;
    result['changed'] = true;
    if (ctx.checkMode) return result;
    if (p.state === 'absent') await remove(ctx, [aptKey, ...keyring], key);
    else await add(ctx, [aptKey, ...keyring], key, data, result);
    const after = await list();
    result['after'] = after;
    if (after.includes(key.long) !== (p.state === 'present')) {
      const what = p.state === 'present' ? 'failed to add the key' : 'the key was not removed';
      throw new ModuleFailure(
        `apt-key did not return an error, but ${what} (check that the id is correct and *not* a subkey)`,
        result,
      );
    }
    return result;
  },
});

/** Ids of apt's keys, as long as the wanted one's. */
async function known(ctx: Ctx, aptKey: readonly string[], key: KeyId): Promise<string[]> {
  const argv = [...aptKey, 'adv', '--list-public-keys', '--keyid-format=long'];
  const r = await tool(ctx.target, argv);
  if (r.rc !== 0) throw failure('Unable to list public keys', argv, r);
  const ids = listedKeys(r.stdout);
  return key.full.length === 8 ? ids.map((k) => k.slice(-8)) : ids;
}

async function add(
  ctx: Ctx,
  aptKey: readonly string[],
  key: KeyId,
  data: Buffer | null,
  result: PlainObject,
): Promise<void> {
  const p = ctx.params;
  if (p.file !== null && p.file !== '') {
    const argv = [...aptKey, 'add', p.file];
    const r = await tool(ctx.target, argv);
    if (r.rc !== 0) throw failure(`Unable to add a key from file ${p.file}`, argv, r, { keyfile: p.file });
  } else if (p.keyserver !== null && p.keyserver !== '') await receive(ctx, aptKey, key, p.keyserver);
  else {
    let contents = data;
    if ((contents === null || contents.length === 0) && p.url !== null && p.url !== '')
      contents = await download(ctx, p.url);
    if (contents === null || contents.length === 0)
      throw new ModuleFailure('No key to add ... how did i get here?!?!', result);
    const argv = [...aptKey, 'add', '-'];
    const r = await tool(ctx.target, argv, { stdin: contents });
    if (r.rc !== 0) throw failure('Unable to add a key from binary data', argv, r);
  }
}

/** Fetches a key from a key server; these are often busy: five tries. */
async function receive(ctx: Ctx, aptKey: readonly string[], key: KeyId, server: string): Promise<void> {
  const env = await ctx.target.environment();
  const proxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].map((n) => env[n]).find(Boolean);
  const argv = [
    ...aptKey,
    'adv',
    '--no-tty',
    '--keyserver',
    server,
    ...(proxy === undefined ? [] : ['--keyserver-options', `http-proxy=${proxy}`]),
    '--recv',
    key.full,
  ];
  let r: ToolResult = { rc: 0, stdout: '', stderr: '' };
  for (let i = 0; i < 5; i++) {
    r = await tool(ctx.target, argv, { signal: ctx.signal });
    if (r.rc === 0) return;
  }
  const forced = { forced_environment: { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', LC_MESSAGES: 'C.UTF-8' } };
  if (r.rc === 2 && r.stdout.includes('not found on keyserver'))
    throw new ModuleFailure(`Key ${key.full} not found on keyserver ${server}`, {
      cmd: argv.join(' '),
      ...forced,
    });
  throw failure(`Error fetching key ${key.full} from keyserver: ${server}`, argv, r, forced);
}

async function remove(ctx: Ctx, aptKey: readonly string[], key: KeyId): Promise<void> {
  const argv = [...aptKey, 'del', key.short];
  const r = await tool(ctx.target, argv);
  if (r.rc !== 0)
    throw failure(`Unable to remove a key with id ${key.short}`, argv, r, { key_id: key.short });
}

const download = (ctx: Ctx, url: string): Promise<Buffer> =>
  fetchBody(ctx, url, ctx.params.validate_certs, (why) => `Failed to download key at ${url}: ${why}`);

/** Id of the first key in a file or in data. */
async function idIn(ctx: Ctx, gpg: string, file: string, data: Buffer | null): Promise<string | null> {
  const r = await tool(ctx.target, [gpg, '--with-colons', file], data === null ? {} : { stdin: data });
  if (r.rc !== 0)
    throw new ModuleFailure(`Unable to extract key from '${data === null ? file : 'inline data'}'`, {
      stdout: r.stdout,
      stderr: r.stderr,
    });
  return listedKeys(r.stdout)[0] ?? null;
}

const failure = (
  msg: string,
  argv: readonly string[],
  r: ToolResult,
  more: PlainObject = {},
): ModuleFailure =>
  new ModuleFailure(msg, { cmd: argv.join(' '), rc: r.rc, stdout: r.stdout, stderr: r.stderr, ...more });
