import type { OptionSpec } from '../../define.ts';

/** The parameters that yum and dnf share. */
export const rpmOptions: Readonly<Record<string, OptionSpec>> = {
  name: {
    type: 'list',
    elements: 'str',
    aliases: ['pkg'],
    default: [],
    description: 'Packages: name, name-1.2, name >= 1.2, @group, a path, a URL, or *.',
  },
  state: {
    choices: ['absent', 'installed', 'latest', 'present', 'removed'],
    description: 'What to bring about; default is present, or absent with autoremove.',
  },
  exclude: { type: 'list', elements: 'str', default: [], description: 'Packages to leave out.' },
  list: {
    description: 'Lists packages instead of changing any: installed, updates, available, repos, or a name.',
  },
  enablerepo: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Repositories to switch on for this task.',
  },
  disablerepo: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Repositories to switch off for this task.',
  },
  conf_file: { description: 'Configuration file in place of the usual one.' },
  disable_gpg_check: {
    type: 'bool',
    default: false,
    description: 'Takes packages without a good signature.',
  },
  skip_broken: {
    type: 'bool',
    default: false,
    description: 'Leaves out packages whose dependencies do not work out.',
  },
  update_cache: {
    type: 'bool',
    default: false,
    aliases: ['expire-cache'],
    description: 'Fetches the metadata anew.',
  },
  validate_certs: { type: 'bool', default: true, description: 'Checks certificates of https sources.' },
  sslverify: { type: 'bool', default: true, description: 'Checks certificates of repositories.' },
  update_only: {
    type: 'bool',
    default: false,
    description: 'With latest: upgrades what is installed, installs nothing new.',
  },
  installroot: { default: '/', description: 'Directory of another system to work on.' },
  security: {
    type: 'bool',
    default: false,
    description: 'With latest: only upgrades that are marked as security.',
  },
  bugfix: {
    type: 'bool',
    default: false,
    description: 'With latest: only upgrades that are marked as bugfix.',
  },
  allow_downgrade: {
    type: 'bool',
    default: false,
    description: 'Lets a named version be older than the installed one.',
  },
  enable_plugin: { type: 'list', elements: 'str', default: [], description: 'Plugins to switch on.' },
  disable_plugin: { type: 'list', elements: 'str', default: [], description: 'Plugins to switch off.' },
  releasever: { description: 'Release that packages are taken from.' },
  autoremove: {
    type: 'bool',
    default: false,
    description: 'Removes dependencies that nothing needs any more.',
  },
  disable_excludes: { description: 'Excludes of the configuration to ignore: all, main, or a repository.' },
  download_only: { type: 'bool', default: false, description: 'Fetches packages and installs none.' },
  download_dir: { description: 'Where fetched packages go; with download_only.' },
  lock_timeout: { type: 'int', default: 30, description: 'Seconds to wait for the lock.' },
  install_weak_deps: { type: 'bool', default: true, description: 'Installs weak dependencies, too.' },
  install_repoquery: {
    type: 'bool',
    default: true,
    description: 'Without effect: nothing has to be installed for this program.',
  },
  cacheonly: { type: 'bool', default: false, description: 'Runs from the cache, fetches nothing.' },
  allowerasing: {
    type: 'bool',
    default: false,
    description: 'With dnf: removes installed packages where dependencies need it.',
  },
  nobest: {
    type: 'bool',
    default: false,
    description: 'With dnf: takes an older package where the newest does not work out.',
  },
};
