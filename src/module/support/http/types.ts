import type { Target } from '../../../target/types.ts';

/** What get_url and uri ask for; the same for both ways of doing it (in process, or by curl or wget on the host). */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  /** Names of headers that do not go along with a redirect (lower case). */
  readonly unredirected: readonly string[];
  readonly body?: Buffer | undefined;
  /** Seconds without an answer or data. */
  readonly timeout: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly forceBasic: boolean;
  readonly validateCerts: boolean;
  readonly caPath?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly ciphers?: readonly string[] | undefined;
  readonly useProxy: boolean;
  readonly follow: FollowRedirects;
  readonly decompress: boolean;
  readonly unixSocket?: string | undefined;
  /** A private file of the host that takes the body of a 2xx answer; without it the body is held in memory. */
  readonly into?: string | undefined;
  /** Checksums of `into` to make on the way. */
  readonly hashes: readonly string[];
  /** How often a broken download is taken up again. */
  readonly resume: number;
}

export type FollowRedirects = 'all' | 'safe' | 'none' | 'urllib2';

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  /** The address that answered. */
  readonly url: string;
  readonly redirected: boolean;
  /** Names in lower case; several of one name are joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
  /** Each Set-Cookie as it came, over all answers. */
  readonly cookies: readonly string[];
  readonly body: Buffer;
  /** Bytes that went into `into`. */
  readonly size: number;
  /** Checksums of `into` as far as they were made on the way. */
  readonly digests: Readonly<Record<string, string>>;
}

/** No answer came: the text is Ansible's `msg` for status -1. */
export class HttpFailure extends Error {}

export interface HttpContext {
  readonly target: Target;
  readonly signal: AbortSignal;
  live(line: string): void;
}

/** One request without following anything. */
export type HttpHop = (ctx: HttpContext, request: HttpRequest) => Promise<HttpResponse>;
