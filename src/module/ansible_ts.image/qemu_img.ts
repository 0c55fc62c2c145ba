import { defineModule, ModuleFailure, type ModuleResult } from '../define.ts';
import { fields } from '../support/guestfs-fields.ts';
import { SecretFiles } from '../support/guestfs-secrets.ts';
import { type QemuImgParams, qemuImgCommands } from '../support/qemu-img-commands.ts';

const flag = (description: string) => ({ type: 'bool', default: false, description }) as const;

export default defineModule<QemuImgParams>({
  shortDescription: 'Makes, converts, resizes and inspects disk images by qemu-img',
  description: [
    'Runs a command of qemu-img(1). An image that already is as asked is left alone and reported as unchanged.',
  ],
  source: 'https://www.qemu.org/docs/master/tools/qemu-img.html',
  supportsCheckMode: true,
  requiredIf: [
    ['command', 'convert', ['src']],
    ['command', 'compare', ['src']],
    ['command', 'resize', ['size']],
    ['command', 'amend', ['options']],
  ],
  options: {
    command: {
      required: true,
      choices: [
        'amend',
        'check',
        'commit',
        'compare',
        'convert',
        'create',
        'info',
        'map',
        'measure',
        'rebase',
        'resize',
        'snapshot',
      ],
      description: 'What to do.',
    },
    image: {
      type: 'path',
      required: true,
      aliases: ['path', 'dest', 'filename'],
      description: 'The image that is made, changed or looked at.',
    },
    src: {
      type: 'list',
      elements: 'path',
      description: 'For V(convert) the source (several are joined); for V(compare) the other image.',
    },
    format: { description: 'Format of O(image): of a new one, or of the one to open.' },
    src_format: { description: 'Format of O(src).' },
    size: {
      description:
        'Size: bytes or with a suffix of k, M, G, T, P, E; for V(resize) also relative (+1G, -1G).',
    },
    options: { type: 'raw', description: 'Format options (-o): a dict, or the text.' },
    backing_file: {
      type: 'path',
      description:
        'Backing file, for V(create), V(convert), V(rebase) (the empty text: none) and V(commit) (the base).',
    },
    backing_format: { description: 'Format of O(backing_file).' },
    snapshot: { description: 'Name of an internal snapshot; for V(convert) the one to convert.' },
    snapshot_action: {
      default: 'list',
      choices: ['list', 'create', 'apply', 'delete'],
      description: 'For V(snapshot).',
    },
    compress: flag('Writes compressed clusters, for V(convert).'),
    shrink: flag('Lets V(resize) make an image smaller, which loses data at its end.'),
    preallocation: {
      choices: ['off', 'metadata', 'falloc', 'full'],
      description: 'How new space is allocated, for V(create) and V(resize).',
    },
    force: flag(
      'Makes the image anew even where one is there: for V(create) and V(convert). For V(amend): --force.',
    ),
    unsafe: flag('Does not look into the backing file (-u), for V(create) and V(rebase).'),
    strict: flag('V(compare) also fails on another size or allocation (-s).'),
    repair: { choices: ['leaks', 'all'], description: 'What V(check) repairs.' },
    cache: { description: 'Cache mode of what is written (-t).' },
    src_cache: { description: 'Cache mode of what is read (-T).' },
    sparse_size: { description: 'How many bytes of zeroes make a hole (-S), for V(convert).' },
    coroutines: { type: 'int', description: 'Parallel coroutines (-m), for V(convert).' },
    rate_limit: { description: 'Bytes a second (-r), for V(convert) and V(commit).' },
    no_create: flag('The image of V(convert) exists already and is written into (-n).'),
    salvage: flag('V(convert) goes on after read errors.'),
    drop: flag('V(commit) does not empty the overlay (-d).'),
    backing_chain: flag('V(info) goes through the backing files.'),
    secrets: {
      type: 'dict',
      noLog: true,
      description: 'Secret objects by id, for encrypted images; they reach the tool through private files.',
    },
    chdir: { type: 'path', description: 'Directory on the host that relative paths start at.' },
  },
  returns: {
    cmd: { description: 'The command that was run.', returned: 'when one was', type: 'list' },
    info: {
      description: 'What qemu-img tells of the image afterwards.',
      returned: 'where it has an answer',
      type: 'dict',
    },
    identical: { description: 'Whether both images hold the same.', returned: 'compare', type: 'bool' },
    check: { description: 'The report of the check.', returned: 'check', type: 'dict' },
    map: { description: 'The extents.', returned: 'map', type: 'list' },
    measure: { description: 'The bytes needed.', returned: 'measure', type: 'dict' },
    snapshots: { description: 'The internal snapshots.', returned: 'snapshot', type: 'list' },
  },
  examples: `
- name: An empty image for virt_resize
  qemu_img:
    command: create
    image: undercloud-resized.qcow2
    format: qcow2
    size: 42G
    options: {preallocation: "off"}
    chdir: /var/lib/oooq-images

- name: A raw image as compressed qcow2
  qemu_img: {command: convert, src: a.raw, image: a.qcow2, format: qcow2, compress: yes}
`,
  async run(ctx): Promise<ModuleResult> {
    const secrets = new SecretFiles(ctx.target, (s) => ctx.hide(s), true);
    try {
      const objects: string[] = [];
      for (const [id, value] of fields(ctx.params.secrets) ?? []) {
        if (!/^[A-Za-z][\w.-]*$/.test(id)) throw new ModuleFailure(`secrets: '${id}' is no id`);
        objects.push('--object', `secret,id=${id},file=${await secrets.put(String(value), 'secrets')}`);
      }
      return await qemuImgCommands[ctx.params.command as keyof typeof qemuImgCommands](ctx, objects);
    } finally {
      await secrets.remove();
    }
  },
});
