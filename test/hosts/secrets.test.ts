import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Vault } from '../../src/vault/vault.ts';
import { noPrivateHost, noTrace, PrivateHost, straced } from './private-host.ts';

// Planted secrets must turn up nowhere: not in what any process on either side is started with (arguments, environment),
// not in a file name, not in output, log, fact cache, reports or what is left behind.
vi.setConfig({ testTimeout: 300_000 });
const program = resolve(import.meta.dirname, '../../bin/ansible-playbook');
const why = noPrivateHost() ?? noTrace();
const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
const trace = join(dir, 'trace.host');
const secrets = {
  become: 'Hx1becomeSecret',
  login: 'Hx2loginSecret',
  vault: 'Hx3vaultSecret',
  value: 'Hx4valueSecret',
  wrong: 'Hx5wrongSecret',
  prompted: 'Hx6promptSecret',
};
const host = new PrivateHost(
  [
    { name: 'asker', sudo: 'password', password: secrets.become },
    { name: 'guest', password: secrets.login },
    { name: 'other' },
  ],
  { trace, sshd: 'PasswordAuthentication yes' },
);

interface Found {
  readonly output: string;
  readonly exit: number | null;
  /** "where: which secret" of each find. */
  readonly leaks: string[];
}

let count = 0;

/** Everything that holds text below a directory. */
function filesBelow(top: string): string[] {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name));
}

const forms = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('hex'),
  ...[0, 1, 2].map((n) =>
    Buffer.from(`${'x'.repeat(n)}${secret}`)
      .toString('base64')
      .slice(n === 0 ? 0 : 4, -4),
  ),
];

/** Runs a play under the eye of strace on both sides, and looks for every secret afterwards. */
async function run(
  play: unknown,
  args: readonly string[] = [],
  more: { env?: Record<string, string>; input?: string; signal?: NodeJS.Signals; user?: string } = {},
): Promise<Found> {
  const work = join(dir, `run${++count}`);
  const home = join(work, 'home');
  mkdirSync(join(work, 'library'), { recursive: true });
  mkdirSync(home);
  writeFileSync(join(work, 'play.yml'), JSON.stringify(play));
  const vault = new Vault([{ id: 'default', password: Buffer.from(secrets.vault) }]);
  const vars = {
    s_become: secrets.become,
    s_login: secrets.login,
    s_value: secrets.value,
    s_wrong: secrets.wrong,
  };
  writeFileSync(join(work, 'secret.yml'), vault.encrypt(JSON.stringify(vars)));
  for (const [name, text] of Object.entries(library)) writeFileSync(join(work, 'library', name), text);
  writeFileSync(join(work, 't.j2'), 'password={{ s_value }}\n');
  // the inputs that hold secrets stand outside what is searched
  const inputs = join(dir, `input${count}`);
  mkdirSync(inputs);
  writeFileSync(join(inputs, 'vault'), secrets.vault, { mode: 0o600 });
  writeFileSync(join(inputs, 'become'), secrets.become, { mode: 0o600 });
  const before = new Set(readdirSync('/tmp'));
  const out: Buffer[] = [];
  const mine = join(dir, `trace${count}`);
  const command = [
    ...straced(mine),
    ...[process.execPath, program, '-i', 'box,', '-vvvvv', 'play.yml', '-e', '@secret.yml'],
    ...args.map((a) => a.replace('INPUT', inputs)),
  ];
  if (!args.some((a) => /vault/.test(a))) command.push('--vault-password-file', join(inputs, 'vault'));
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: work,
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: home,
      ANSIBLE_SSH_ARGS: `-F ${host.config(more.user ?? 'asker')}`,
      ANSIBLE_LOG_PATH: join(work, 'run.log'),
      ANSIBLE_CACHE_PLUGIN: 'jsonfile',
      ANSIBLE_CACHE_PLUGIN_CONNECTION: join(work, 'cache'),
      ANSIBLE_CALLBACKS_ENABLED: 'profile_tasks,timer,junit,tree',
      ANSIBLE_CALLBACK_TREE_DIR: join(work, 'tree'),
      JUNIT_OUTPUT_DIR: join(work, 'junit'),
      ANSIBLE_RETRY_FILES_ENABLED: '1',
      ...more.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (d: Buffer) => {
    out.push(d);
    if (more.signal && d.includes('waiting here')) child.kill(more.signal);
  });
  child.stderr.on('data', (d: Buffer) => out.push(d));
  child.stdin.on('error', () => {});
  child.stdin.end(more.input ?? '');
  const exit = await new Promise<number | null>((done) => child.on('close', done));
  const output = Buffer.concat(out).toString('utf8');
  const places: Array<[string, string]> = [
    ['output', output],
    ['programs and files here', readFileSync(mine, 'latin1')],
    ['programs and files on the host', readFileSync(trace, 'latin1')],
    [
      'names in /tmp',
      readdirSync('/tmp')
        .filter((n) => !before.has(n))
        .join('\n'),
    ],
  ];
  for (const top of [work, join(host.dir, 'asker'), join(host.dir, 'guest')])
    for (const file of filesBelow(top)) places.push([file, `${file}\n${readFileSync(file, 'latin1')}`]);
  writeFileSync(trace, '');
  const leaks: string[] = [];
  for (const [where, text] of places)
    for (const [name, secret] of Object.entries(secrets))
      if (forms(secret).some((f) => text.includes(f))) leaks.push(`${where}: ${name}`);
  return { output, exit, leaks };
}

