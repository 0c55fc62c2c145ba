import type { HashAlgorithm } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import { dirname, join } from '../support/file/context.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { failWithInfo, lookAt, withFileInfo } from '../support/file-info.ts';
import { exchange } from '../support/http/exchange.ts';
import {
  fileNameOf,
  httpDate,
  okText,
  requestOf,
  statusText,
  type UrlParams,
  urlOptions,
} from '../support/http/options.ts';
import { HttpFailure, type HttpResponse } from '../support/http/types.ts';
import { backupFile, moveInPlace } from '../support/place-file.ts';
import { type WantedChecksum, wantedChecksum } from '../support/url-checksum.ts';

interface GetUrlParams extends UrlParams, FileCommonParams {
  readonly dest: string;
  readonly backup: boolean;
  readonly checksum: string;
  readonly tmp_dest: string | null;
}

const emptySha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

export default defineModule<GetUrlParams>({
  shortDescription: 'Downloads files from HTTP, HTTPS, or FTP to node',
  description: [
    'Downloads a file to the host. It is written to a private file, checked, and moved in its place in one step.',
    'A download that breaks off is taken up again where the server can do that.',
  ],
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/get_url_module.html',
  options: {
    ...urlOptions,
    dest: {
      description: 'Where the file goes; in a directory it gets the name of the address or of the answer.',
      type: 'path',
      required: true,
    },
    tmp_dest: { description: 'Directory for the file while it comes.', type: 'path' },
    backup: {
      description: 'Keeps the file that was there under a name with the time.',
      type: 'bool',
      default: false,
    },
    checksum: {
      description: '`algorithm:sum` or `algorithm:address of a list of sums` that the file must have.',
      default: '',
    },
  },
  returns: {
    checksum_dest: { description: 'SHA1 of the file that was there.', returned: 'success', type: 'str' },
    checksum_src: { description: 'SHA1 of the file that came.', returned: 'success', type: 'str' },
    dest: { description: 'Where it is.', returned: 'success', type: 'str' },
    elapsed: { description: 'Seconds that it took.', returned: 'always', type: 'int' },
    msg: { description: 'What the server said.', returned: 'always', type: 'str' },
    status_code: { description: 'HTTP status.', returned: 'always', type: 'int' },
    url: { description: 'The address.', returned: 'always', type: 'str' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    if (!/^[A-Za-z][\w+.-]*:/.test(p.url))
      throw new ModuleFailure(`unknown url type: '${p.url}'`, { status: -1, url: p.url });
    if (!URL.canParse(p.url))
      throw new ModuleFailure(`unknown url type: ${p.url}`, { status: -1, url: p.url });
    const started = Date.now();
    const at = { url: p.url, dest: p.dest };
    const base = { checksum_dest: null, checksum_src: null, ...at, elapsed: 0 };
    const wanted = await wantedChecksum(ctx, p.checksum, base);
    const there = await lookAt(ctx.target, p.dest);
    let force = p.force;
    let since: number | undefined;
    if (there !== undefined && there.type !== 'directory') {
      if (wanted !== undefined && !force) {
        if ((await ctx.target.hash(p.dest, wanted.algorithm)) === wanted.value) {
          const changed = await applyFileAttributes(ctx, p, p.dest);
          return withFileInfo(ctx, {
            ...base,
            changed,
            msg: changed ? 'file already exists but file attributes changed' : 'file already exists',
          });
        }
        force = true;
      }
      if (!force) since = there.mtime;
    }
    const temp = await temporary(ctx);
    try {
      const answer = await download(ctx, temp, wanted, since, started, there?.type === 'directory');
      if (answer.status === 304) {
        return withFileInfo(ctx, {
          ...at,
          changed: false,
          msg: statusText(304, answer.reason),
          elapsed: seconds(started),
          status_code: 304,
        });
      }
      return await place(ctx, answer, temp, wanted, there?.type === 'directory', started);
    } finally {
      await ctx.target.removeTree(temp).catch(() => undefined);
    }
  },
});

const seconds = (started: number): number => Math.floor((Date.now() - started) / 1000);

/** A private file for what comes: beside the destination, so that moving it is one step, or where the task says. */
async function temporary(ctx: ModuleContext<GetUrlParams>): Promise<string> {
  const { tmp_dest: tmp, dest } = ctx.params;
  if (tmp !== null) {
    const s = await lookAt(ctx.target, tmp);
    if (s === undefined) throw new ModuleFailure(`${tmp} directory does not exist.`, { elapsed: 0 });
    if (s.type !== 'directory')
      throw new ModuleFailure(`${tmp} is a file but should be a directory.`, { elapsed: 0 });
    return ctx.target.tempFile({ beside: join(tmp, 'x'), prefix: '.ansible_tmp' });
  }
  const dir = (await lookAt(ctx.target, dest))?.type === 'directory' ? dest : dirname(dest);
  if (!ctx.checkMode && dir !== '' && (await lookAt(ctx.target, dir))?.type === 'directory') {
    try {
      return await ctx.target.tempFile({ beside: join(dir, 'x'), prefix: '.ansible_tmp' });
    } catch {
      // Not writable: the error is told when the file is to be put there.
    }
  }
  return ctx.target.tempFile({ prefix: 'ansible_tmp' });
}

async function download(
  ctx: ModuleContext<GetUrlParams>,
  temp: string,
  wanted: WantedChecksum | undefined,
  since: number | undefined,
  started: number,
  intoDirectory: boolean,
): Promise<HttpResponse> {
  const p = ctx.params;
  const at = { url: p.url, dest: p.dest };
  const hashes: HashAlgorithm[] = [
    ...new Set<HashAlgorithm>(['sha1', 'md5', ...(wanted ? [wanted.algorithm] : [])]),
  ];
  const headers: Array<readonly [string, string]> =
    since !== undefined && !intoDirectory ? [['If-Modified-Since', httpDate(since)]] : [];
  let answer: HttpResponse;
  try {
    answer = await exchange(
      ctx,
      await requestOf(ctx, p, {
        method: ctx.checkMode && !p.url.startsWith('file:') ? 'HEAD' : 'GET',
        headers,
        into: temp,
        hashes,
        resume: 3,
      }),
    );
  } catch (e) {
    if (!(e instanceof HttpFailure)) throw e;
    return failWithInfo(ctx, e.message, { ...at, elapsed: seconds(started) });
  }
  if (answer.status !== 304 && !(answer.status >= 200 && answer.status < 300)) {
    return failWithInfo(ctx, 'Request failed', {
      status_code: answer.status,
      response: statusText(answer.status, answer.reason),
      ...at,
      elapsed: seconds(started),
    });
  }
  return answer;
}

async function place(
  ctx: ModuleContext<GetUrlParams>,
  answer: HttpResponse,
  temp: string,
  wanted: WantedChecksum | undefined,
  intoDirectory: boolean,
  started: number,
): Promise<ModuleResult> {
  const p = ctx.params;
  const dest = intoDirectory ? join(p.dest, fileNameOf(answer.url, answer.headers)) : p.dest;
  const sum = async (algorithm: HashAlgorithm): Promise<string> =>
    answer.digests[algorithm] ?? ctx.target.hash(temp, algorithm);
  const head = ctx.checkMode && !p.url.startsWith('file:');
  const source = head ? emptySha1 : await sum('sha1');
  const result: Record<string, PlainObject[string]> = {
    checksum_dest: null,
    checksum_src: source,
    dest,
    elapsed: seconds(started),
    url: p.url,
    src: temp,
  };
  const there = await lookAt(ctx.target, dest);
  if (there !== undefined) {
    if (there.type === 'directory') return failWithInfo(ctx, `Destination ${dest} is not writable`, result);
    result['checksum_dest'] = (await ctx.target.hashMany([dest], 'sha1'))[0] ?? null;
  } else {
    const dir = dirname(dest) || '.';
    if ((await lookAt(ctx.target, dir)) === undefined)
      return failWithInfo(ctx, `Destination ${dir} does not exist`, result);
    if (!(await ctx.target.access(dir)).write)
      return failWithInfo(ctx, `Destination ${dir} is not writable`, result);
  }
  let changed = source !== result['checksum_dest'];
  if (ctx.checkMode) return withFileInfo(ctx, { ...result, changed, msg: okText(answer.headers) });
  if (wanted !== undefined) {
    const got = await sum(wanted.algorithm);
    if (got !== wanted.value) {
      // Before anything is put in place: a file that fails its check never stands at the destination.
      throw new ModuleFailure(`The checksum for ${dest} did not match ${wanted.value}; it was ${got}.`, {
        ...result,
        changed,
      });
    }
  }
  const md5 = await sum('md5');
  if (changed) {
    if (p.backup && there !== undefined) result['backup_file'] = await backupFile(ctx, dest);
    await moveInPlace(ctx, temp, dest, p.unsafe_writes ?? false);
  }
  changed = (await applyFileAttributes(ctx, p, dest)) || changed;
  return withFileInfo(ctx, {
    ...result,
    changed,
    md5sum: md5,
    msg: okText(answer.headers),
    status_code: p.url.startsWith('file:') ? null : answer.status,
  });
}
