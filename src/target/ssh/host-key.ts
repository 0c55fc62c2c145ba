import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { notices } from '../../errors/notices.ts';
import { splitWords } from '../wrapped/words.ts';
import type { SshSettings } from './config.ts';
import { accountHome } from './home.ts';
import { addKnownKey, hostLabel, type KnownKey, keyType, knownKeys, typeLabel } from './known-hosts.ts';

/** Decides about a server's key as OpenSSH does without a terminal. */
export class HostKeyCheck {
  /** OpenSSH's words when the key is refused. */
  refusal: string | undefined;
  /** Nothing is known of the host, and nobody is there to be asked. */
  unknown = false;
  /** OpenSSH's words about a key that was added. */
  added: string | undefined;
  /** The key differs from the known one and the user said to go on: no password may be sent. */
  passwordsForbidden = false;
  readonly #known: KnownKey[];
  /** Keys of the name without a port, which count where nothing is known of the name with it. */
  readonly #portless: KnownKey[];
  readonly #label: string;

  constructor(private readonly settings: SshSettings) {
    const alias = settings.get('hostkeyalias');
    this.#label = alias ?? hostLabel(settings.hostName, settings.port);
    const files = [
      ...this.#userFiles(),
      ...this.#files('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']),
    ];
    this.#known = knownKeys(files, [this.#label]);
    this.#portless =
      alias === undefined && settings.port !== 22
        ? knownKeys(files, [settings.hostName.toLowerCase()]).filter((k) => !k.revoked && !k.authority)
        : [];
  }

  #files(keyword: string, fallback: string[]): string[] {
    const given = this.settings.get(keyword);
    return given === undefined || given === ''
      ? fallback
      : given === 'none'
        ? []
        : splitWords(given).map((f) => this.settings.expand(f));
  }
  #userFiles(): string[] {
    return this.#files(
      'userknownhostsfile',
      ['known_hosts', 'known_hosts2'].map((n) => join(accountHome(), '.ssh', n)),
    );
  }

  /** Key types that are known already, so that the server is asked for one of those first. */
  get knownTypes(): string[] {
    const own = this.#known.filter((k) => !k.revoked && !k.authority);
    return [...new Set((own.length > 0 ? own : this.#portless).map((k) => k.type))];
  }

  /** Whether the server with this public key is to be trusted. */
  accept(key: Buffer): boolean {
    const type = keyType(key);
    const label = typeLabel(type);
    const strict = (this.settings.get('stricthostkeychecking') ?? 'ask').toLowerCase();
    const bar = '@'.repeat(59);
    if (this.#known.some((k) => k.revoked && k.key.equals(key))) {
      this.refusal = `${bar}\n@       WARNING: REVOKED HOST KEY DETECTED!               @\n${bar}\nThe ${label} host key for ${this.#label} is marked as revoked.\nThis could mean that a stolen key is being used to\nimpersonate this host.\n${label} host key for ${this.#label} was revoked and you have requested strict checking.\nHost key verification failed.`;
      return false;
    }
    const own = this.#known.filter((k) => !k.revoked && !k.authority);
    if (own.some((k) => k.key.equals(key))) return true;
    const other = own.find((k) => k.type === type) ?? own[0];
    if (other !== undefined) {
      const finger = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
      const text = `${bar}\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n${bar}\nIT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\nSomeone could be eavesdropping on you right now (man-in-the-middle attack)!\nIt is also possible that a host key has just been changed.\nThe fingerprint for the ${label} key sent by the remote host is\nSHA256:${finger}.\nPlease contact your system administrator.\nAdd correct host key in ${this.#userFiles()[0]} to get rid of this message.\nOffending ${typeLabel(other.type)} key in ${other.file}:${other.line}\n  remove with:\n  ssh-keygen -f "${other.file}" -R "${this.#label}"`;
      if (strict === 'no' || strict === 'off') {
        notices().verbose(1, text, this.settings.original);
        this.passwordsForbidden = true;
        return true;
      }
      this.refusal = `${text}\nHost key for ${this.#label} has changed and you have requested strict checking.\nHost key verification failed.`;
      return false;
    }
    if (own.length === 0 && this.#portless.some((k) => k.key.equals(key))) return true;
    if (strict === 'no' || strict === 'off' || strict === 'accept-new') {
      this.added = `Warning: Permanently added '${this.#label}' (${label}) to the list of known hosts.`;
      const file = this.#userFiles()[0];
      if (
        file !== undefined &&
        file !== '/dev/null' &&
        addKnownKey(file, this.#label, key, this.settings.yes('hashknownhosts'))
      )
        notices().verbose(3, this.added, this.settings.original);
      return true;
    }
    const authority = this.#known.some((k) => k.authority)
      ? 'Host certificates (@cert-authority) are not supported.\n'
      : '';
    const unknown =
      strict === 'yes'
        ? `No ${label} host key is known for ${this.#label} and you have requested strict checking.\n`
        : '';
    this.unknown = strict !== 'yes';
    this.refusal = `${authority}${unknown}Host key verification failed.`;
    return false;
  }
}