const library = {
  'hides.py': `#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
m = AnsibleModule(argument_spec=dict(token=dict(no_log=True), fail=dict(type='bool')))
if m.params['fail']:
    m.fail_json(msg='bad token %s' % m.params['token'])
m.run_command(['cat'], data=m.params['token'])
m.exit_json(changed=True, echo=m.params['token'], url='http://u:%s@x/' % m.params['token'])
`,
  'crash.py': `#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
m = AnsibleModule(argument_spec=dict(token=dict(no_log=True)))
raise ValueError('a traceback')
`,
  'wants.sh': `#!/bin/sh
# WANT_JSON
grep -q token "$1" && echo '{"changed": true, "got": "it"}'
`,
  'words.sh': `#!/bin/sh
. "$1"
[ -n "$token" ] && echo '{"changed": true, "got": "it"}'
`,
};

const kept = (task: Record<string, unknown>): Record<string, unknown> => ({ no_log: true, ...task });
const become = { become: true, vars: { ansible_become_password: '{{ s_become }}' } };

/** What jobs do with secrets: under no_log, or by options that are secret themselves. */
const everyday = [
  { setup: {} },
  kept({
    copy: { content: 'x={{ s_value }}', dest: '/root/kept/a', mode: '0600' },
  }),
  kept({ copy: { content: 'x={{ s_value }}2', dest: '/root/kept/a', backup: true } }),
  kept({ template: { src: 't.j2', dest: '/root/kept/b' } }),
  kept({ lineinfile: { path: '/root/kept/b', line: 'token={{ s_value }}', regexp: '^token' } }),
  kept({ blockinfile: { path: '/root/kept/b', block: 'block {{ s_value }}' } }),
  kept({ replace: { path: '/root/kept/b', regexp: 'password', replace: '{{ s_value }}' } }),
  kept({ ini_file: { path: '/root/kept/i', section: 's', option: 'o', value: '{{ s_value }}' } }),
  kept({ shell: 'cat >/root/kept/c', args: { stdin: '{{ s_value }}' } }),
  kept({ command: 'cat', args: { stdin: '{{ s_value }}' }, register: 'said' }),
  kept({ command: 'cat /root/kept/a', async: 20, poll: 1 }),
  kept({ slurp: { src: '/root/kept/a' }, register: 'slurped' }),
  kept({ debug: { msg: '{{ said.stdout }} {{ slurped }}' } }),
  kept({ debug: { var: 's_value' }, loop: ['{{ s_value }}', 2] }),
  kept({ set_fact: { hidden: '{{ s_value }}' } }),
  kept({ fail: { msg: 'no {{ s_value }}' }, ignore_errors: true }),
  kept({ assert: { that: "s_value == 'x'", fail_msg: '{{ s_value }}' }, ignore_errors: true }),
  kept({
    command: 'cat',
    args: { stdin: '{{ s_value }}' },
    register: 'r',
    until: 'false',
    retries: 1,
    delay: 0,
    ignore_errors: true,
  }),
  kept({ include_vars: { file: 'secret.yml' } }),
  { user: { name: 'other', password: '{{ s_value }}', update_password: 'always' }, ignore_errors: true },
  {
    uri: {
      url: 'http://127.0.0.1:9/',
      url_username: 'u',
      url_password: '{{ s_value }}',
      force_basic_auth: true,
    },
    ignore_errors: true,
  },
  {
    get_url: {
      url: 'http://127.0.0.1:9/',
      dest: '/root/kept/g',
      url_username: 'u',
      url_password: '{{ s_value }}',
    },
    ignore_errors: true,
  },
  { hides: { token: '{{ s_value }}' } },
  { hides: { token: '{{ s_value }}', fail: true }, ignore_errors: true },
  { hides: { token: '{{ s_value }}' }, async: 20, poll: 1 },
  { crash: { token: '{{ s_value }}' }, ignore_errors: true },
  kept({ wants: { token: '{{ s_value }}' } }),
  kept({ words: { token: '{{ s_value }}' } }),
];
/** Those whose results say most. */
const told = everyday.filter(
  (t) => !/setup|replace|_file|template|uri|url|user|hides.*async/.test(JSON.stringify(t)),
);
const prepare = [{ file: { path: '/root/kept', state: 'directory', mode: '0700' } }];
const play = (tasks: readonly unknown[], more: Record<string, unknown> = {}): unknown => [
  { hosts: 'all', gather_facts: false, ...become, ...more, tasks: [...prepare, ...tasks] },
];

