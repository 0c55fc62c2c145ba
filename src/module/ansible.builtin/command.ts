import { defineModule } from '../define.ts';
import { type CommandParams, commandOptions, commandReturns, runCommand } from '../support/command.ts';

export default defineModule<CommandParams>({
  shortDescription: 'Runs a program on the host, without a shell',
  description: [
    'The words are handed to the program as they are: no pipes, redirections, globs or `;`. `~` and `$VAR` are expanded on the host.',
    'Use shell where a shell is needed.',
  ],
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/command_module.html',
  options: commandOptions,
  returns: commandReturns,
  examples:
    '- name: Make the database once\n  ansible.builtin.command: /usr/bin/make_database.sh db_user creates=/path/to/database\n',
  freeForm: true,
  supportsCheckMode: true,
  run: (ctx) => runCommand(ctx, false),
});
