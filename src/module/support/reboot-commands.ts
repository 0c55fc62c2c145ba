/** Names in small letters; the version's first number. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly family: string;
}

type Table = Readonly<Record<string, string>>;

const bootTimes: Table = {
  freebsd: '/sbin/sysctl kern.boottime',
  openbsd: '/sbin/sysctl kern.boottime',
  macosx: 'who -b',
  solaris: 'who -b',
  sunos: 'who -b',
  vmkernel: 'grep booted /var/log/vmksummary.log | tail -n 1',
  aix: 'who -b',
};
const programs: Table = { alpine: 'reboot', vmkernel: 'reboot' };
const tests: Table = { solaris: 'who', vmkernel: 'who' };

/** Arguments by system, of seconds, whole minutes and a quoted text. */
const shutdownArgs: Readonly<Record<string, (seconds: number, minutes: number, text: string) => string>> = {
  alpine: () => '',
  void: (_, m, t) => `-r +${m} ${t}`,
  freebsd: (s, _, t) => `-r +${s}s ${t}`,
  macosx: (_, m, t) => `-r +${m} ${t}`,
  openbsd: (_, m, t) => `-r +${m} ${t}`,
  solaris: (s, _, t) => `-y -g ${s} -i 6 ${t}`,
  sunos: (s, _, t) => `-y -g ${s} -i 6 ${t}`,
  vmkernel: (s) => `-d ${s}`,
  aix: () => '-Fr',
};

function of<T>(table: Readonly<Record<string, T>>, d: Distribution): T | undefined {
  return [d.name + d.version, d.name, d.family].map((k) => table[k]).find((v) => v !== undefined);
}

export const bootTimeCommandOf = (d: Distribution): string =>
  of(bootTimes, d) ?? 'cat /proc/sys/kernel/random/boot_id';

export const testCommandOf = (d: Distribution): string => of(tests, d) ?? 'whoami';

/** The program that reboots a system, and its arguments as shell text. */
export function shutdownOf(d: Distribution, delay: number, message: string): [string, string] {
  const text = `"${message.replace(/["\\$`]/g, '\\$&')}"`;
  const minutes = Math.floor(delay / 60);
  const args = of(shutdownArgs, d)?.(delay, minutes, text) ?? `-r ${minutes} ${text}`;
  return [of(programs, d) ?? 'shutdown', args];
}
