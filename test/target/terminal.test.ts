import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetPool } from '../../src/target/pool.ts';
import type { BecomeInfo } from '../../src/target/types.ts';
import { TestSshd } from './sshd.ts';

const sshd = new TestSshd();
const env = { ...(process.env as Record<string, string>), SSH_AUTH_SOCK: '' };
const dir = mkdtempSync(join(tmpdir(), 'terminal-'));
const program = (name: string, text: string): string => {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\n${text}`, { mode: 0o755 });
  return path;
};
let sudo: string;
let strictSudo: string;
let su: string;
beforeAll(async () => {
  chmodSync(dir, 0o755);
  await sshd.start();
  const hasTerminal = `(: </dev/tty) 2>/dev/null || { echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1; }`;
  sudo = program('sudo', `${hasTerminal}\nexec sudo "$@"\n`);
  // what sudo does with -S and -p, and nothing of the rest
  strictSudo = program(
    'strict-sudo',
    `${hasTerminal}
p=; for a; do [ "$l" = -p ] && p=$a; l=$a; done
[ -n "$p" ] || { echo 'sudo: a password is required' >&2; exit 1; }
n=0; while :; do
  printf '%s' "$p" >&2; IFS= read -r w || exit 1; echo >&2
  [ "$w" = 'pass word' ] && break
  n=$((n + 1)); [ $n = 3 ] && { echo 'sudo: 3 incorrect password attempts' >&2; exit 1; }
  echo 'Sorry, try again.' >&2
done
exec /bin/sh -c "$l"
`,
  );
  su = program(
    'su',
    `[ -t 0 ] || { echo 'su: must be run from a terminal' >&2; exit 1; }
for l; do :; done
stty -echo; printf 'Passwort: '; IFS= read -r w; stty echo; echo
[ "$w" = 'pass word' ] || { sleep 1; echo 'su: Authentication failure'; exit 1; }
exec /bin/sh -c "$l"
`,
  );
}, 30_000);
afterAll(async () => {
  await sshd.end();
  rmSync(dir, { recursive: true, force: true });
});

const meeting = (): string[] => readdirSync(tmpdir()).filter((n) => n.startsWith('.ansible-'));

async function become(connection: string, more: Partial<BecomeInfo>): Promise<string> {
  const pool = new TargetPool({ environment: env });
  const become: BecomeInfo = {
    method: 'sudo',
    user: 'root',
    password: undefined,
    exe: undefined,
    flags: undefined,
    ...more,
  };
  try {
    const t = await pool.acquire(sshd.info({ connection, become }));
    const bytes = Buffer.from([0, 1, 3, 4, 10, 13, 17, 19, 26, 28, 255, 10]);
    const echoed = await t.exec(['cat'], { stdin: bytes });
    expect(echoed.stdout.equals(bytes)).toBe(true);
    const big = Buffer.alloc(300_000, 'a\r\n\x04');
    expect((await t.exec(['cat'], { stdin: big })).stdout.equals(big)).toBe(true);
    const both = await t.shell('echo out; echo err >&2; id -un; exit 7');
    return `${both.rc} ${both.stdout.toString()}${both.stderr.toString()}`;
  } catch (e) {
    return (e as Error).message;
  } finally {
    await pool.closeAll();
  }
}

describe.each(['ssh2', 'openssh', 'local'])('become with a terminal over %s', (connection) => {
  it('gives sudo one where it asks for it', async () => {
    expect(await become(connection, { exe: sudo, user: 'nobody' })).toBe('7 out\nnobody\nerr\n');
    expect(meeting()).toEqual([]);
  }, 30_000);
  it('answers sudo', async () => {
    expect(await become(connection, { exe: strictSudo, password: 'pass word' })).toBe('7 out\nroot\nerr\n');
    expect(meeting()).toEqual([]);
  }, 30_000);
  it('answers su in its own language', async () => {
    expect(await become(connection, { method: 'su', exe: su, password: 'pass word' })).toBe(
      '7 out\nroot\nerr\n',
    );
    expect(meeting()).toEqual([]);
  }, 30_000);
  it.skipIf(connection === 'local')(
    'tells a wrong and a missing password at once',
    async () => {
      expect(await become(connection, { exe: strictSudo, password: 'no' })).toBe('Incorrect sudo password');
      expect(await become(connection, { exe: strictSudo })).toBe('Missing sudo password');
      expect(await become(connection, { method: 'su', exe: su, password: 'no' })).toBe(
        'Incorrect su password',
      );
      expect(meeting()).toEqual([]);
    },
    40_000,
  );
});
