import type { Value } from '../value/types.ts';

/** How the text of a template file is rendered: the template module's options. Same shape as module/define.ts has it. */
export interface TemplateRequest {
  /** More variables, over the templar's. */
  readonly extra?: Map<string, Value> | undefined;
  /** Directories that `include` and `import` of templates search. */
  readonly searchPath?: readonly string[] | undefined;
  readonly newlineSequence?: string | undefined;
  readonly trimBlocks?: boolean | undefined;
  readonly lstripBlocks?: boolean | undefined;
  readonly blockStart?: string | undefined;
  readonly blockEnd?: string | undefined;
  readonly variableStart?: string | undefined;
  readonly variableEnd?: string | undefined;
  readonly commentStart?: string | undefined;
  readonly commentEnd?: string | undefined;
  readonly escapeBackslashes?: boolean | undefined;
  /** The file that the text stands in, for errors. */
  readonly file?: string | undefined;
}
