// Bundles the program into one file. Dynamic imports stay lazy inside the bundle, so start-up evaluates only the spine.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// V8 knows a source by its length only: compiled code of another build must not stay beside this one
rmSync(join(root, 'dist', 'ansible-ts.cjs.cache'), { force: true });
/** What every bundle has in common. */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  supported: { 'dynamic-import': false },
  loader: { '.py': 'text', '.sh': 'text', '.njk': 'text' },
  logLevel: 'warning',
};
const native = ['cpu-features', './crypto/build/Release/sshcrypto.node', '*.node', 'fsevents'];

// Large packages that few runs use lie in files of their own: the program that every run reads stays small.
const vendors = ['undici', 'ssh2', 'execa'];
rmSync(join(root, 'dist', 'vendor'), { recursive: true, force: true });
await build({
  ...common,
  entryPoints: Object.fromEntries(vendors.map((name) => [name, name])),
  outdir: 'dist/vendor',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: native,
});
const vendorPlugin = {
  name: 'vendor',
  setup: (hooks) =>
    hooks.onResolve({ filter: new RegExp(`^(${vendors.join('|')})$`) }, ({ path, kind }) =>
      kind === 'dynamic-import' || kind === 'require-call'
        ? { path: `../dist/vendor/${path}.cjs`, external: true }
        : { errors: [{ text: `${path} is to be imported where it is used: await import('${path}')` }] },
    ),
};

const program = join(root, 'dist', 'ansible-ts.cjs');
const { outputFiles } = await build({
  ...common,
  entryPoints: ['src/cli/main.ts'],
  outfile: program,
  write: false,
  format: 'cjs',
  define: { 'process.env.ANSIBLE_TS_VERSION': JSON.stringify(version), 'import.meta.url': '__bundleUrl' },
  external: native,
  plugins: [vendorPlugin],
});
// Node's own modules that a short run may never use are loaded at the first use of a name of theirs.
const late =
  /\b(\w+) ?= ?require\("(?:node:)?(child_process|crypto|fs\/promises|http|net|os|stream|timers\/promises|v8|zlib)"\)/g;
const text = outputFiles[0].text.replace(late, '$1=__late("node:$2")');
writeFileSync(
  program,
  `(function(exports,require,module,__filename,__dirname){\
const __late=(id)=>{let m;return new Proxy({},{get:(_,name)=>(m??=require(id))[name]})};\
const __bundleUrl="file://"+encodeURI(__filename).replace(/[?#]/g,encodeURIComponent);
${text}
})`,
);

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
