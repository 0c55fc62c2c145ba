import { posix } from 'node:path';
import type { Target } from '../../../target/types.ts';
import type { PlainObject } from '../../../value/plain.ts';
import { PyFloat } from '../../../value/types.ts';
import { ModuleFailure } from '../../define.ts';
import { commandWords } from '../command-words.ts';
import { type ToolResult, tool } from '../package/tool.ts';
import { readText } from '../text-file.ts';

const si = ['B', 'KB', 'MB', 'GB', 'TB'];
const iec = ['KiB', 'MiB', 'GiB', 'TiB'];
/** Units that parted and the module know. */
export const partedUnits = [...si, ...iec, 's', '%', 'cyl', 'chs', 'compact'];

/** A place or size as parted tells it: a number, or cylinder, head and sector. */
export type PartedSize =
  | number
  | { readonly cylinder: number; readonly head: number; readonly sector: number };

/** Reads "10.5MB", "10 MB", "1,2,3"; without a unit it is in `unit`. */
export function readSize(text: string, unit = ''): { readonly size: PartedSize; readonly unit: string } {
  const m = /^(-?[\d.]+) *([\w%]+)?$/.exec(text);
  if (m !== null && !Number.isNaN(Number(m[1]))) return { size: Number(m[1]), unit: m[2] ?? unit };
  const chs = /^(\d+),(\d+),(\d+)$/.exec(text);
  if (chs === null) throw new ModuleFailure(`Error interpreting parted size output: '${text}'`);
  return {
    size: { cylinder: Number(chs[1]), head: Number(chs[2]), sector: Number(chs[3]) },
    unit: 'chs',
  };
}

/** A size as results have it: a number is a float. */
export const shownSize = (size: PartedSize): PlainObject[string] =>
  typeof size === 'number' ? new PyFloat(size) : size;

export interface Partition {
  readonly num: number;
  readonly end: PartedSize;
  readonly name: string;
  readonly flags: readonly string[];
  /** As the result has it. */
  readonly shown: PlainObject;
}

export interface Disk {
  readonly table: string;
  readonly size: PartedSize;
  readonly shown: PlainObject;
  readonly partitions: readonly Partition[];
}

/** Reads the machine-readable lines of `parted -m print`. */
export function readDisk(output: string, asked: string): Disk {
  const lines = output.split('\n').filter((l) => l.trim() !== '');
  const fields = (line: string | undefined): string[] => (line ?? '').replace(/;+$/, '').split(':');
  const about = fields(lines[1]);
  if (about.length < 7) throw new ModuleFailure(`Error interpreting parted output: '${output}'`);
  const { size, unit } = readSize(about[1]!, asked);
  const shown: Record<string, PlainObject[string]> = {
    dev: about[0]!,
    size: shownSize(size),
    unit: unit.toLowerCase(),
    table: about[5]!,
    model: about[6]!,
    logical_block: Number(about[3]),
    physical_block: Number(about[4]),
  };
  let rest = lines.slice(2);
  if (unit === 'cyl' || unit === 'chs') {
    const chs = fields(rest[0]);
    const cylinder = readSize(chs[3] ?? '');
    shown['chs_info'] = {
      cylinders: Number(chs[0]),
      heads: Number(chs[1]),
      sectors: Number(chs[2]),
      cyl_size: shownSize(cylinder.size),
      cyl_size_unit: cylinder.unit.toLowerCase(),
    };
    rest = rest.slice(1);
  }
  const partitions = rest.map((line): Partition => {
    const f = fields(line);
    // in cylinders, heads and sectors no size is told
    const [fstype = '', name = '', flags = ''] = unit === 'chs' ? f.slice(3) : f.slice(4);
    const num = Number(f[0]);
    const end = readSize(f[2] ?? '').size;
    const list = flags.split(', ').flatMap((x) => (x === '' ? [] : [x.trim()]));
    return {
      num,
      end,
      name,
      flags: list,
      shown: {
        num,
        begin: shownSize(readSize(f[1] ?? '').size),
        end: shownSize(end),
        size: unit === 'chs' ? '' : shownSize(readSize(f[3] ?? '').size),
        fstype,
        name,
        flags: list,
        unit: unit.toLowerCase(),
      },
    };
  });
  return { table: about[5]!, size, shown, partitions };
}

