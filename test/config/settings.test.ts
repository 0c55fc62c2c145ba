import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'cfg-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const read = (cfg: string, env: Record<string, string> = {}) => {
  const file = join(dir, 'ansible.cfg');
  writeFileSync(file, cfg);
  return loadSettings({ cwd: dir, env: { HOME: '/home/x', ANSIBLE_CONFIG: file, ...env } });
};

// Answers of ansible-config dump of ansible-core 2.14.18 to the same files.
describe('settings', () => {
  it('reads the ini dialect and the types', () => {
    const s = read(
      "[defaults]\nforks = 7 ; seven\nroles_path = ./roles:$HOME/x:~/y:{{CWD}}/z:/abs/../q:$UNSET/k\nnocows = maybe\nlog_path = ./a.log\ncallback_whitelist = profile_tasks, timer,\nremote_user = 'bob'\nansible_managed = Ansible %(x)s {{ x }}\ninternal_poll_interval = 1\nModule_name : shell\n[ssh_connection]\npipelining = True\nssh_args = -o A=b -o C=d\nretries = 3\n",
    );
    expect(s.int('DEFAULT_FORKS')).toBe(7);
    expect(s.list('DEFAULT_ROLES_PATH')).toEqual([
      `${dir}/roles`,
      '/home/x/x',
      '/home/x/y',
      `${dir}/z`,
      '/q',
      `${dir}/$UNSET/k`,
    ]);
    expect(s.bool('ANSIBLE_NOCOWS')).toBe(false);
    expect(s.text('DEFAULT_LOG_PATH')).toBe(`${dir}/a.log`);
    expect(s.list('CALLBACKS_ENABLED')).toEqual(['profile_tasks', 'timer', '']);
    expect(s.text('DEFAULT_REMOTE_USER')).toBe('bob');
    expect(s.text('DEFAULT_MANAGED_STR')).toBe('Ansible %(x)s {{ x }}');
    expect(s.text('DEFAULT_MODULE_NAME')).toBe('shell');
    expect(s.plugin('connection', 'ssh', 'pipelining')).toBe(true);
    expect(s.plugin('connection', 'ssh', 'ssh_args')).toBe('-o A=b -o C=d');
    expect(s.plugin('connection', 'ssh', 'reconnection_retries')).toBe(3);
    expect(s.origin('DEFAULT_FORKS')).toBe(join(dir, 'ansible.cfg'));
  });
  it('lets the environment win, and variables over it for plugins', () => {
    const s = read('[defaults]\nforks=3\n', {
      ANSIBLE_FORKS: ' 9 ',
      ANSIBLE_CALLBACK_WHITELIST: 'timer',
      ANSIBLE_REMOTE_PORT: '',
    });
    expect([s.int('DEFAULT_FORKS'), s.origin('DEFAULT_FORKS')]).toEqual([9, 'env: ANSIBLE_FORKS']);
    expect(s.list('CALLBACKS_ENABLED')).toEqual(['timer']);
    expect(s.get('DEFAULT_REMOTE_PORT')).toBe(null);
    expect(s.plugin('connection', 'ssh', 'port', (n) => (n === 'ansible_port' ? '22' : undefined))).toBe(22);
    expect(s.pluginVars('connection', 'ssh', 'port')).toEqual(['ansible_port', 'ansible_ssh_port']);
  });
  it.each([
    [
      '[defaults]\nforks = abc\n',
      "Invalid type for configuration option setting: DEFAULT_FORKS (from FILE): invalid literal for int() with base 10: 'abc'",
    ],
    [
      '[defaults]\ngathering = bad\n',
      'Invalid value "bad" for configuration option "setting: DEFAULT_GATHERING ", valid values are: implicit, explicit, smart',
    ],
    [
      'forks=3\n',
      "Error reading config file (FILE): File contains no section headers.\nfile: '<string>', line: 1\n'forks=3\\n'",
    ],
    [
      '[defaults]\nforks\n',
      "Error reading config file (FILE): Source contains parsing errors: '<string>'\n\t[line  2]: 'forks\\n'",
    ],
    [
      '[defaults]\nforks=3\nforks=4\n',
      "Error reading config file (FILE): While reading from '<string>' [line  3]: option 'forks' in section 'defaults' already exists",
    ],
  ])('fails as Ansible does: %j', (cfg, message) => {
    expect(() => read(cfg)).toThrow(message.replaceAll('FILE', join(dir, 'ansible.cfg')));
  });
});
