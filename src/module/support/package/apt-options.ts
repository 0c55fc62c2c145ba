import type { OptionSpec } from '../../define.ts';

/** The parameters of apt. */
export const aptOptions: Readonly<Record<string, OptionSpec>> = {
  state: {
    default: 'present',
    choices: ['absent', 'build-dep', 'fixed', 'latest', 'present'],
    description:
      'What to bring about: present, the newest version, gone, its build dependencies, or broken dependencies mended.',
  },
  update_cache: {
    type: 'bool',
    aliases: ['update-cache'],
    description: 'Fetches the package lists first (apt-get update).',
  },
  update_cache_retries: { type: 'int', default: 5, description: 'How often the lists are tried.' },
  update_cache_retry_max_delay: {
    type: 'int',
    default: 12,
    description: 'Longest wait between two tries, in seconds; it doubles from one.',
  },
  cache_valid_time: {
    type: 'int',
    default: 0,
    description: 'Seconds for which fetched lists are good enough; implies update_cache.',
  },
  purge: { type: 'bool', default: false, description: 'Removes configuration files, too.' },
  package: {
    type: 'list',
    elements: 'str',
    aliases: ['pkg', 'name'],
    description: 'Packages: name, name=version, name=1.2*, or a pattern.',
  },
  deb: { type: 'path', description: 'A .deb file on the host, or the URL of one.' },
  install_recommends: {
    type: 'bool',
    aliases: ['install-recommends'],
    description: "Whether recommended packages come along; default is apt's own setting.",
  },
  force: {
    type: 'bool',
    default: false,
    description: 'Adds --force-yes: wrong signatures and downgrades are taken. Dangerous.',
  },
  upgrade: {
    default: 'no',
    choices: ['dist', 'full', 'no', 'safe', 'yes'],
    description: 'Upgrades all packages: yes and safe as upgrade, full and dist as dist-upgrade.',
  },
  dpkg_options: {
    default: 'force-confdef,force-confold',
    description: 'Options for dpkg, with commas between.',
  },
  autoremove: {
    type: 'bool',
    default: false,
    description: 'Removes dependencies that nothing needs any more.',
  },
  autoclean: {
    type: 'bool',
    default: false,
    description: 'Removes package files that can no longer be fetched.',
  },
  fail_on_autoremove: { type: 'bool', default: false, description: 'Fails rather than remove a package.' },
  policy_rc_d: {
    type: 'int',
    description: 'Exit code of policy-rc.d while packages are set up (101 keeps services from starting).',
  },
  only_upgrade: {
    type: 'bool',
    default: false,
    description: 'Upgrades what is installed, installs nothing new.',
  },
  force_apt_get: {
    type: 'bool',
    default: false,
    description: 'Takes apt-get instead of aptitude; this program never takes aptitude.',
  },
  clean: { type: 'bool', default: false, description: 'Empties the cache of package files.' },
  allow_unauthenticated: {
    type: 'bool',
    default: false,
    aliases: ['allow-unauthenticated'],
    description: 'Takes packages without a good signature.',
  },
  allow_downgrade: {
    type: 'bool',
    default: false,
    aliases: ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
    description: 'Lets a named version be older than the installed one.',
  },
  allow_change_held_packages: { type: 'bool', default: false, description: 'Lets held packages change.' },
  default_release: {
    aliases: ['default-release'],
    description: 'The release that packages are taken from (apt-get -t).',
  },
  lock_timeout: { type: 'int', default: 60, description: "Seconds to wait for dpkg's lock." },
};
