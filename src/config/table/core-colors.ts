/** Facts of ansible-core 2.14's `ansible-config list`: type, default, environment variables, ini entries, the rest. */
import type { SettingRow } from '../setting.ts';

const COLORS = [
  'black',
  'bright gray',
  'blue',
  'white',
  'green',
  'bright blue',
  'cyan',
  'bright green',
  'red',
  'bright cyan',
  'purple',
  'bright red',
  'yellow',
  'bright purple',
  'dark gray',
  'bright yellow',
  'magenta',
  'bright magenta',
  'normal',
];

export const SETTINGS_COLORS: Readonly<Record<string, SettingRow>> = {
  COLOR_CHANGED: [null, 'yellow', ['ANSIBLE_COLOR_CHANGED'], ['colors.changed'], { choices: COLORS }],
  COLOR_CONSOLE_PROMPT: [
    null,
    'white',
    ['ANSIBLE_COLOR_CONSOLE_PROMPT'],
    ['colors.console_prompt'],
    { choices: COLORS },
  ],
  COLOR_DEBUG: [null, 'dark gray', ['ANSIBLE_COLOR_DEBUG'], ['colors.debug'], { choices: COLORS }],
  COLOR_DEPRECATE: [null, 'purple', ['ANSIBLE_COLOR_DEPRECATE'], ['colors.deprecate'], { choices: COLORS }],
  COLOR_DIFF_ADD: [null, 'green', ['ANSIBLE_COLOR_DIFF_ADD'], ['colors.diff_add'], { choices: COLORS }],
  COLOR_DIFF_LINES: [null, 'cyan', ['ANSIBLE_COLOR_DIFF_LINES'], ['colors.diff_lines'], { choices: COLORS }],
  COLOR_DIFF_REMOVE: [
    null,
    'red',
    ['ANSIBLE_COLOR_DIFF_REMOVE'],
    ['colors.diff_remove'],
    { choices: COLORS },
  ],
  COLOR_ERROR: [null, 'red', ['ANSIBLE_COLOR_ERROR'], ['colors.error'], { choices: COLORS }],
  COLOR_HIGHLIGHT: [null, 'white', ['ANSIBLE_COLOR_HIGHLIGHT'], ['colors.highlight'], { choices: COLORS }],
  COLOR_OK: [null, 'green', ['ANSIBLE_COLOR_OK'], ['colors.ok'], { choices: COLORS }],
  COLOR_SKIP: [null, 'cyan', ['ANSIBLE_COLOR_SKIP'], ['colors.skip'], { choices: COLORS }],
  COLOR_UNREACHABLE: [
    null,
    'bright red',
    ['ANSIBLE_COLOR_UNREACHABLE'],
    ['colors.unreachable'],
    { choices: COLORS },
  ],
  COLOR_VERBOSE: [null, 'blue', ['ANSIBLE_COLOR_VERBOSE'], ['colors.verbose'], { choices: COLORS }],
  COLOR_WARN: [null, 'bright purple', ['ANSIBLE_COLOR_WARN'], ['colors.warn'], { choices: COLORS }],
};
