import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { accountName } from '../../config/account.ts';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { exceptionClass } from '../../template/errors.ts';
import { TemplateError } from '../../template/problems.ts';
import { encodeText } from '../../value/codecs.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { actionFailure, notFoundFailure } from '../support/action-failure.ts';
import { controlStat } from '../support/control-files.ts';
import { mustReadAsText, toCopy } from '../support/copy/arguments.ts';
import { type DeliverParams, deliver } from '../support/copy/deliver.ts';
import { contentLabel, contentSource } from '../support/copy/source.ts';
import { templateVariables } from '../support/template-variables.ts';

interface TemplateParams extends Omit<DeliverParams, 'dest'> {
  readonly src: string | null;
  readonly dest: string | null;
  readonly state: string | null;
  readonly newline_sequence: string;
  readonly trim_blocks: boolean;
  readonly lstrip_blocks: boolean;
  readonly output_encoding: string;
  readonly block_start_string: string | null;
  readonly block_end_string: string | null;
  readonly variable_start_string: string | null;
  readonly variable_end_string: string | null;
  readonly comment_start_string: string | null;
  readonly comment_end_string: string | null;
}

const texts = [
  'newline_sequence',
  'variable_start_string',
  'variable_end_string',
  'block_start_string',
  'block_end_string',
  'comment_start_string',
  'comment_end_string',
];
/** What the action takes for itself. */
const ownOptions = [...texts, 'trim_blocks', 'lstrip_blocks', 'output_encoding'];

const newlines: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\r\\n': '\r\n' };

/** The encoding as given; an empty one is the default. */
const outputEncoding = (given: Value | undefined): Value =>
  given === undefined || given === null || asText(given) === '' ? 'utf-8' : given;

