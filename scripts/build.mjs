// Bundles the program into one file. Dynamic imports stay lazy inside the bundle, so start-up evaluates only the spine.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// V8 knows a source by its length only: compiled code of another build must not stay beside this one
rmSync(join(root, 'dist', 'ansible-ts.cjs.cache'), { force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/ansible-ts.cjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  define: { 'process.env.ANSIBLE_TS_VERSION': JSON.stringify(version), 'import.meta.url': '__bundleUrl' },
  banner: { js: "const __bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
  external: ['cpu-features', './crypto/build/Release/sshcrypto.node', '*.node', 'fsevents'],
  supported: { 'dynamic-import': false },
  loader: { '.py': 'text', '.sh': 'text', '.njk': 'text' },
  metafile: false,
  logLevel: 'warning',
});

// What test/jinja/adapter.mjs loads: the template engine behind the protocol of the corpus.
await build({
  absWorkingDir: root,
  entryPoints: ['test/jinja/adapter-main.ts'],
  outfile: 'dist/jinja-adapter.mjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  external: ['cpu-features', '*.node', 'fsevents'],
  supported: { 'dynamic-import': false },
  loader: { '.py': 'text', '.sh': 'text', '.njk': 'text' },
  logLevel: 'warning',
});

if (!process.env.ANSIBLE_TS_NO_CACHE)
  execFileSync(process.execPath, [join(root, 'scripts/make-cache.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
