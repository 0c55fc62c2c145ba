import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import {
  dibArch,
  type ImageSpec,
  imageSpec,
  mergeManifests,
  type RawImage,
} from '../support/dib-manifest.ts';
import { shellWords } from '../support/shell-words.ts';
import { runTool, tail } from '../support/tool-run.ts';

interface Params extends PlainObject {
  readonly config_files: readonly string[];
  readonly output_directory: string;
  readonly skip: boolean;
  readonly image_name: readonly string[] | null;
  readonly json_output: boolean;
  readonly naming: string;
  readonly chdir: string | null;
}
type Context = ModuleContext<Params>;

const defaultElements = [
  '/usr/share/tripleo-puppet-elements',
  '/usr/share/tripleo-image-elements',
  '/usr/share/ironic-python-agent-builder/dib',
];

export default defineModule<Params>({
  shortDescription: 'Builds disk images from manifests by diskimage-builder',
  description: [
    'Reads manifests of disk images as tripleo-common does and runs disk-image-create for each image, in order.',
    'Manifests are merged by C(imagename): C(elements), C(options) and C(packages) are extended, C(environment) is updated, other keys count where they are new.',
    "An image's C(environment) stays in force for the images after it. The output of each build goes to a log beside the image.",
  ],
  source: 'https://docs.openstack.org/tripleo-docs/latest/deployment/build_single_image.html',
  supportsCheckMode: true,
  options: {
    config_files: {
      type: 'list',
      elements: 'path',
      required: true,
      aliases: ['image_config_file', 'image_config_files'],
      description: 'The manifests, on the host.',
    },
    output_directory: {
      type: 'path',
      required: true,
      aliases: ['image_output_directory'],
      description: 'Directory on the host that gets images and logs.',
    },
    skip: {
      type: 'bool',
      default: false,
      aliases: ['image_skip'],
      description: 'Passes over an image that is there already.',
    },
    image_name: {
      type: 'list',
      elements: 'str',
      aliases: ['image_names', 'images'],
      description: 'Builds only the images of these names.',
    },
    json_output: {
      type: 'bool',
      default: false,
      aliases: ['image_json_output'],
      description: 'Builds nothing; returns the merged manifests as RV(disk_images).',
    },
    naming: {
      choices: ['name', 'name_with_extension'],
      default: 'name',
      description:
        'What disk-image-create is told to write, and the log is named after: the image name, or (V(name_with_extension), as the newton release has it) with its extension.',
    },
    chdir: { type: 'path', description: 'Directory on the host that disk-image-create runs in.' },
  },
  returns: {
    images: {
      description: 'For each image its name, path, log, command, and whether it was built or passed over.',
      returned: 'always',
      type: 'list',
    },
    disk_images: { description: 'The merged manifests.', returned: 'with json_output', type: 'list' },
    log: {
      description: 'The last lines of the log of the image that failed.',
      returned: 'failure',
      type: 'list',
    },
  },
  notes: ['In check mode the manifests are read, and the commands returned that would run.'],
  examples: `
- name: Build the overcloud images
  tripleo_build_images:
    config_files:
      - /var/lib/oooq-images/dib-manifest.yml
    output_directory: /var/lib/oooq-images
`,
  async run(ctx): Promise<ModuleResult> {
    const p = ctx.params;
    const raw = await load(ctx);
    if (p.json_output) return { changed: false, disk_images: raw, images: [] };
    const machine = (await ctx.target.exec(['uname', '-m'])).stdout.toString('utf8').trim();
    // All are checked before the first is built: a build takes long.
    const specs = raw.map((image) => imageSpec(image, dibArch(machine)));
    if ((await ctx.target.stat(p.output_directory))?.type !== 'directory')
      throw new ModuleFailure(`output_directory: no directory '${p.output_directory}' on ${ctx.target.host}`);
    const env: Record<string, string> = {};
    const images: PlainObject[] = [];
    let built = 0;
    for (const spec of specs) {
      const done = await one(ctx, spec, env, images);
      if (done) built++;
    }
    return { changed: built > 0, images };
  },
});

async function load(ctx: Context): Promise<RawImage[]> {
  const files = [];
  for (const path of ctx.params.config_files) {
    if ((await ctx.target.stat(path))?.type !== 'file')
      throw new ModuleFailure(`No config file exists at: ${path}`);
    const text = (await ctx.target.readFile(path)).toString('utf8');
    files.push({ path, data: ctx.files.parse(text, path) });
  }
  const only = ctx.params.image_name ?? undefined;
  const images = mergeManifests(files, only);
  for (const name of only ?? []) {
    if (!images.some((i) => i.get('imagename') === name)) ctx.warn(`no manifest has an image named ${name}`);
  }
  return images;
}

/** Builds one image; false where it was passed over. `env` gathers the environment of all images so far. */
async function one(
  ctx: Context,
  spec: ImageSpec,
  env: Record<string, string>,
  images: PlainObject[],
): Promise<boolean> {
  const p = ctx.params;
  const base = `${p.output_directory.replace(/\/$/, '')}/${spec.name}`;
  const file = `${base}.${spec.extension}`;
  const out = p.naming === 'name' ? base : file;
  const entry = { name: spec.name, path: file, log: `${out}.log` };
  if (p.skip && (await ctx.target.stat(file)) !== undefined) {
    images.push({ ...entry, built: false, skipped: 'the image exists' });
    return false;
  }
  if (env.ELEMENTS_PATH === undefined && (await ctx.target.environment()).ELEMENTS_PATH === undefined)
    env.ELEMENTS_PATH = defaultElements.join(':');
  Object.assign(env, spec.environment);
  const cmd = ['disk-image-create', '-a', spec.arch, '-o', out, '-t', spec.type];
  if (spec.packages.length > 0) cmd.push('-p', spec.packages.join(','));
  for (const o of spec.options) cmd.push(...shellWords(o));
  if (spec.skipBase) cmd.push('-n');
  if (spec.dockerTarget !== undefined) cmd.push('--docker-target', spec.dockerTarget);
  if (spec.distro !== '') cmd.push(spec.distro);
  cmd.push(...spec.elements);
  if (ctx.checkMode) {
    images.push({ ...entry, built: false, cmd });
    return true;
  }
  const run = await runTool({ ...ctx, params: { chdir: p.chdir, log_file: entry.log } }, cmd, { env });
  if (run.rc !== 0) {
    const last = tail(run.output);
    throw new ModuleFailure(
      `building the image ${spec.name} failed: disk-image-create ended with rc ${run.rc}: ${reason(last)}`,
      {
        images: [...images, { ...entry, built: false, cmd }],
        cmd,
        rc: run.rc,
        log: last,
        log_file: entry.log,
      },
    );
  }
  images.push({ ...entry, built: true, cmd, delta: run.result.delta });
  return true;
}

/** The line of a build's last ones that tells why it ended: the last that names an error, else the last at all. */
function reason(last: readonly string[]): string {
  const said = last
    .map((l) => l.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \| /, ''))
    .filter((l) => !/trap_cleanup|^\+/.test(l));
  return (
    said.findLast((l) => /error|fail|cannot|not found|no such|denied|missing|unable/i.test(l)) ??
    said.at(-1) ??
    'no message'
  );
}
