import { chmodSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** What `ssh` runs to ask: it hands the question to us and prints what comes back. */
const helper = `const s=require('net').connect(process.env.ANSIBLE_TS_ASKPASS);
s.on('error',()=>process.exit(1));s.write(JSON.stringify(process.argv.slice(1).join(' '))+'\\n');
let t='';s.on('data',c=>t+=c);s.on('end',()=>{if(t==='')process.exit(1);process.stdout.write(t)})`;

/**
 * Answers the questions of `ssh` through a socket in a private directory: secrets stand in no argument list, no
 * environment and no file. Each secret is given once to each question; one that was wrong is not tried again.
 */
export class AskPass {
  readonly environment: Readonly<Record<string, string>>;

  private constructor(
    private readonly server: Server,
    private readonly files: readonly string[],
    socket: string,
    program: string,
  ) {
    this.environment = {
      SSH_ASKPASS: program,
      SSH_ASKPASS_REQUIRE: 'force',
      // ssh older than 8.4 asks only where it believes in a display
      DISPLAY: ':0',
      ANSIBLE_TS_ASKPASS: socket,
    };
  }

  static async start(
    dir: string,
    password: string | undefined,
    passphrase: string | undefined,
  ): Promise<AskPass> {
    const socket = join(dir, 'a');
    const program = join(dir, 'askpass');
    writeFileSync(
      program,
      `#!/bin/sh\nexec '${process.execPath.replaceAll("'", "'\\''")}' -e '${helper.replaceAll("'", "'\\''")}' -- "$@"\n`,
      { mode: 0o700 },
    );
    const server = createServer((client) => {
      let asked = '';
      client.on('error', () => {});
      client.on('data', (c: Buffer) => {
        asked += c.toString();
        if (!asked.includes('\n')) return;
        const question = asked.toLowerCase();
        const secret = /passphrase/.test(question)
          ? passphrase
          : /yes\/no|fingerprint|\bpin\b|user presence/.test(question)
            ? undefined
            : password;
        client.end(secret === undefined ? '' : `${secret}\n`);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socket, resolve);
    });
    server.unref();
    chmodSync(socket, 0o600);
    return new AskPass(server, [socket, program], socket, program);
  }

  close(): void {
    this.server.close();
    for (const f of this.files) {
      try {
        unlinkSync(f);
      } catch {
        // gone with the server
      }
    }
  }
}
