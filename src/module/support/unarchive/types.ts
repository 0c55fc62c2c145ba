import type { PlainObject } from '../../../value/plain.ts';
import type { ModuleContext } from '../../define.ts';
import type { FileCommonParams } from '../file-attributes.ts';

export interface UnarchiveParams extends FileCommonParams {
  readonly src: string;
  readonly dest: string;
  readonly remote_src: boolean;
  readonly creates: string | null;
  readonly list_files: boolean;
  readonly keep_newer: boolean;
  readonly exclude: string[];
  readonly include: string[];
  readonly extra_opts: string[];
  readonly decrypt: boolean;
  readonly validate_certs: boolean;
  readonly copy: boolean;
}

/** One kind of archive. */
export interface Handler {
  /** Ansible's name of it. */
  readonly name: string;
  /** Names in the archive as they will lie under the destination; excluded ones left out. */
  files(): Promise<string[]>;
  /** Whether all of it lies there already; `diff` as rsync itemizes changes, where the handler makes one. */
  check(): Promise<{ readonly unarchived: boolean; readonly diff?: string }>;
  extract(): Promise<PlainObject & { readonly rc: number }>;
  /** False where a check without extracting is not offered. */
  readonly checkMode: boolean;
}

export type UnarchiveContext = ModuleContext<UnarchiveParams>;
