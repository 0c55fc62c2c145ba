// The baseline: one persistent shell a host over ssh2, and nothing else. No checks, no results, no play.
//   node persistent.mjs CASE PORT KEY DIR HOSTS TASKS
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';

const [name, port, key, dir, hosts, tasks] = process.argv.slice(2);
const privateKey = readFileSync(key);

function connectTo() {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client)).once('error', reject);
    client.connect({ host: '127.0.0.2', port: Number(port), username: 'root', privateKey });
    client._sock?.setNoDelay?.(true);
  });
}
const exec = (client, command) =>
  new Promise((resolve, reject) => client.exec(command, (e, s) => (e ? reject(e) : resolve(s))));

/** A shell that answers each script with its output, up to a mark and the exit code. */
async function shellOf(client) {
  const stream = await exec(client, '/bin/sh');
  let text = '';
  let wake;
  stream.on('data', (c) => {
    text += c;
    const m = /\x01(\d+)\n/.exec(text);
    if (!m || !wake) return;
    const out = { rc: Number(m[1]), stdout: text.slice(0, m.index) };
    text = text.slice(m.index + m[0].length);
    const done = wake;
    wake = undefined;
    done(out);
  });
  stream.stderr.resume();
  return (script) =>
    new Promise((resolve) => {
      wake = resolve;
      stream.write(`${script}\nprintf '\\001%s\\n' $?\n`);
    });
}

const fileTask = (i) =>
  [
    `mkdir -p ${dir}/out/d${i} && chmod 0750 ${dir}/out/d${i}; stat ${dir}/out/d${i}`,
    `stat ${dir}/out/f${i} 2>/dev/null; printf 'text ${i}\\n' >${dir}/out/.f${i} && sha1sum ${dir}/out/.f${i} && chmod 0640 ${dir}/out/.f${i} && mv ${dir}/out/.f${i} ${dir}/out/f${i}; stat ${dir}/out/f${i}`,
    `touch ${dir}/out/lines; grep -qx 'line ${i}' ${dir}/out/lines || { cp -p ${dir}/out/lines ${dir}/out/.lines; echo 'line ${i}' >>${dir}/out/.lines; mv ${dir}/out/.lines ${dir}/out/lines; }`,
    `stat ${dir}/out; sha1sum ${dir}/out/lines`,
  ][i % 4];

const cases = {
  async commands(client) {
    const run = await shellOf(client);
    for (let i = 0; i < Number(tasks); i++) await run('true </dev/null');
  },
  async 'file-tasks'(client) {
    const run = await shellOf(client);
    for (let i = 0; i < Number(tasks); i++) await run(fileTask(i));
  },
  async 'large-file'(client) {
    const stream = await exec(
      client,
      `cat >${dir}/out/.big && sha1sum ${dir}/out/.big && mv ${dir}/out/.big ${dir}/out/big`,
    );
    createReadStream(`${dir}/big`, { highWaterMark: 1 << 18 }).pipe(stream);
    stream.stderr.resume();
    stream.resume();
    await new Promise((f) => stream.once('close', f));
  },
  async tree(client) {
    const stream = await exec(
      client,
      `mkdir -p ${dir}/out/tree; while read -r n s; do head -c $s >${dir}/out/tree/$n; done; sha1sum ${dir}/out/tree/*`,
    );
    // one stream of names, lengths and contents; head reads exactly its bytes where the input is a file, so they go as text
    for (const n of readdirSync(join(dir, 'tree'))) {
      const data = readFileSync(join(dir, 'tree', n));
      stream.write(`${n} ${data.length}\n`);
      stream.write(data);
    }
    stream.end();
    stream.stderr.resume();
    stream.resume();
    await new Promise((f) => stream.once('close', f));
  },
};

const work = cases[name];
let next = 0;
await Promise.all(
  Array.from({ length: Math.min(50, Number(hosts)) }, async () => {
    while (next++ < Number(hosts)) {
      const client = await connectTo();
      await work(client);
      client.end();
    }
  }),
);
process.exit(0);
