import { PyError } from '../value/errors.ts';
import { reprText } from '../value/repr.ts';
import type { Value } from '../value/types.ts';
import type { CallBlockNode, MacroNode } from './ast.ts';
import { callValue } from './call.ts';
import { compileArguments, compileExpr } from './compile-expression.ts';
import { countCall } from './compile-for.ts';
import { enterFrame } from './compile-frame.ts';
import type { StatementCompiler } from './compile-statement.ts';
import { locate, syntaxError } from './errors.ts';
import { type Exec, Frame, FunctionScope, type Run, type Scope } from './frame.ts';
import { Output } from './output.ts';
import { Macro, type MacroSpec } from './runtime.ts';
import { findUndeclared } from './symbols.ts';

/** Makes a macro object when it runs. */
export function compileMacro(
  sc: StatementCompiler,
  n: MacroNode | CallBlockNode,
  name: string | null,
  scope: Scope,
): (f: Frame) => Macro {
  const { c } = sc;
  const fn = new FunctionScope(scope.fn, scope.symbols.level + 1);
  const inner = scope.inner(fn);
  inner.symbols.visitAll([...n.args, ...n.defaults, ...n.body]);
  const undeclared = findUndeclared(n.body, ['caller', 'kwargs', 'varargs']);
  const names = n.args.map((a) => a.name);
  names.forEach((a, i) => {
    if (names.indexOf(a) < i)
      throw new PyError(
        'SyntaxError',
        `duplicate argument 'l_${inner.symbols.level}_${a}' in function definition`,
      );
  });
  const slots = names.map((a) => fn.slot(inner.symbols.ref(a)));
  const special = (x: string) => fn.slot(inner.symbols.declareParameter(x));
  const explicit = names.indexOf('caller');
  let caller = false;
  if (undeclared.has('caller')) {
    caller = true;
    if (explicit < 0) slots.push(special('caller'));
    else if (n.defaults.length < names.length - explicit)
      throw syntaxError(
        'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
        n.line,
        c.name,
        'TemplateAssertionError',
      );
  }
  const catchKwargs = undeclared.has('kwargs') && !names.includes('kwargs');
  if (catchKwargs) slots.push(special('kwargs'));
  const catchVarargs = undeclared.has('varargs') && !names.includes('varargs');
  if (catchVarargs) slots.push(special('varargs'));
  inner.outputCheck = false;
  inner.symbols.visitAll([...n.args, ...n.defaults, ...n.body]);
  const enter = enterFrame(inner);
  const defaults = n.args.map((a, i) => {
    const d = n.defaults[i - n.args.length + n.defaults.length];
    const slot = fn.slot(inner.symbols.ref(a.name));
    const value: Run =
      d === undefined
        ? () => c.env.makeUndefined({ hint: `parameter ${reprText(a.name)} was not provided`, name: a.name })
        : compileExpr(c, d, inner);
    return [slot, value] as const;
  });
  const body = sc.block(n.body, inner);
  const spec: MacroSpec = { name, args: names, caller, catchKwargs, catchVarargs };
  const { env } = c;
  return (around) =>
    new Macro(env, spec, (args) => {
      const f = new Frame(around.ctx, fn.size, around);
      for (let i = 0; i < slots.length; i++) f.s[slots[i]!] = args[i];
      countCall(around);
      enter?.(f);
      f.at = n;
      const out = new Output(env);
      try {
        for (const [slot, value] of defaults) if (f.s[slot] === undefined) f.s[slot] = value(f);
        body(f, out);
      } catch (e) {
        locate(e, f, c.name);
        throw e;
      }
      return out.join();
    });
}

/** A call block: the call of a macro that may call what stands in the block. */
export function compileCallBlock(sc: StatementCompiler, n: CallBlockNode, scope: Scope): Exec {
  const { c } = sc;
  const make = compileMacro(sc, n, null, scope);
  const callee = compileExpr(c, n.call.node, scope);
  const { args, more } = compileArguments(c, n.call, scope);
  return (f, out) => {
    const caller = make(f);
    const fn = callee(f);
    const list = args.map((a) => a(f));
    const kwargs = more?.(f, list, 'jinja2.runtime.Context.call()') ?? new Map<string, Value>();
    if (kwargs.has('caller')) throw new PyError('SyntaxError', 'keyword argument repeated: caller');
    kwargs.set('caller', caller);
    out.put(callValue(c.env, f.ctx, fn, list, kwargs));
    return 0;
  };
}
