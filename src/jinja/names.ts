import { type Stmt, type TemplateNode, walk } from './ast.ts';
import { findUndeclared, Symbols } from './symbols.ts';

/** The names that a template asks its context for (jinja2.meta.find_undeclared_variables), in order of appearance. */
export function freeNames(t: TemplateNode): Set<string> {
  const out = new Set<string>();
  const frame = (symbols: Symbols) => {
    for (const n of symbols.names.values()) if (n.kind === 'resolve') out.add(n.name);
  };
  const inside = (nodes: readonly Stmt[], symbols: Symbols): void => {
    for (const n of nodes) {
      const inner = new Symbols(symbols);
      switch (n.k) {
        case 'for': {
          if (n.recursive || findUndeclared(n.body, ['loop']).has('loop')) inner.declareParameter('loop');
          inner.visitTarget(n.target);
          inner.visitAll(n.body);
          frame(inner);
          inside(n.body, inner);
          const orElse = new Symbols(symbols);
          orElse.visitAll(n.else);
          frame(orElse);
          inside(n.else, orElse);
          if (n.test !== null) {
            const test = new Symbols(symbols);
            test.visitTarget(n.target);
            test.visitAll([n.test]);
            frame(test);
          }
          break;
        }
        case 'if':
          inside(n.body, symbols);
          inside(n.elif, symbols);
          inside(n.else, symbols);
          break;
        case 'macro':
        case 'callblock':
          for (const special of findUndeclared(n.body, ['caller', 'kwargs', 'varargs']))
            inner.declareParameter(special);
          inner.visitAll([...n.args, ...n.defaults, ...n.body]);
          frame(inner);
          inside(n.body, inner);
          break;
        case 'with':
          for (const x of n.targets) inner.visitAll([x]);
          inner.visitAll(n.body);
          frame(inner);
          inside(n.body, inner);
          break;
        case 'filterblock':
        case 'setblock':
        case 'autoescape':
          inner.visitAll(n.body);
          frame(inner);
          inside(n.body, inner);
          break;
      }
    }
  };
  const root = new Symbols();
  root.visitAll(t.body);
  frame(root);
  inside(t.body, root);
  walk(t, (n) => {
    if (n.k === 'block') {
      const block = new Symbols();
      block.declareParameter('self');
      block.declareParameter('super');
      block.visitAll(n.body);
      frame(block);
      inside(n.body, block);
    }
  });
  out.delete('self');
  return out;
}
