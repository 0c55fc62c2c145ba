import type { Value } from '../value/types.ts';
import { Emitter } from './emit.ts';
import { type DumpStyle, Representer } from './represent.ts';

export interface DumpOptions {
  /** Spaces a level, 2 to 9; what is outside counts as 2. */
  readonly indent?: number | undefined;
  /** Lines are broken at spaces behind this column (80); Infinity for never. */
  readonly width?: number | undefined;
  readonly sortKeys?: boolean;
  /** True: flow; false (PyYAML's default): block; null: flow where only plain scalars are inside. */
  readonly defaultFlowStyle?: boolean | null;
  readonly allowUnicode?: boolean;
  readonly defaultStyle?: DumpStyle | undefined;
  /** What is written of a text as a literal block; undefined: the text as it is, in the default style. */
  readonly block?: (text: string) => string | undefined;
  readonly explicitStart?: boolean;
  readonly explicitEnd?: boolean;
  /** Write vaulted text as `!vault` (AnsibleDumper); default true. */
  readonly ansible?: boolean;
}

/** A value as one YAML document, byte for byte what PyYAML's CSafeDumper (AnsibleDumper) writes. */
export function dumpYaml(value: Value, options: DumpOptions = {}): string {
  const indent =
    options.indent !== undefined && options.indent >= 2 && options.indent <= 9 ? options.indent : 2;
  let width = options.width ?? 80;
  if (width < 0) width = Infinity;
  else if (width <= indent * 2) width = 80;
  const root = new Representer({
    sortKeys: options.sortKeys ?? true,
    defaultFlowStyle: options.defaultFlowStyle === undefined ? false : options.defaultFlowStyle,
    defaultStyle: options.defaultStyle,
    block: options.block,
    ansible: options.ansible ?? true,
  }).node(value);
  return new Emitter({ indent, width, unicode: options.allowUnicode ?? false }).document(
    root,
    options.explicitStart ?? false,
    options.explicitEnd ?? false,
  );
}
