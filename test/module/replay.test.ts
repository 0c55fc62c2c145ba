import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { ProcessOpener } from '../../src/target/shell/channel.ts';
import { ShellTarget } from '../../src/target/shell/shell-target.ts';
import type { Target } from '../../src/target/types.ts';
import { replay } from './replay.ts';

// The texts of file searches are those of the file search, which the harness has a simple one of.
const notFound = { failed: true, msg: expect.stringContaining('Could not find or access') };

const shell = (): Target =>
  new ShellTarget({
    host: 'localhost',
    user: 'root',
    opener: new ProcessOpener(['dash'], process.env as Record<string, string>),
  });

describe.each([
  ['in process', undefined],
  ['over a shell', shell],
] as const)('%s', (_, over) => {
  describe('file', () => {
    replay('o1.json', { over });
    replay('o1b.json', { over });
  });
  describe('copy', () => {
    replay('o2.json', {
      over,
      only: ['copy'],
      differs: {
        'missing src': notFound,
        // Ansible copies the links of the tree anew each time and says so; ours says what is true.
        'remote src dir again': { changed: false },
      },
    });
    replay('o4.json', {
      over,
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
      over,
      differs: {
        // Ansible gives up with a traceback.
        'li badre': { failed: true, msg: 'missing ), unterminated subpattern at position 0' },
        'as nosrc local': notFound,
        're badre': { failed: true, msg: 'missing ), unterminated subpattern at position 0' },
      },
      only: ['stat', 'slurp', 'lineinfile', 'blockinfile', 'replace', 'find', 'tempfile', 'assemble'],
    });
  });
  describe('get_url', () => {
    replay('o6.json', {
      over,
      server: true,
      only: ['get_url'],
      differs: {
        // Recorded with the password "p" masked everywhere.
        'gu auth': {
          changed: true,
          checksum_src: 'fc683cd9ed1990ca2ea10b84e5e6fba048c24929',
          status_code: 200,
        },
        'gu auth force': { changed: false, status_code: 200 },
        // Ansible puts a file in place first and checks it then: the bad one stays. Ours never stands there.
        'gu sum nothex': { failed: true, msg: 'The checksum format is invalid' },
        'gu sum url': { changed: true, msg: 'OK (1200 bytes)' },
        // Ansible takes the half file for the whole; ours asks for the rest.
        'gu broken': { changed: true, size: 1200, checksum_src: 'fa0ada1f50a592836f8cf21eeea3d9fee08b3317' },
      },
    });
  });
  describe('unarchive', () => {
    replay('o4.json', {
      over,
      only: ['unarchive'],
      differs: {
        // A local archive of this machine is read where it lies.
        'un tgz': { changed: true, handler: 'TgzArchive', extract_results: { rc: 0 } },
        'un tgz again': { changed: false },
        'un nosrc local': notFound,
        // Ours names the one program that fits the file.
        'un junk': { failed: true, msg: expect.stringContaining('Failed to find handler for') },
      },
    });
  });
  describe('archive', () => {
    replay('o4.json', {
      over,
      only: ['copy', 'archive'],
      differs: {
        'cp one': {},
        'cp rs dir onto file': {},
        'cp rs dir slash twice': {},
        'cp rs dir slash twice2': {},
        // Earlier, Ansible's copy took the mode of the source away.
        'ar single dir nodest': {
          failed: true,
          msg: 'Error, must specify "dest" when archiving multiple files or trees',
        },
      },
    });
  });
  describe('ini_file', () => {
    replay('o4.json', { over, only: ['ini_file'] });
  });
  describe('uri', () => {
    replay('o6.json', {
      over,
      server: true,
      only: ['uri'],
      differs: {
        // Recorded with the password "p" masked everywhere.
        // The full name is known to the runner, which says this.
        'ur check': { skipped: true },
        'ur auth': { changed: false, content: 'secret\n', status: 200 },
      },
    });
  });
  describe('template and fetch', () => {
    // Paths and times of the recording machine stand in the text, so the sums of it are its own.
    const rendered = { changed: true, mode: '0644', state: 'file', diff: expect.anything() };
    replay('o2.json', {
      over,
      only: ['copy', 'template', 'fetch'],
      baseDir: join(import.meta.dirname, 'data'),
      vars: { foo: 'bar', inventory_hostname: 'localhost' },
      differs: {
        'missing src': notFound,
        'remote src dir again': { changed: false },
        template: rendered,
        'template again': { changed: false, diff: { before: {}, after: {} } },
        'template mode': {
          changed: true,
          mode: '0600',
          diff: { before: { mode: '0644' }, after: { mode: '0600' } },
        },
        'template to dir': { ...rendered, dest: expect.stringContaining('/src/t.j2') },
        'template check': {
          changed: true,
          diff: [
            { before: '', after: expect.stringContaining('hello bar Ansible managed \u00fc\n  yes\nt.j2 /') },
          ],
        },
        'template nosuch': notFound,
        'template crlf': rendered,
        'template nodir': {
          failed: true,
          msg: expect.stringMatching(/^Destination directory .*\/no does not exist$/),
        },
        'template latin': rendered,
        'template bad encoding': {
          failed: true,
          msg: 'Unexpected failure during module execution: unknown encoding: zork',
        },
      },
    });
  });
});
