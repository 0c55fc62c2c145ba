import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { notices } from '../../errors/notices.ts';
import { splitWords } from '../wrapped.ts';
import type { SshSettings } from './config.ts';
import { addKnownKey, hostLabel, type KnownKey, keyType, knownKeys, typeLabel } from './known-hosts.ts';

/** Decides about a server's key as OpenSSH does without a terminal. */
export class HostKeyCheck {
  /** OpenSSH's words when the key is refused. */
  refusal: string | undefined;
  /** The key differs from the known one and the user said to go on: no password may be sent. */
  passwordsForbidden = false;
  readonly #known: KnownKey[];
  readonly #label: string;

  constructor(
    private readonly settings: SshSettings,
    private readonly address: string,
  ) {
    const alias = settings.get('hostkeyalias');
    this.#label = alias ?? hostLabel(settings.hostName, settings.port);
    this.#known = knownKeys(
      [
        ...this.#userFiles(),
        ...this.#files('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']),
      ],
      [this.#label],
    );
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
      ['known_hosts', 'known_hosts2'].map((n) => join(homedir(), '.ssh', n)),
    );
  }

  /** Key types that are known already, so that the server is asked for one of those first. */
  get knownTypes(): string[] {
    return [...new Set(this.#known.filter((k) => !k.revoked && !k.authority).map((k) => k.type))];
  }

  /** Whether the server with this public key is to be trusted. */
  accept(key: Buffer): boolean {
    const type = keyType(key);
    const label = typeLabel(type);
    const strict = (this.settings.get('stricthostkeychecking') ?? 'ask').toLowerCase();
    if (this.#known.some((k) => k.revoked && k.key.equals(key))) {
      this.refusal = `The ${label} host key for ${this.#label} is marked as revoked.\nHost key verification failed.`;
      return false;
    }
    const own = this.#known.filter((k) => !k.revoked && !k.authority);
    if (own.some((k) => k.key.equals(key))) return true;
    const other = own.find((k) => k.type === type) ?? own[0];
    if (other !== undefined) {
      const finger = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
      const bar = '@'.repeat(59);
      const text = `${bar}\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n${bar}\nIT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\nSomeone could be eavesdropping on you right now (man-in-the-middle attack)!\nIt is also possible that a host key has just been changed.\nThe fingerprint for the ${label} key sent by the remote host is\nSHA256:${finger}.\nPlease contact your system administrator.\nAdd correct host key in ${this.#userFiles()[0]} to get rid of this message.\nOffending ${typeLabel(other.type)} key in ${other.file}:${other.line}`;
      if (strict === 'no' || strict === 'off') {
        notices().verbose(1, text, this.settings.original);
        this.passwordsForbidden = true;
        return true;
      }
      this.refusal = `${text}\nHost key for ${this.#label} has changed and you have requested strict checking.\nHost key verification failed.`;
      return false;
    }
    if (strict === 'no' || strict === 'off' || strict === 'accept-new') {
      const file = this.#userFiles()[0];
      if (
        file !== undefined &&
        file !== '/dev/null' &&
        addKnownKey(file, this.#label, key, this.settings.yes('hashknownhosts'))
      )
        notices().verbose(
          3,
          `Warning: Permanently added '${this.#label}' (${label}) to the list of known hosts.`,
          this.settings.original,
        );
      return true;
    }
    const authority = this.#known.some((k) => k.authority)
      ? 'Host certificates (@cert-authority) are not supported.\n'
      : '';
    const unknown =
      strict === 'yes'
        ? `No ${label} host key is known for ${this.#label} and you have requested strict checking.\n`
        : '';
    this.refusal = `${authority}${unknown}Host key verification failed.`;
    void this.address;
    return false;
  }
}
