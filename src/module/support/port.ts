import { connect } from 'node:net';
import type { Target } from '../../target/types.ts';
import { quoteWords } from './command.ts';

/** What a try to reach a port gave: closed, open, or open with the bytes that came in the given time. */
export type PortAnswer = { readonly open: false } | { readonly open: true; readonly data: Buffer };

function tryHere(
  host: string,
  port: number,
  connectSeconds: number,
  readSeconds: number,
  enough: (data: Buffer) => boolean,
): Promise<PortAnswer> {
  // a number that is no port leads nowhere
  if (port < 0 || port > 65535) return Promise.resolve({ open: false });
  return new Promise((resolve) => {
    let data = Buffer.alloc(0);
    let open = false;
    const socket = connect({ host, port });
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(open ? { open, data } : { open });
    };
    let timer = setTimeout(end, connectSeconds * 1000);
    socket.on('connect', () => {
      open = true;
      if (readSeconds <= 0) return end();
      clearTimeout(timer);
      timer = setTimeout(end, readSeconds * 1000);
    });
    socket.on('data', (chunk) => {
      data = Buffer.concat([data, chunk]);
      if (enough(data) || data.length > 1 << 20) end();
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}

/** For hosts that are reached by a shell: bash has sockets, else netcat or Python must be there. */
const script = `h=$1 p=$2 c=$3 r=$4
if command -v bash >/dev/null 2>&1; then
  if [ "$r" = 0 ]; then timeout "$c" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$h" "$p" 2>/dev/null && exit 0
  else timeout "$((c+r))" bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 9; timeout "$2" head -c 1048576 <&3; exit 0' "$h" "$p" "$r" 2>/dev/null && exit 0; fi
  exit 9
fi
if command -v nc >/dev/null 2>&1; then
  z=-z; case $(nc -z 2>&1) in *'invalid option'* | *'unrecognized option'*) z= ;; esac
  if [ "$r" = 0 ]; then nc $z -w "$c" "$h" "$p" </dev/null >/dev/null 2>&1 && exit 0
  else nc $z -w "$c" "$h" "$p" </dev/null >/dev/null 2>&1 || exit 9; nc -w "$r" "$h" "$p" </dev/null 2>/dev/null; exit 0; fi
  exit 9
fi
for y in python3 python python2; do
  command -v $y >/dev/null 2>&1 || continue
  $y -c 'import socket,sys
s=socket.create_connection((sys.argv[1],int(sys.argv[2])),float(sys.argv[3]))' "$h" "$p" "$c" 2>/dev/null && exit 0
  exit 9
done
exit 8`;

/**
 * Tries a TCP port from the host. With `readSeconds` above zero, what comes is collected for that time.
 * Throws Error where the host has no program that can open a connection.
 */
export async function tryPort(
  target: Target,
  host: string,
  port: number,
  connectSeconds: number,
  readSeconds = 0,
  enough: (data: Buffer) => boolean = () => false,
): Promise<PortAnswer> {
  if (target.kind === 'local') return tryHere(host, port, connectSeconds, readSeconds, enough);
  const words = ['sh', host, String(port), String(Math.max(1, connectSeconds)), String(readSeconds)];
  const r = await target.shell(`set -- ${quoteWords(words.slice(1))}\n${script}`);
  if (r.rc === 8) throw new Error('the host has neither bash, nc nor python to try a port with');
  return r.rc === 0 ? { open: true, data: r.stdout } : { open: false };
}

const states: Readonly<Record<string, string>> = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  SYN_RECV: '03',
  FIN_WAIT1: '04',
  FIN_WAIT2: '05',
  TIME_WAIT: '06',
};
export const connectionStates = Object.keys(states);

/** An address of /proc/net/tcp (hex, each 32-bit word in the machine's little-endian order) as text. */
export function procAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  for (let i = 0; i < bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.subarray(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255)
    return bytes.subarray(12).join('.');
  return bytes.toString('hex').replace(/(.{4})(?=.)/g, '$1:');
}

/** IPv6 text in the long form that procAddress gives; IPv4 as it is. */
export function longAddress(address: string): string {
  if (!address.includes(':')) return address;
  const [head, tail] = address.split('::');
  const a = head === '' || head === undefined ? [] : head.split(':');
  const b = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - a.length - b.length)).fill('0');
  return [...a, ...middle, ...b].map((x) => x.padStart(4, '0').toLowerCase()).join(':');
}

/** Connections to a local port, from the text of /proc/net/tcp and tcp6. */
export function activeConnections(
  text: string,
  port: number,
  local: ReadonlySet<string> | undefined,
  excluded: ReadonlySet<string>,
  wanted: readonly string[],
): number {
  const codes = new Set(wanted.map((w) => states[w]));
  let n = 0;
  for (const line of text.split('\n')) {
    const m = /^\s*\d+:\s+([0-9A-F]+):([0-9A-F]{4})\s+([0-9A-F]+):[0-9A-F]{4}\s+([0-9A-F]{2})/.exec(line);
    if (m === null || Number.parseInt(m[2]!, 16) !== port || !codes.has(m[4]!)) continue;
    if (local !== undefined && !local.has(procAddress(m[1]!))) continue;
    if (!excluded.has(procAddress(m[3]!))) n++;
  }
  return n;
}
