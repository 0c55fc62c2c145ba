import { describe, expect } from 'vitest';
import { replay } from './replay.ts';

// The texts of file searches are those of the file search, which the harness has a simple one of.
const notFound = { failed: true, msg: expect.stringContaining('Could not find or access') };

describe('file', () => {
  replay('o1.json');
  replay('o1b.json');
});
describe('copy', () => {
  replay('o2.json', {
    only: ['copy'],
    differs: {
      'missing src': notFound,
      // Ansible copies the links of the tree anew each time and says so; ours says what is true.
      'remote src dir again': { changed: false },
    },
  });
  replay('o4.json', {
    only: ['copy'],
    // Ansible's result is that of the last directory, so that it says nothing changed although a file was copied.
    differs: {
      'cp one': { changed: true },
      'cp rs dir onto file': { failed: true },
      // Before it fails there, Ansible gives the source the mode of the file; ours leaves the source alone.
      'cp rs dir slash twice': { changed: true, mode: '0755' },
      'cp rs dir slash twice2': { changed: false, mode: '0755' },
    },
  });
});
describe('stat, slurp, find, tempfile and what edits files', () => {
  replay('o3.json', {
    differs: {
      // Ansible gives up with a traceback.
      'li badre': { failed: true, msg: 'missing ), unterminated subpattern at position 0' },
      'as nosrc local': notFound,
      're badre': { failed: true, msg: 'missing ), unterminated subpattern at position 0' },
    },
    only: ['stat', 'slurp', 'lineinfile', 'blockinfile', 'replace', 'find', 'tempfile', 'assemble'],
  });
});
