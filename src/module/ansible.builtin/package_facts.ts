import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { type ToolResult, tool } from '../support/package/tool.ts';

interface Params {
  readonly manager: readonly string[];
  readonly strategy: 'first' | 'all';
}
type Context = ModuleContext<Params>;
type Detail = PlainObject & { readonly name: string };

/** How the packages of a manager are read: its program, and what it prints as one detail a package. */
interface Manager {
  readonly program: string;
  list(ctx: Context): Promise<Detail[]>;
}

function lines(r: ToolResult, strict = true): string[] {
  if (r.rc !== 0 || (strict && r.stderr !== ''))
    throw new Error(`Unable to list packages rc=${r.rc} : ${r.stderr}`);
  return r.stdout.split('\n').filter((l) => l !== '');
}

/** Prints "name version arch origin section" of every version that apt's lists offer. */
const ORIGINS = `apt-get indextargets --format '$(ORIGIN)|$(FILENAME)' 'Created-By: Packages' 2>/dev/null | while IFS='|' read -r o f; do
  /usr/lib/apt/apt-helper cat-file "$f" 2>/dev/null | awk -v o="$o" '/^Package: /{p=$2} /^Version: /{v=$2} /^Architecture: /{a=$2} /^Section: /{s=$2} /^$/{print p "\\t" v "\\t" a "\\t" o "\\t" s}'
done`;

const apt: Manager = {
  program: 'apt-get',
  async list(ctx) {
    const format = '${db:Status-Abbrev}\\t${Package}\\t${Version}\\t${Architecture}\\t${Section}\\n';
    const [installed, offered, native] = await Promise.all([
      tool(ctx.target, ['dpkg-query', '-W', '-f', format]),
      tool(ctx.target, ['sh', '-c', ORIGINS]),
      tool(ctx.target, ['dpkg', '--print-architecture']),
    ]);
    const origins = new Map<string, readonly [origin: string, section: string]>();
    for (const line of offered.stdout.split('\n')) {
      const [name, version, arch, origin, section] = line.split('\t');
      const key = `${name} ${version} ${arch}`;
      if (origin !== undefined && !origins.has(key)) origins.set(key, [origin, section ?? '']);
    }
    const own = native.stdout.trim();
    const out: Detail[] = [];
    for (const line of lines(installed, false)) {
      const [status, name, version, arch, category] = line.split('\t') as string[];
      if (!/^.i/.test(status!)) continue;
      const offer = origins.get(`${name} ${version} ${arch}`);
      const foreign = arch !== own && arch !== 'all';
      out.push({
        name: foreign ? `${name}:${arch}` : name!,
        version: version!,
        arch: arch!,
        // the archive's section wins over the one that the package itself has
        category: offer?.[1] || (category ?? ''),
        origin: offer?.[0] ?? '',
      });
    }
    return out;
  },
};

const rpm: Manager = {
  program: 'rpm',
  async list(ctx) {
    const format = '%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n';
    return lines(await tool(ctx.target, ['rpm', '-qa', '--qf', format]), false).map((line) => {
      const [name, version, release, epoch, arch] = line.split('\t') as string[];
      const none = (v: string | undefined): string | null => (v === '(none)' || v === undefined ? null : v);
      const number = none(epoch);
      return {
        name: name!,
        version: version!,
        release: release!,
        epoch: number === null ? null : Number(number),
        arch: none(arch),
      };
    });
  },
};

const pacman: Manager = {
  program: 'pacman',
  async list(ctx) {
    const r = await tool(ctx.target, ['pacman', '-Qi']);
    lines(r);
    return r.stdout
      .split('\n\n')
      .filter((p) => p.trim() !== '')
      .map((part) => {
        const fields: Record<string, string> = {};
        let last = '';
        for (const line of part.split('\n')) {
          const m = /^([\w ]*\w) +: (.*)/.exec(line);
          if (m) {
            last = m[1]!;
            fields[last] = m[2]!;
          } else fields[last] = `${fields[last] ?? ''}  ${line.trimStart()}`;
        }
        const provides = fields['Provides'] ?? 'None';
        return {
          name: fields['Name'] ?? '',
          version: fields['Version'] ?? '',
          arch: fields['Architecture'] ?? '',
          provides: provides === 'None' ? null : provides.split('  ').map((p) => p.split('=')[0]!),
        };
      });
  },
};

