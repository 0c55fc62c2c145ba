import { defineModule, ModuleFailure } from '../define.ts';
import { failIfMissing, tool } from '../support/package/tool.ts';

interface Params {
  readonly name: string;
  readonly question: string | null;
  readonly vtype: string | null;
  readonly value: string | null;
  readonly unseen: boolean;
}

/** What debconf-show prints: "* question: value", the star for those that were seen. */
function answers(text: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    if (at < 0) continue;
    const question = line
      .slice(0, at)
      .replace(/^\*+|\*+$/g, '')
      .trim();
    out.set(question, line.slice(at + 1).trim());
  }
  return out;
}

export default defineModule<Params>({
  shortDescription: "Answers debconf's questions of a package",
  description:
    'So that installing it asks nothing. Without a question the answers that are there are given back.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/debconf_module.html',
  options: {
    name: { required: true, aliases: ['pkg'], description: 'Name of the package.' },
    question: { aliases: ['selection', 'setting'], description: 'The question.' },
    vtype: {
      choices: [
        'boolean',
        'error',
        'multiselect',
        'note',
        'password',
        'seen',
        'select',
        'string',
        'text',
        'title',
      ],
      description: 'Kind of the value.',
    },
    value: { aliases: ['answer'], description: 'The answer.' },
    unseen: { type: 'bool', default: false, description: 'Leaves the question marked as not seen.' },
  },
  requiredTogether: [['question', 'vtype', 'value']],
  returns: {
    current: { description: 'The answers, or the one that was set.', returned: 'always', type: 'dict' },
    previous: { description: 'The answer as it was.', returned: 'changed', type: 'dict' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { target, params: p } = ctx;
    const shown = await tool(target, ['debconf-show', p.name]);
    await failIfMissing(target, 'debconf-show', shown);
    if (shown.rc !== 0) throw new ModuleFailure(shown.stderr);
    const known = answers(shown.stdout);
    const all = { changed: false, msg: '', current: Object.fromEntries(known) };
    if (p.question === null || p.vtype === null || p.value === null) return all;
    const { question, vtype } = p;
    const before = known.get(question);
    let value = p.value;
    if (before !== undefined && vtype === 'boolean') value = value.toLowerCase();
    if (before !== undefined && value === (vtype === 'boolean' ? before.toLowerCase() : before)) return all;
    let msg = '';
    if (!ctx.checkMode) {
      const given = vtype === 'boolean' && /^(?:True|False)$/.test(value) ? value.toLowerCase() : value;
      const r = await tool(target, ['debconf-set-selections', ...(p.unseen ? ['-u'] : [])], {
        stdin: `${p.name} ${question} ${vtype} ${given}\n`,
      });
      await failIfMissing(target, 'debconf-set-selections', r);
      if (r.rc !== 0) throw new ModuleFailure(r.stderr);
      msg = r.stdout;
    }
    const others = before === undefined ? Object.fromEntries(known) : {};
    const previous = { ...others, [question]: before ?? '' };
    return {
      changed: true,
      msg,
      current: { [question]: value },
      previous,
      diff: ctx.diff ? { before: previous, after: { ...previous, [question]: value } } : {},
    };
  },
});
