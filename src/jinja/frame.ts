import type { Value } from '../value/types.ts';
import type { Context } from './context.ts';
import type { Output } from './output.ts';
import { type Name, Symbols } from './symbols.ts';
import type { Template } from './template.ts';

/** One invocation of a function of a template (its root, a block, a macro, a recursive loop) while it runs. */
export class Frame {
  /** Values by slot; JavaScript's undefined stands for Jinja2's `missing`. */
  readonly s: (Value | undefined)[];
  /** The template that this one extends, once known. */
  parentTemplate: Template | undefined;
  /** The statement that runs, for errors. */
  at: Place | undefined;
  constructor(
    readonly ctx: Context,
    slots: number,
    /** The invocation of the function around this one. */
    readonly up: Frame | null,
  ) {
    this.s = new Array<Value | undefined>(slots);
  }
}

export type Run = (f: Frame) => Value;
/** A statement; 1 for break, 2 for continue. */
export type Exec = (f: Frame, out: Output) => number;

/** A place in a template's source. */
export interface Place {
  readonly line: number;
  readonly pos: number;
}

/** At compile time: one function of the template, with its slots. */
export class FunctionScope {
  /** Slots of its frames. */
  size = 0;
  constructor(
    readonly up: FunctionScope | null,
    /** Names of lower levels belong to the functions around. */
    readonly level: number,
  ) {}
  /** The slot of a name of this function. */
  slot(name: Name): number {
    if (name.slot < 0) name.slot = this.size++;
    return name.slot;
  }
  /** A slot without a name. */
  newSlot(): number {
    return this.size++;
  }
  /** How many functions up a name lives. */
  depth(name: Name): number {
    let depth = 0;
    for (let fn: FunctionScope = this; fn.level > name.level && fn.up !== null; fn = fn.up) depth++;
    return depth;
  }
  /** The slot of a name in the function where it lives. */
  slotOf(name: Name): number {
    let fn: FunctionScope = this;
    while (fn.level > name.level && fn.up !== null) fn = fn.up;
    return fn.slot(name);
  }
}

/** What is known of autoescape at compile time. */
export interface EvalState {
  autoescape: boolean;
  volatile: boolean;
}

/** At compile time: one frame of names inside a function. */
export class Scope {
  symbols: Symbols;
  toplevel = false;
  rootlevel = false;
  loopFrame = false;
  blockFrame = false;
  soft = false;
  outputCheck = false;
  constructor(
    readonly parent: Scope | null,
    readonly fn: FunctionScope,
    readonly evalState: EvalState,
    symbols?: Symbols,
  ) {
    this.symbols = symbols ?? new Symbols(parent?.symbols ?? null);
    if (parent !== null) this.outputCheck = parent.outputCheck;
  }
  inner(fn: FunctionScope = this.fn): Scope {
    return new Scope(this, fn, this.evalState);
  }
  /** The same names, for an `if`: unknown filters are no error until they are used. */
  softened(): Scope {
    const s = new Scope(this.parent, this.fn, this.evalState, this.symbols);
    s.toplevel = this.toplevel;
    s.loopFrame = this.loopFrame;
    s.blockFrame = this.blockFrame;
    s.outputCheck = this.outputCheck;
    s.soft = true;
    return s;
  }
}
