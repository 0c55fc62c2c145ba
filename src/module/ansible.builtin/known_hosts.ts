import { posix } from 'node:path';
import { defineModule, ModuleFailure } from '../define.ts';
import { errnoText } from '../support/errno.ts';
import { fileInfo } from '../support/file-info.ts';
import { hashedHost, type KnownHost, namesHost, parseKnownHost } from '../support/known-hosts.ts';
import { readText, writeText } from '../support/text-file.ts';

interface Params {
  readonly name: string;
  readonly key: string | null;
  readonly path: string;
  readonly state: 'absent' | 'present';
  readonly hash_host: boolean;
}

export default defineModule<Params>({
  shortDescription: 'Manages host keys in a known_hosts file',
  description: 'Adds the key of a host and removes keys of a host; other lines stay as they are.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/known_hosts_module.html',
  options: {
    name: {
      required: true,
      aliases: ['host'],
      description: 'The host, as it stands in `key`; lower case is meant.',
    },
    key: { noLog: false, description: 'The line: host, type and key. Needed to add one.' },
    path: { type: 'path', default: '~/.ssh/known_hosts', description: 'The file.' },
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether the key is there.' },
    hash_host: { type: 'bool', default: false, description: 'Writes the name of the host as a hash.' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const name = p.name.toLowerCase();
    const key = p.key === null ? null : p.key.endsWith('\n') ? p.key : `${p.key}\n`;
    if (p.state === 'present' && key === null) throw new ModuleFailure('No key specified when adding a host');
    if (key !== null && name.includes(','))
      throw new ModuleFailure(
        'Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.',
      );
    const wanted = key === null ? undefined : parseKnownHost(key.split('\n')[0]!);
    if (key !== null && (wanted === undefined || !namesHost(wanted.hosts, name)))
      throw new ModuleFailure('Host parameter does not match hashed host field in supplied key');
    const before = await readText(target, p.path);
    const missing = before === '' && (await target.stat(p.path)) === undefined;
    const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const own = (line: string): KnownHost | undefined => {
      const k = parseKnownHost(line);
      return k !== undefined && namesHost(k.hosts, name) ? k : undefined;
    };
    let after = before;
    if (p.state === 'absent') {
      after = lines
        .filter((l) => {
          const k = own(l);
          return (
            k === undefined || (wanted !== undefined && (k.type !== wanted.type || k.key !== wanted.key))
          );
        })
        .join('');
    } else {
      const same = lines.some((l) => {
        const k = own(l);
        return k !== undefined && l.trim() === expected(l, key!, k, p.hash_host);
      });
      if (!same) {
        const rest = lines.filter((l) => own(l)?.type !== wanted!.type);
        const entry = p.hash_host
          ? key!
              .split('\n')
              .map((l) => hashLine(l, name))
              .join('\n')
          : key!;
        const start = rest.join('');
        after = `${start}${start === '' || start.endsWith('\n') ? '' : '\n'}${entry}`;
      }
    }
    const changed = after !== before;
    // Ansible gives the diff with every result, and looks for the lines of a key only.
    const diff = {
      before_header: missing ? '/dev/null' : p.path,
      after_header: p.path,
      before,
      after: wanted === undefined ? before : after,
    };
    if (ctx.checkMode) return { changed, diff };
    if (changed) {
      const dir = posix.dirname(p.path);
      if ((await target.stat(dir)) === undefined)
        throw new ModuleFailure(
          `Failed to write to file ${p.path}: [Errno 2] No such file or directory: '${dir}'`,
        );
      try {
        await writeText(target, p.path, after);
      } catch (e) {
        throw new ModuleFailure(`Failed to write to file ${p.path}: ${errnoText(e, p.path)}`);
      }
    }
    const info = await fileInfo(target, p.path);
    return {
      changed,
      name: p.name,
      key: p.key,
      path: p.path,
      hash_host: p.hash_host,
      ...(Object.keys(info).length === 0 ? { state: 'absent' } : info),
      diff,
    };
  },
});

/** What a line must be to be left alone: the key as given, hashed where that is wanted. */
function expected(line: string, key: string, found: KnownHost, hash: boolean): string {
  const isHashed = found.hosts.startsWith('|1|');
  if (hash !== isHashed) return '';
  return hash ? line.trim().replace(/\S+$/, parseKnownHost(key)!.key) : key.trim();
}

const hashLine = (line: string, name: string): string => {
  const k = parseKnownHost(line);
  return k === undefined ? line : line.replace(k.hosts, hashedHost(name));
};
