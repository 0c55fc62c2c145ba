import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

export default {
  title: 'get_url of {n} MB from file://, with a checksum',
  n: 500,
  goal: { timesShell: 1.5 },
  /** Writes the file; gives its hash. */
  prepare: (n, dir) => {
    const fd = openSync(`${dir}/source.img`, 'w');
    const hash = createHash('sha256');
    const block = Buffer.alloc(1 << 20);
    for (let i = 0; i < n; i++) {
      block.fill(i & 255);
      block.writeUInt32LE(i, 0);
      hash.update(block);
      writeSync(fd, block);
    }
    closeSync(fd);
    return hash.digest('hex');
  },
  playbook: (_n, dir, sum) =>
    `- hosts: localhost\n  gather_facts: no\n  tasks:\n    - get_url: { url: "file://${dir}/source.img", dest: ${dir}/out.img, checksum: "sha256:${sum}" }\n`,
  shell: (_n, dir, sum) =>
    `cp ${dir}/source.img ${dir}/out.img && echo "${sum}  ${dir}/out.img" | sha256sum -c`,
  after: (dir) => [`${dir}/out.img`],
};
