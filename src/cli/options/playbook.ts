import type { Settings } from '../../config/settings.ts';
import type { CommandSpec, OptionDef } from './spec.ts';

const CONNECTION = 'Connection Options';
const BECOME = 'Privilege Escalation Options';

/** Options that ansible-playbook 2.14 has, in the order of its usage line. Help shows the settings in force. */
export function playbookSpec(settings: Settings | undefined): CommandSpec {
  const now = (name: string, fallback: string): string => {
    const v = settings?.get(name);
    return v === undefined ? fallback : v === null ? 'None' : String(v);
  };
  const value = (flags: string, dest: string, help: string, more: Partial<OptionDef> = {}): OptionDef => ({
    flags: flags.split(' '),
    dest,
    action: 'value',
    help,
    ...more,
  });
  const flag = (flags: string, dest: string, help: string, more: Partial<OptionDef> = {}): OptionDef =>
    value(flags, dest, help, { action: 'flag', ...more });
  const options: OptionDef[] = [
    flag('-h --help', 'help', 'show this help message and exit', { action: 'help' }),
    flag(
      '--version',
      'version',
      "show program's version number, config file location, configured module search path, module location, executable location and exit",
      { action: 'version' },
    ),
    flag(
      '-v --verbose',
      'verbosity',
      'Causes Ansible to print more debug messages. Adding multiple -v will increase the verbosity, the builtin plugins currently evaluate up to -vvvvvv. A reasonable level to start is -vvv, connection debugging might require -vvvv.',
      { action: 'count' },
    ),
    value('--private-key --key-file', 'private_key_file', 'use this file to authenticate the connection', {
      group: CONNECTION,
    }),
    value(
      '-u --user',
      'remote_user',
      `connect as this user (default=${now('DEFAULT_REMOTE_USER', 'None')})`,
      { group: CONNECTION },
    ),
    value(
      '-c --connection',
      'connection',
      `connection type to use (default=${now('DEFAULT_TRANSPORT', 'smart')})`,
      { group: CONNECTION },
    ),
    value(
      '-T --timeout',
      'timeout',
      `override the connection timeout in seconds (default=${now('DEFAULT_TIMEOUT', '10')})`,
      {
        group: CONNECTION,
        type: 'int',
      },
    ),
    value(
      '--ssh-common-args',
      'ssh_common_args',
      'specify common arguments to pass to sftp/scp/ssh (e.g. ProxyCommand)',
      {
        group: CONNECTION,
      },
    ),
    value(
      '--sftp-extra-args',
      'sftp_extra_args',
      'specify extra arguments to pass to sftp only (e.g. -f, -l)',
      { group: CONNECTION },
    ),
    value('--scp-extra-args', 'scp_extra_args', 'specify extra arguments to pass to scp only (e.g. -l)', {
      group: CONNECTION,
    }),
    value('--ssh-extra-args', 'ssh_extra_args', 'specify extra arguments to pass to ssh only (e.g. -R)', {
      group: CONNECTION,
    }),
    flag('-k --ask-pass', 'ask_pass', 'ask for connection password', { exclusive: 'connection' }),
    value(
      '--connection-password-file --conn-pass-file',
      'connection_password_file',
      'Connection password file',
      {
        exclusive: 'connection',
      },
    ),
    flag('--force-handlers', 'force_handlers', 'run handlers even if a task fails'),
    flag('--flush-cache', 'flush_cache', 'clear the fact cache for every host in inventory'),
    flag('-b --become', 'become', 'run operations with become (does not imply password prompting)', {
      group: BECOME,
    }),
    value(
      '--become-method',
      'become_method',
      `privilege escalation method to use (default=${now('DEFAULT_BECOME_METHOD', 'sudo')}), use \`ansible-doc -t become -l\` to list valid choices.`,
      { group: BECOME },
    ),
    value(
      '--become-user',
      'become_user',
      `run operations as this user (default=${now('DEFAULT_BECOME_USER', 'root')})`,
      { group: BECOME },
    ),
    flag('-K --ask-become-pass', 'become_ask_pass', 'ask for privilege escalation password', {
      exclusive: 'become',
    }),
    value('--become-password-file --become-pass-file', 'become_password_file', 'Become password file', {
      exclusive: 'become',
    }),
    value('-t --tags', 'tags', 'only run plays and tasks tagged with these values', { action: 'append' }),
    value('--skip-tags', 'skip_tags', 'only run plays and tasks whose tags do not match these values', {
      action: 'append',
    }),
    flag(
      '-C --check',
      'check',
      "don't make any changes; instead, try to predict some of the changes that may occur",
    ),
    flag(
      '-D --diff',
      'diff',
      'when changing (small) files and templates, show the differences in those files; works great with --check',
    ),
    value(
      '-i --inventory --inventory-file',
      'inventory',
      'specify inventory host path or comma separated host list. --inventory-file is deprecated',
      { action: 'append' },
    ),
    flag('--list-hosts', 'listhosts', 'outputs a list of matching hosts; does not execute anything else'),
    value('-l --limit', 'subset', 'further limit selected hosts to an additional pattern'),
    value(
      '-e --extra-vars',
      'extra_vars',
      'set additional variables as key=value or YAML/JSON, if filename prepend with @',
      {
        action: 'append',
      },
    ),
    value('--vault-id', 'vault_ids', 'the vault identity to use', { action: 'append' }),
    flag('--ask-vault-password --ask-vault-pass', 'ask_vault_pass', 'ask for vault password', {
      exclusive: 'vault',
      moreFlags: ['-J'],
    }),
    value('--vault-password-file --vault-pass-file', 'vault_password_files', 'vault password file', {
      action: 'append',
      exclusive: 'vault',
    }),
    value(
      '-f --forks',
      'forks',
      `specify number of parallel processes to use (default=${now('DEFAULT_FORKS', '5')})`,
      { type: 'int' },
    ),
    value(
      '-M --module-path',
      'module_path',
      'prepend colon-separated path(s) to module library (default={{ ANSIBLE_HOME ~ "/plugins/modules:/usr/share/ansible/plugins/modules" }})',
      { action: 'append' },
    ),
    flag('--syntax-check', 'syntax', 'perform a syntax check on the playbook, but do not execute it'),
    flag('--list-tasks', 'listtasks', 'list all tasks that would be executed'),
    flag('--list-tags', 'listtags', 'list all available tags'),
    flag('--step', 'step', 'one-step-at-a-time: confirm each task before running'),
    value('--start-at-task', 'start_at_task', 'start the playbook at the task matching this name'),
  ];
  return {
    program: 'ansible-playbook',
    description: 'Runs Ansible playbooks, executing the defined tasks on the targeted hosts.',
    options,
    positional: { dest: 'playbook', help: 'Playbook(s)' },
    groups: {
      [CONNECTION]: 'control as whom and how to connect to hosts',
      [BECOME]: 'control how and which user you become as on target hosts',
    },
  };
}
