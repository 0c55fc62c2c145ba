// Starts a command of the bundled program. The code that V8 compiled when the program was built lies beside it
// (dist/*.cache), so that a run does not compile 2 MB of source first; where it does not fit this Node, it is ignored.
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, '..', 'dist', 'ansible-ts.cjs');

/** Loads the program; returns its exports, and the script (for scripts/make-cache.mjs). */
function load() {
  let source;
  try {
    // the bundle is ASCII: latin1 keeps it a one-byte string
    source = readFileSync(file, 'latin1');
  } catch {
    process.stderr.write(`ERROR! ${file} is not there: run 'npm install --no-save && npm run build' first\n`);
    process.exit(1);
  }
  let cachedData;
  try {
    cachedData = readFileSync(`${file}.cache`);
  } catch {
    // built without it: slower, nothing else
  }
  const script = new Script(source, { filename: file, cachedData });
  const module = { exports: {} };
  // its vendored packages are named from here: ../dist/vendor
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  return { script, program: module.exports };
}

module.exports = {
  load,
  launch: (command) => {
    const { program } = load();
    return program.main(command, process.argv.slice(2));
  },
};

// started for a command that has no program of its own here
if (require.main === module) module.exports.launch(process.argv[2]);
