import type { Target } from '../../target/types.ts';

/** What the libguestfs tools of a task are started with, and what was decided for the user to read. */
export interface GuestfsEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** One sentence for each decision that differs from plain libguestfs. */
  readonly notes: readonly string[];
}

export interface GuestfsChoice {
  readonly backend?: string | null | undefined;
  readonly backendSettings?: string | readonly string[] | null | undefined;
  /** Signal of the task: ends the probe too. */
  readonly signal?: AbortSignal | undefined;
}

/** Answers of the probes, one a host, kept for the run: a probe costs 50 ms, a wrong guess a failed launch. */
const probes = new Map<string, Promise<KvmProbe>>();

type KvmProbe =
  | { readonly state: 'works' | 'absent'; readonly qemu: string | undefined }
  | { readonly state: 'broken'; readonly qemu: string; readonly reason: string };

const probeScript = `
machine=$(uname -m)
case $machine in i?86) machine=i386 ;; arm64) machine=aarch64 ;; ppc64le) machine=ppc64 ;; esac
qemu=
for p in "qemu-system-$machine" /usr/libexec/qemu-kvm qemu-kvm kvm; do
  if found=$(command -v "$p" 2>/dev/null); then qemu=$found; break; fi
done
echo "qemu=$qemu"
[ -n "$qemu" ] || exit 0
if [ ! -e /dev/kvm ]; then echo kvm=absent; exit 0; fi
if [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ]; then echo kvm=denied; exit 0; fi
type=; [ "$machine" = aarch64 ] && type=virt,
run="$qemu -machine \${type}accel=kvm -cpu host -nodefaults -display none -m 32 -qmp stdio"
limit=; command -v timeout >/dev/null 2>&1 && limit='timeout -s KILL 15'
out=$(printf '{"execute":"qmp_capabilities"}\\n{"execute":"quit"}\\n' | $limit $run 2>&1)
rc=$?
if [ $rc = 0 ]; then echo kvm=works; else echo kvm=broken; printf '%s\\n' "$out" | grep -v '^{' | head -n 1; fi
`;

/**
 * Whether a guest really starts under KVM on this host: a qemu with one virtual CPU is started and told to quit.
 * /dev/kvm that is there but cannot run a guest (nested clouds, containers) is told apart from one that works.
 */
async function probe(target: Target, signal: AbortSignal | undefined): Promise<KvmProbe> {
  const key = `${target.kind} ${target.host} ${target.user}`;
  const known = probes.get(key);
  if (known !== undefined) return known;
  const asked = ask(target, signal);
  probes.set(key, asked);
  // what was cut short tells nothing to the tasks after it
  asked.then(
    () => signal?.aborted === true && probes.delete(key),
    () => probes.delete(key),
  );
  return asked;
}

async function ask(target: Target, signal: AbortSignal | undefined): Promise<KvmProbe> {
  const r = await target.shell(probeScript, { timeout: 30_000, signal });
  const lines = r.stdout.toString('utf8').split('\n');
  const field = (name: string): string =>
    lines.find((l) => l.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const qemu = field('qemu') === '' ? undefined : field('qemu');
  const kvm = field('kvm');
  if (qemu === undefined || kvm === 'absent') return { state: 'absent', qemu };
  if (kvm === 'works') return { state: 'works', qemu };
  if (kvm === 'denied') return { state: 'broken', qemu, reason: 'this user may not open /dev/kvm' };
  const at = lines.indexOf('kvm=broken');
  const said = at < 0 ? '' : (lines[at + 1] ?? '').trim();
  return { state: 'broken', qemu, reason: said === '' ? 'qemu ended at once' : said };
}

/** Forgets the answers (tests). */
export const forgetProbes = (): void => probes.clear();

/** The wrapper's text: the appliance's own disk goes on virtio-blk, so that a guest's first disk is always sda. */
export const hypervisorWrapper = (qemu: string): string => `#!/bin/sh
# Written by ansible-ts for one task: see "notes" in its result.
first=1
for word in "$@"; do
  if [ $first = 1 ]; then set --; first=0; fi
  case $word in
    scsi-hd,drive=appliance*) word="virtio-blk-pci\${word#scsi-hd}" ;;
  esac
  set -- "$@" "$word"
done
exec '${qemu.replaceAll("'", "'\\''")}' "$@"
`;

/**
 * The environment for one libguestfs tool on this host. What the user set (by parameter, or by LIBGUESTFS_* in the
 * task's or the host's environment) is kept; the rest is decided here:
 * - backend `direct`, as the role has always asked for;
 * - `force_tcg` where KVM is there but cannot run a guest;
 * - a private LIBGUESTFS_HV that keeps the guest's first disk sda (from Linux 5.3 on, disks are probed
 *   asynchronously, and the appliance's own disk may take that name).
 */
export async function guestfsEnvironment(target: Target, choice: GuestfsChoice): Promise<GuestfsEnvironment> {
  const set = await target.environment();
  const env: Record<string, string> = { LC_ALL: set.LC_ALL ?? 'C.UTF-8' };
  const notes: string[] = [];
  const backend = choice.backend ?? set.LIBGUESTFS_BACKEND ?? 'direct';
  env.LIBGUESTFS_BACKEND = backend;
  const given = choice.backendSettings;
  if (given !== undefined && given !== null) {
    env.LIBGUESTFS_BACKEND_SETTINGS = typeof given === 'string' ? given : given.join(':');
  }
  if (backend !== 'direct') return { env, notes };

  const found = await probe(target, choice.signal);
  const settings = env.LIBGUESTFS_BACKEND_SETTINGS ?? set.LIBGUESTFS_BACKEND_SETTINGS;
  if (settings === undefined || settings === '') {
    if (found.state === 'broken') {
      env.LIBGUESTFS_BACKEND_SETTINGS = 'force_tcg';
      notes.push(
        `KVM cannot run a guest on this host (${found.reason}): emulating (LIBGUESTFS_BACKEND_SETTINGS=force_tcg), which is slower.`,
      );
    } else if (found.state === 'absent' && found.qemu !== undefined) {
      notes.push('This host has no /dev/kvm: emulating, which is slower.');
    }
  }
  if ((set.LIBGUESTFS_HV ?? set.LIBGUESTFS_QEMU ?? '') === '' && found.qemu !== undefined) {
    const dir = await target.tempDir({ prefix: 'guestfs-hv-' });
    const path = `${dir}/qemu`;
    await target.writeFile(path, hypervisorWrapper(found.qemu), { mode: 0o700 });
    env.LIBGUESTFS_HV = path;
    notes.push(
      "The appliance's own disk is on virtio-blk (a private LIBGUESTFS_HV), so that the guest's first disk is always /dev/sda.",
    );
  }
  return { env, notes };
}
