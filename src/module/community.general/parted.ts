import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import {
  type Disk,
  Parted,
  type Partition,
  partedUnits,
  readSize,
  shownSize,
  sizeInBytes,
} from '../support/disk/parted.ts';
import { requireProgram } from '../support/package/tool.ts';

interface Params {
  readonly device: string;
  readonly align: string;
  readonly number: number | null;
  readonly unit: string;
  readonly label: string;
  readonly part_type: string;
  readonly part_start: string;
  readonly part_end: string;
  readonly fs_type: string | null;
  readonly name: string | null;
  readonly flags: readonly string[] | null;
  readonly state: 'absent' | 'info' | 'present';
  readonly resize: boolean;
}

export default defineModule<Params>({
  shortDescription: 'Configures the partitions of block devices',
  description: 'Labels disks, makes, resizes, names and removes partitions and sets their flags, by parted.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/parted_module.html',
  options: {
    device: { required: true, description: 'The disk.' },
    align: {
      default: 'optimal',
      choices: ['cylinder', 'minimal', 'none', 'optimal', 'undefined'],
      description: 'Alignment of new partitions; undefined leaves it to parted.',
    },
    number: { type: 'int', description: 'Number of the partition; needed with present and absent.' },
    unit: { default: 'KiB', choices: partedUnits, description: 'Unit of what is told.' },
    label: {
      default: 'msdos',
      choices: ['aix', 'amiga', 'bsd', 'dvh', 'gpt', 'loop', 'mac', 'msdos', 'pc98', 'sun'],
      description: 'Type of the table. Another one that is there is replaced, its partitions are lost.',
    },
    part_type: {
      default: 'primary',
      choices: ['extended', 'logical', 'primary'],
      description: 'Type of a new partition, where the table knows types; else its name.',
    },
    part_start: { default: '0%', description: 'Where a new partition begins, with a unit.' },
    part_end: { default: '100%', description: 'Where it ends, with a unit.' },
    fs_type: { description: 'Type of file system that the partition is marked for.' },
    name: { description: 'Name of the partition.' },
    flags: { type: 'list', elements: 'str', description: 'The flags that are on.' },
    state: {
      default: 'info',
      choices: ['absent', 'info', 'present'],
      description: 'Whether the partition is there; info only looks.',
    },
    resize: { type: 'bool', default: false, description: 'Moves the end of a partition that is there.' },
  },
  requiredIf: [
    ['state', 'present', ['number']],
    ['state', 'absent', ['number']],
  ],
  returns: {
    disk: { description: 'The disk.', returned: 'success', type: 'dict' },
    partitions: { description: 'Its partitions.', returned: 'success', type: 'list' },
    script: { description: 'What parted was told to do.', returned: 'success', type: 'str' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const parted = await requireProgram(target, 'parted');
    if (p.number !== null && p.number < 1)
      throw new ModuleFailure('The partition number must be greater then 0.');
    for (const option of ['part_start', 'part_end'] as const) {
      const { size, unit } = readSize(p[option]);
      if (!partedUnits.includes(unit))
        throw new ModuleFailure(
          `The argument '${option}' doesn't respect required format.The size unit is case sensitive.`,
          { err: [shownSize(size), unit] },
        );
    }
    const client = await Parted.make(target, parted);
    const disk = await client.disk(p.device, p.unit);
    const scripts: string[] = [];
    const run = async (script: string): Promise<void> => {
      scripts.push(script);
      if (!ctx.checkMode) await client.run(script, p.device, p.align);
    };
    const inUnit = (steps: readonly string[]): string => `unit ${p.unit} ${steps.join('')}`;
    const find = (d: Disk): Partition | undefined => d.partitions.find((x) => x.num === p.number);
    if (p.state === 'info') scripts.push(`unit '${p.unit}' print `);
    else if (p.state === 'absent') {
      if (find(disk) !== undefined || ctx.checkMode) await run(`rm ${p.number} `);
    } else {
      const steps = makingSteps(p, disk, find(disk));
      if (steps.length > 0)
        await run(
          steps.some((s) => s.startsWith('resizepart')) && steps.length === 1 ? steps[0]! : inUnit(steps),
        );
      const changed = steps.length > 0;
      const now = changed && !ctx.checkMode ? find(await client.disk(p.device, p.unit)) : find(disk);
      const part = changed && ctx.checkMode ? { name: undefined, flags: [] } : now;
      if (part !== undefined) {
        const more = settingSteps(ctx, part);
        if (more.length > 0) await run(inUnit(more));
      }
    }
    const after = await client.disk(p.device, p.unit);
    return {
      changed: p.state !== 'info' && scripts.length > 0,
      disk: after.shown,
      partitions: after.partitions.map((x) => x.shown),
      script: scripts.join('').trim(),
    };
  },
});

/** Label, partition, and its new end. */
function makingSteps(p: Params, disk: Disk, part: Partition | undefined): string[] {
  const steps: string[] = [];
  const label = disk.table !== p.label;
  if (label) steps.push(`mklabel ${p.label} `);
  if (label || part === undefined) {
    const type = p.fs_type === null ? '' : `${p.fs_type} `;
    steps.push(`mkpart ${p.part_type} ${type}${p.part_start} ${p.part_end} `);
  }
  if (p.resize && part !== undefined) {
    const now = typeof part.end === 'number' ? sizeInBytes(part.end, p.unit) : undefined;
    const wanted = readSize(p.part_end, p.unit);
    let { size, unit } = wanted;
    if (unit === '%' && typeof disk.size === 'number' && typeof size === 'number') {
      size = Math.trunc((Math.trunc(disk.size) * size) / 100);
      unit = p.unit;
    }
    if (now === undefined || typeof size !== 'number')
      throw new ModuleFailure('resize needs sizes that are numbers: another unit than chs');
    if (now !== sizeInBytes(size, unit)) steps.push(`resizepart ${p.number} ${p.part_end} `);
  }
  return steps;
}

/** Name and flags. */
function settingSteps(
  ctx: ModuleContext<Params>,
  part: { readonly name: string | undefined; readonly flags: readonly string[] },
): string[] {
  const p = ctx.params;
  const steps: string[] = [];
  // the quotes inside are for parted itself
  if (p.name !== null && part.name !== p.name) steps.push(`name ${p.number} '"${p.name}"' `);
  if (p.flags !== null && p.flags.length > 0) {
    // parted sets boot with esp
    const wanted = p.flags.includes('esp') && !p.flags.includes('boot') ? [...p.flags, 'boot'] : [...p.flags];
    ctx.showArgument?.('flags', wanted);
    for (const f of new Set(wanted)) if (!part.flags.includes(f)) steps.push(`set ${p.number} ${f} on `);
    for (const f of part.flags) if (!wanted.includes(f)) steps.push(`set ${p.number} ${f} off `);
  }
  return steps;
}
