/**
 * What the expect module runs on the host, in Python 2.7 or 3 with nothing but its standard library: a command on a
 * terminal of its own, whose prompts are answered. It reads a JSON object (command, responses, timeout, echo, chdir)
 * from its standard input, so that no answer stands in an argument list, and prints one: `out` and `rc`, or `error`.
 */
export const expectScript = String.raw`
import errno, fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

def words(text):
    out, word, quote, begun = [], '', None, False
    chars = iter(text)
    for c in chars:
        if quote:
            if c == quote:
                quote = None
            else:
                word += c
        elif c in '"\'':
            quote, begun = c, True
        elif c == '\\':
            word += next(chars, '')
            begun = True
        elif c.isspace():
            if begun:
                out.append(word)
            word, begun = '', False
        else:
            word += c
            begun = True
    return out + [word] if begun else out

def program(name):
    places = [''] if '/' in name else os.environ.get('PATH', os.defpath).split(os.pathsep)
    for place in places:
        path = os.path.join(place, name) if place else name
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path

def tell(**result):
    sys.stdout.write(json.dumps(result))
    sys.stdout.flush()
    os._exit(0)

def main():
    job = json.loads(sys.stdin.read())
    try:
        if job['chdir']:
            os.chdir(os.path.expanduser(job['chdir']))
    except OSError as e:
        tell(error='Unable to change directory before execution: %s' % e)
    argv = words(job['command'])
    path = program(argv[0]) if argv else None
    if path is None:
        tell(error='The command was not found or was not executable: %s.' % (argv[0] if argv else ''))
    prompts = []
    for pattern, answers in job['responses']:
        try:
            prompts.append((pattern, re.compile(pattern, re.DOTALL), answers))
        except re.error as e:
            tell(error='the pattern %s is no regular expression: %s' % (pattern, e))
    pid, fd = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
            if not job['echo']:
                mode = termios.tcgetattr(0)
                mode[3] &= ~termios.ECHO
                termios.tcsetattr(0, termios.TCSANOW, mode)
            os.execv(path, argv)
        except Exception as e:
            os.write(2, str(e).encode('utf-8'))
        os._exit(127)
    said, seen, until, open_ = [], '', time.time() + job['timeout'], True
    rest = b''
    while True:
        hits = [(m.start(), i, m) for i, m in enumerate(p.search(seen) for _, p, _ in prompts) if m]
        if hits:
            _, i, m = min(hits, key=lambda h: h[:2])
            text, seen = seen[:m.end()], seen[m.end():]
            said.append(text)
            pattern, _, answers = prompts[i]
            if isinstance(answers, list):
                if not answers:
                    os.kill(pid, signal.SIGHUP)
                    shown = repr(text.encode('utf-8'))
                    if not shown.startswith('b'):
                        shown = 'b' + shown
                    tell(error="No remaining responses for '%s', output was '%s'" % (pattern, shown))
                answer = answers.pop(0)
            else:
                answer = answers
            time.sleep(0.05)
            os.write(fd, (answer.rstrip('\n') + '\n').encode('utf-8'))
            until = time.time() + job['timeout']
            continue
        left = until - time.time()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            break
        try:
            data = os.read(fd, 2000)
        except OSError as e:
            if e.errno != errno.EIO:
                raise
            data = b''
        if not data:
            open_ = False
            break
        rest += data
        # a character may be cut in two
        for cut in range(0, 4):
            try:
                seen += rest[:len(rest) - cut].decode('utf-8')
                rest = rest[len(rest) - cut:]
                break
            except UnicodeDecodeError:
                if cut == 3 or cut == len(rest):
                    seen += rest.decode('utf-8', 'replace')
                    rest = b''
                    break
    said.append(seen + rest.decode('utf-8', 'replace'))
    os.close(fd)
    status = None
    for sign in ([] if not open_ else [signal.SIGHUP, signal.SIGCONT, signal.SIGINT]) + [signal.SIGKILL]:
        end = time.time() + (0.1 if open_ else 5)
        while status is None and time.time() < end:
            done, code = os.waitpid(pid, os.WNOHANG)
            if done:
                status = code
            else:
                time.sleep(0.005)
        if status is not None:
            break
        os.kill(pid, sign)
    if status is None:
        status = os.waitpid(pid, 0)[1]
    tell(out=''.join(said), rc=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None)

main()
`;