export default defineModule<TemplateParams>({
  shortDescription: 'Template a file out to a target host',
  description: [
    'Renders a Jinja2 template of the control node with the variables of the task and writes it to the host.',
  ],
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/template_module.html',
  options: {
    src: {
      description: 'The template on the control node (required): full path, or looked for in templates/.',
      type: 'path',
    },
    dest: {
      description: 'Where the file goes (required); in a directory it gets the name of the template.',
      type: 'path',
    },
    backup: {
      description: 'Keeps the file that was there under a name with the time.',
      type: 'bool',
      default: false,
    },
    newline_sequence: { description: 'What ends a line in the file.', default: '\n' },
    block_start_string: { description: 'What begins a statement.', default: '{%' },
    block_end_string: { description: 'What ends a statement.', default: '%}' },
    variable_start_string: { description: 'What begins an expression.', default: '{{' },
    variable_end_string: { description: 'What ends an expression.', default: '}}' },
    comment_start_string: { description: 'What begins a comment.' },
    comment_end_string: { description: 'What ends a comment.' },
    trim_blocks: { description: 'Takes away the line end after a statement.', type: 'bool', default: true },
    lstrip_blocks: { description: 'Takes away the space before a statement.', type: 'bool', default: false },
    force: {
      description: 'Replaces a file that differs; without it only a missing file is written.',
      type: 'bool',
      default: true,
    },
    follow: {
      description: 'Writes to the end of a link at the destination instead of replacing the link.',
      type: 'bool',
      default: false,
    },
    validate: { description: 'A command that must accept the new file; `%s` is its name.' },
    output_encoding: { description: 'Encoding of the file; the template is UTF-8 always.', default: 'utf-8' },
    state: { description: 'Not an option of templates; refused with a text that says so.' },
    checksum: { description: 'SHA1 that the file must have.', unlisted: true },
    directory_mode: {
      description: 'Mode of directories that are made for the file.',
      type: 'raw',
      unlisted: true,
    },
    local_follow: { description: 'Of no effect; copy has it.', type: 'bool', unlisted: true },
    remote_src: { description: 'Of no effect; copy has it.', type: 'bool', unlisted: true },
    _original_basename: { description: 'Of no effect; copy has it.', unlisted: true },
  },
  returns: {
    dest: { description: 'Where the file is.', returned: 'success', type: 'str' },
    checksum: { description: 'SHA1 of the file.', returned: 'always', type: 'str' },
    md5sum: { description: 'MD5 of the file.', returned: 'changed', type: 'str' },
    src: { description: 'Where it came from.', returned: 'changed', type: 'str' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  leniently: { handsOn: () => toCopy(ownOptions) },
  beforeArguments(args) {
    mustReadAsText(args, ['src', 'dest', 'state', ...texts]);
    const lstrip = args.get('lstrip_blocks');
    if (Array.isArray(lstrip) || lstrip instanceof Map)
      throw actionFailure(
        `unhashable type: '${shortTypeName(lstrip)}'`,
        {},
        `TypeError: unhashable type: '${shortTypeName(lstrip)}'`,
      );
  },
  async run(ctx) {
    const p = ctx.params;
    if (p.state !== null) throw actionFailure("'state' cannot be specified on a template");
    if (p.src === null || p.dest === null) throw actionFailure('src and dest are required');
    const newline = newlines[p.newline_sequence] ?? p.newline_sequence;
    if (!['\n', '\r', '\r\n'].includes(newline))
      throw actionFailure('newline_sequence needs to be one of: \n, \r or \r\n');
    const source = await find(ctx, p.src);
    const stat = await controlStat(source);
    if (stat === undefined || stat.directory) {
      throw notFoundFailure(
        `could not find src=${source}, Could not find or access '${source}' on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
      );
    }
    const rendered = await render(ctx, p.src, source, p.dest, newline);
    const data = encode(rendered, outputEncoding(ctx.rawParams.get('output_encoding')));
    if (!p.dest) throw new ModuleFailure('dest is required');
    if ((ctx.rawParams.get('content') ?? null) !== null)
      throw new ModuleFailure('src and content are mutually exclusive');
    const name = source.slice(source.lastIndexOf('/') + 1);
    return deliver(ctx, contentSource(data, contentLabel(ctx, name), name, stat.mode), {
      ...p,
      dest: p.dest,
    });
  },
});

function encode(text: string, encoding: Value): Buffer {
  const name = asText(encoding);
  if (name === undefined)
    throw new PyError(
      'TypeError',
      `encode() argument 'encoding' must be str, not ${shortTypeName(encoding)}`,
    );
  try {
    return encodeText(text, name);
  } catch (e) {
    throw new PyError(e instanceof PyError ? e.pyType : 'LookupError', (e as Error).message);
  }
}

async function find(ctx: ModuleContext<unknown>, name: string): Promise<string> {
  try {
    return await ctx.files.find('templates', name);
  } catch (e) {
    if (e instanceof AnsibleError) throw notFoundFailure(e.message);
    throw e;
  }
}

async function render(
  ctx: ModuleContext<TemplateParams>,
  src: string,
  source: string,
  dest: string,
  newline: string,
): Promise<string> {
  const p = ctx.params;
  const data = await readFile(await ctx.files.plainFile(source));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw actionFailure('Template source files must be utf-8 encoded');
  }
  const own = source.slice(0, source.lastIndexOf('/')) || '/';
  const searched = ctx.files.searchPath('templates');
  const extra: Map<string, Value> = await templateVariables(ctx, {
    src,
    source,
    dest,
    host: hostname(),
    user: accountName(),
  });
  try {
    return await ctx.templar.render(text, {
      extra,
      searchPath: searched.includes(own) ? searched : [own, ...searched],
      newlineSequence: newline,
      trimBlocks: p.trim_blocks,
      lstripBlocks: p.lstrip_blocks,
      blockStart: p.block_start_string ?? undefined,
      blockEnd: p.block_end_string ?? undefined,
      variableStart: p.variable_start_string ?? undefined,
      variableEnd: p.variable_end_string ?? undefined,
      commentStart: p.comment_start_string ?? undefined,
      commentEnd: p.comment_end_string ?? undefined,
      file: source,
    });
  } catch (e) {
    if (e instanceof AnsibleError) {
      // what we know beyond Ansible's message: the place in the file, the nearest names
      if (e.hint !== undefined && !ctx.noLog) notices().warning(e.hint);
      const kind =
        e.kind === 'undefined-variable'
          ? 'AnsibleUndefinedVariable'
          : e.kind === 'vault'
            ? 'AnsibleVaultError'
            : e instanceof TemplateError
              ? e.pyClass
              : 'AnsibleError';
      throw actionFailure(`${kind}: ${e.message}`, {}, templateCause(kind, e.message));
    }
    throw e;
  }
}

/** The last line of Ansible's traceback of a template that failed. */
const templateCause = (kind: string, message: string): string =>
  kind === 'AnsibleError' ? message : `${exceptionClass(kind).slice(8, -2)}: ${message}`;