const pkg: Manager = {
  program: 'pkg',
  async list(ctx) {
    const query = '%n\\t%v\\t%R\\t%t\\t%a\\t%q\\t%o\\t%p\\t%V'.replaceAll('\\t', '\t');
    return lines(await tool(ctx.target, ['pkg', 'query', query])).map((line) => {
      const [name, full, origin, installed, automatic, arch, category, prefix, vital] = line.split(
        '\t',
      ) as string[];
      const [withRevision, epoch] = (full ?? '').split(',');
      const [version, revision] = (withRevision ?? '').split('_');
      return {
        name: name!,
        version: version ?? '',
        origin: origin ?? '',
        installed: installed ?? '',
        automatic: automatic === '1',
        arch: arch?.split(':')[2] ?? arch ?? '',
        category: (category ?? '').split('/')[0] ?? '',
        prefix: prefix ?? '',
        vital: vital === '1',
        port_epoch: epoch ?? 0,
        revision: revision ?? '0',
      };
    });
  },
};

const portage: Manager = {
  program: 'qlist',
  async list(ctx) {
    const r = await tool(ctx.target, ['sh', '-c', 'qlist -Iv | xargs -n 1024 qatom']);
    const atoms = ['category', 'name', 'version', 'ebuild_revision', 'slots', 'prefixes', 'sufixes'];
    return lines(r, false).map(
      (line) =>
        Object.fromEntries(
          line
            .trim()
            .split(/\s+/)
            .slice(0, 7)
            .map((v, i) => [atoms[i]!, v]),
        ) as unknown as Detail,
    );
  },
};

const apk: Manager = {
  program: 'apk',
  async list(ctx) {
    return lines(await tool(ctx.target, ['apk', 'info', '-v'])).map((line) => {
      const m = /^(.*)-([^-]*)-([^-]*)$/.exec(line);
      return m ? { name: m[1]!, version: m[2]!, release: m[3]! } : { name: line, version: '', release: '' };
    });
  },
};

const pkgInfo: Manager = {
  program: 'pkg_info',
  async list(ctx) {
    return lines(await tool(ctx.target, ['pkg_info', '-a'])).map((line) => {
      const m = /^(\S*)-([^-\s]*)(?:\s|$)/.exec(line);
      return m ? { name: m[1]!, version: m[2]! } : { name: line, version: '' };
    });
  },
};

const managers: Readonly<Record<string, Manager>> = {
  apt,
  rpm,
  pacman,
  pkg,
  portage,
  apk,
  pkg_info: pkgInfo,
};

async function gather(
  ctx: Context,
  name: string,
  manager: Manager,
): Promise<Map<string, Detail[]> | undefined> {
  if ((await ctx.target.which(manager.program)) === undefined) return undefined;
  const out = new Map<string, Detail[]>();
  for (const detail of await manager.list(ctx)) {
    const full = { ...detail, source: name } as Detail;
    const known = out.get(detail.name);
    if (known) known.push(full);
    else out.set(detail.name, [full]);
  }
  return out;
}

export default defineModule<Params>({
  shortDescription: 'Facts about the packages of a host',
  description:
    'Every installed package, by name, as `ansible_facts.packages`; read by the programs of the package manager.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/package_facts_module.html',
  options: {
    manager: {
      type: 'list',
      elements: 'str',
      default: ['auto'],
      description: 'The package managers to ask; `auto` asks for each that is known.',
    },
    strategy: {
      default: 'first',
      choices: ['first', 'all'],
      description: 'The first manager that is there, or all of them.',
    },
  },
  returns: {
    ansible_facts: {
      description: 'The key `packages`: lists of installed versions by name.',
      returned: 'when it works',
      type: 'dict',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { manager: given, strategy } = ctx.params;
    let names = given.map((n) => n.toLowerCase());
    if (names.includes('auto')) names = [...names, ...Object.keys(managers)].filter((n) => n !== 'auto');
    const unsupported = [...new Set(names)].filter((n) => !Object.hasOwn(managers, n));
    if (unsupported.length > 0)
      throw new ModuleFailure(
        given.includes('auto')
          ? 'Could not auto detect a usable package manager, check warnings for details.'
          : `Unsupported package managers requested: ${unsupported.join(', ')}`,
      );
    let found = 0;
    const packages: Record<string, Detail[]> = Object.create(null);
    for (const name of new Set(names)) {
      if (found > 0 && strategy === 'first') break;
      try {
        const list = await gather(ctx, name, managers[name]!);
        if (list === undefined) continue;
        found++;
        for (const [k, v] of list) packages[k] = v;
      } catch (e) {
        if (!(e instanceof Error) || e.constructor !== Error) throw e;
        if (given.includes(name))
          ctx.warn(`Requested package manager ${name} was not usable by this module: ${e.message}`);
      }
    }
    if (found === 0)
      throw new ModuleFailure(
        `Could not detect a supported package manager from the following list: [${names.map((n) => `'${n}'`).join(', ')}], or the required Python library is not installed. Check warnings for details.`,
      );
    return { ansible_facts: { packages: { ...packages } } };
  },
});