describe.skipIf(why !== undefined || !existsSync(program))(`secrets${why ? ` (${why})` : ''}`, () => {
  beforeAll(() => host.start(), 60_000);
  afterAll(async () => {
    await host.end();
    rmSync(dir, { recursive: true, force: true });
  });

  test('everyday tasks, become with a password of a vault', async () => {
    const r = await run(play(everyday), ['-D']);
    expect(r.output).not.toMatch(/unreachable=[1-9]|ERROR!/);
    expect(r.output).toMatch(/failed=0/);
    expect(r.leaks).toEqual([]);
  });

  test.each(['json', 'yaml', 'minimal', 'oneline', 'debug'])('stdout callback %s', async (name) => {
    const r = await run(play(told), ['-D', '--become-password-file', 'INPUT/become'], {
      env: { ANSIBLE_STDOUT_CALLBACK: name, ANSIBLE_DEBUG: '1' },
    });
    expect(r.leaks).toEqual([]);
  });

  test('passwords typed in, on this machine too', async () => {
    const asked = {
      hosts: 'localhost',
      connection: 'local',
      gather_facts: false,
      vars_prompt: [{ name: 'p', prompt: 'p', private: true }],
      tasks: [kept({ command: 'cat', args: { stdin: '{{ p }}' } })],
    };
    const input = `${secrets.become}\n${secrets.vault}\n${secrets.prompted}\n`;
    const r = await run([play(prepare), [asked]].flat(2), ['-K', '--ask-vault-pass'], { input });
    expect(r.leaks).toEqual([]);
    expect(r.output).toMatch(/box .*unreachable=0 +failed=0/);
  });

  test.each(['ssh2', 'openssh'])('the login password over %s', async (connection) => {
    const vars = { ansible_password: '{{ s_login }}', ansible_connection: connection };
    const r = await run(
      [{ hosts: 'all', vars, tasks: [{ command: 'id' }, kept({ command: 'false' })] }],
      [],
      {
        user: 'guest',
        env: {
          ANSIBLE_HOST_KEY_CHECKING: 'False',
          ANSIBLE_SSH_ARGS: `-F ${host.config('guest')} -o PubkeyAuthentication=no -o PreferredAuthentications=password`,
        },
      },
    );
    expect(r.output).toMatch(/ok=2 .*unreachable=0 +failed=1/);
    expect(r.leaks).toEqual([]);
  });

  test('wrong passwords', async () => {
    const wrong = { vars: { ansible_become_password: '{{ s_wrong }}' } };
    const r = await run(play(prepare, wrong));
    expect(r.output).toContain('Incorrect sudo password');
    expect(r.leaks).toEqual([]);
    const login = await run([{ hosts: 'all', vars: { ansible_password: '{{ s_wrong }}' }, tasks: [] }], [], {
      user: 'guest',
      env: { ANSIBLE_SSH_ARGS: `-F ${host.config('guest')} -o PubkeyAuthentication=no` },
    });
    expect(login.output).toContain('Permission denied');
    expect(login.leaks).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGABRT'] as const)('ended by %s', async (signal) => {
    const tasks = [
      kept({ copy: { content: '{{ s_value }}', dest: '/root/kept/a' } }),
      { debug: { msg: 'waiting here' } },
      kept({ shell: 'cat >/dev/null; sleep 20', args: { stdin: '{{ s_value }}' } }),
    ];
    const r = await run(play(tasks), [], { signal });
    expect(r.output).toContain('waiting here');
    expect(r.leaks).toEqual([]);
  });

  test('a crash of the program', async () => {
    const hook = join(dir, 'crash.cjs');
    writeFileSync(hook, 'setTimeout(() => { throw new Error("on purpose"); }, 2500);');
    const tasks = [kept({ shell: 'cat >/dev/null; sleep 20', args: { stdin: '{{ s_value }}' } })];
    const r = await run(play(tasks), [], { env: { NODE_OPTIONS: `--require ${hook}` } });
    expect(r.output).toContain('on purpose');
    expect(r.leaks).toEqual([]);
  });

  // The eye sees: each of these leaks is the play's own doing, and must be found where it is.
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['an argument', kept({ command: 'true {{ s_value }}' }), /programs and files on the host: value/],
    ['the environment', kept({ command: 'true', environment: { T: '{{ s_value }}' } }), /on the host: value/],
    ['a file name', kept({ file: { path: '/tmp/{{ s_value }}', state: 'touch' } }), /on the host: value/],
    [
      'this machine',
      kept({ command: 'true {{ s_value }}', delegate_to: 'localhost', become: false }),
      /here: value/,
    ],
    ['output', { debug: { msg: '{{ s_value }}' } }, /output: value/],
    ['base64', { debug: { msg: '{{ s_value | b64encode }}' } }, /output: value/],
    ['the log', { debug: { msg: '{{ s_value }}' } }, /run\.log: value/],
    ['the fact cache', { set_fact: { v: '{{ s_value }}', cacheable: true } }, /cache\/box: value/],
    ['a file left', kept({ copy: { content: '{{ s_value }}', dest: '~asker/x' } }), /asker\/x: value/],
  ])('finds a planted leak: %s', async (_, task, leak) => {
    const r = await run(
      play([task, { file: { path: '~asker/x', state: 'absent' } }].slice(0, task['copy'] ? 1 : 2)),
    );
    expect(r.leaks.join('\n')).toMatch(leak);
    rmSync(join(host.dir, 'asker', 'x'), { force: true });
    for (const n of readdirSync('/tmp')) if (n === secrets.value) rmSync(join('/tmp', n));
  });
});
