import { defineModule } from '../define.ts';
import { type CommandParams, commandOptions, commandReturns, runCommand } from '../support/command.ts';

export default defineModule<CommandParams>({
  shortDescription: 'Runs a command text by a shell on the host',
  description: 'As command, but the text goes through /bin/sh, or the shell that `executable` names.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/shell_module.html',
  options: commandOptions,
  returns: commandReturns,
  examples:
    '- name: Keep the output in a log\n  ansible.builtin.shell: somescript.sh >> somelog.txt\n  args:\n    chdir: somedir/\n',
  freeForm: true,
  supportsCheckMode: true,
  run: (ctx) => runCommand(ctx, true),
});