/** Bytes of a number in a unit; what has no size of its own counts as megabytes. */
export function sizeInBytes(size: number, unit: string): number {
  const factor = si.includes(unit)
    ? 1000 ** si.indexOf(unit)
    : iec.includes(unit)
      ? 1024 ** (iec.indexOf(unit) + 1)
      : ['', 'compact', 'cyl', 'chs'].includes(unit)
        ? 1e6
        : 1;
  return Math.trunc(size * factor);
}

/** The parted of a host. */
export class Parted {
  private constructor(
    private readonly target: Target,
    private readonly program: string,
    /** Before 3.1 it tells nothing of a disk without a label. */
    private readonly needsLabel: boolean,
  ) {}

  static async make(target: Target, program: string): Promise<Parted> {
    const r = await tool(target, [program, '--version']);
    const failed = (rc: number): ModuleFailure =>
      new ModuleFailure('Failed to get parted version.', {
        rc,
        out: r.stdout,
        ...(rc !== 0 && { err: r.stderr }),
      });
    if (r.rc !== 0) throw failed(r.rc);
    const first = r.stdout.split('\n').find((l) => l.trim() !== '') ?? '';
    const m = /^parted.+\s(\d+)\.(\d+)(?:\.(\d+))?/.exec(first.trim());
    if (m === null) throw failed(0);
    const [major, minor] = [Number(m[1]), Number(m[2])];
    return new Parted(target, program, major < 3 || (major === 3 && minor < 1));
  }

  private async text(command: string): Promise<ToolResult> {
    return tool(this.target, await commandWords(this.target, command));
  }

  /** What is on a disk, in a unit. */
  async disk(device: string, unit: string): Promise<Disk> {
    if (this.needsLabel) {
      const r = await this.text(`${this.program} -s -m ${device} print`);
      if (r.rc !== 0 && r.stdout.toLowerCase().includes('unrecognised disk label'))
        return unlabelled(this.target, device, unit);
    }
    const command = `${this.program} -s -m ${device} -- unit '${unit}' print`;
    const r = await this.text(command);
    if (r.rc !== 0 && !r.stderr.includes('unrecognised disk label'))
      throw new ModuleFailure(`Error while getting device information with parted script: '${command}'`, {
        rc: r.rc,
        out: r.stdout,
        err: r.stderr,
      });
    return readDisk(r.stdout, unit);
  }

  /** Runs a script of parted commands. */
  async run(script: string, device: string, align: string): Promise<void> {
    const option = align === 'undefined' ? '' : `-a ${align}`;
    const command = `${this.program} -s -m ${option} ${device} -- ${script}`;
    const r = await this.text(command);
    if (r.rc !== 0)
      throw new ModuleFailure(`Error while running parted script: ${command.trim()}`, {
        rc: r.rc,
        out: r.stdout,
        err: r.stderr,
      });
  }
}

/** A disk without a label, as the kernel tells it. */
async function unlabelled(target: Target, device: string, unit: string): Promise<Disk> {
  const base = `/sys/block/${posix.basename(device)}`;
  const line = async (name: string, missing: string): Promise<string> =>
    (await readText(target, `${base}/${name}`)).split('\n')[0]?.trim() || missing;
  const logical = Number(await line('queue/logical_block_size', '0'));
  const bytes = Number(await line('size', '0')) * logical;
  const [size, shownUnit] = shortSize(bytes, unit.toLowerCase());
  return {
    table: 'unknown',
    size,
    partitions: [],
    shown: {
      dev: device,
      table: 'unknown',
      size: new PyFloat(size),
      unit: shownUnit,
      logical_block: logical,
      physical_block: Number(await line('queue/physical_block_size', '0')),
      model: `${await line('device/vendor', 'Unknown')} ${await line('device/model', 'model')}`,
    },
  };
}

/** A size with the digits that parted shows. */
function shortSize(bytes: number, asked: string): readonly [number, string] {
  if (bytes === 0) return [0, 'b'];
  let unit = asked;
  if (['', 'compact', 'cyl', 'chs'].includes(unit))
    unit = si[Math.max(0, Math.trunc((Math.log10(bytes) - 1) / 3))] ?? 'b';
  const factor = si.includes(unit) ? 1000 ** si.indexOf(unit) : 1;
  const whole = Math.floor(bytes / factor);
  const digits = whole + 0.005 < 10 ? 2 : whole + 0.05 < 100 ? 1 : 0;
  return [Number(whole.toFixed(digits)), unit];
}
