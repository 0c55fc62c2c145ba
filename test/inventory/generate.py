#!/usr/bin/python3
"""Writes data/cases.json: inventories and what ansible-inventory says of each (groups, variables, warnings)."""
import json
import os
import subprocess
import tempfile

INI = ['lone a=1 b="x y" c=[1,2] d=True e=\'"q"\' # c\n', 'web[01:05:2].ex:2222 v=1\ndb-[a:c]\n', '[a]\nx\n[a:vars]\nk = v # no comment\nl=[1]\n[p:children]\na\n', '[p:children]\nq\n[q]\nx\n', '[a b]\n', '[a:foo]\n', '[a:children]\nnope\n', '[a:vars]\nx=1\n', 'a b\n', 'a "b\n', '[g]\na\n[g:vars]\nxy\n', 'a[1:3\n', '[a:children]\nb c\n', 'a[x:y:z]\n', 'a[01:2]\n', 'a x=1 x=2\n', '[all:vars]\na=1\n[all]\nb\n', '[x]\na\n[y]\na\n[x:vars]\nansible_group_priority=5\nv=x\n[y:vars]\nv=y\n', '[2001:db8::1]:80 a=1\n::1\n', '[ungrouped]\nu\n[g]\nu\n', 'localhost ansible_connection=local\n', '; c\n# d\n\nh\n', 'h1 ansible_port=22 ansible_user=bob ansible_ssh_common_args="-o ProxyCommand=\'ssh -W %h:%p x\'"\n']
YAML = ['all: {hosts: {a: {v: 1}, "b[1:2]": }, children: {g: {hosts: a, vars: {w: [1]}, children: {h: }}}}\n', 'all: [1]\n', 'g: {foo: {}}\n', '- a\n', 'g: {hosts: [a]}\n', 'g: {vars: {x: yes, y: 0644, z: 1.5}, hosts: {"h:22": }}\n', 'plugin: nope\n', '']
env = {**os.environ, 'ANSIBLE_NOCOLOR': '1', 'COLUMNS': '10000'}


def warnings(text):
    return [' '.join(w.split()) for w in text.split('[WARNING]:')[1:]]


out = []
with tempfile.TemporaryDirectory() as d:
    for name, texts in (('inv.ini', INI), ('inv.yml', YAML)):
        for t in texts:
            path = os.path.join(d, name)
            with open(path, 'w') as f:
                f.write(t)
            r = subprocess.run(['ansible-inventory', '-i', path, '--list', '--export'], capture_output=True, text=True, env=env)
            data = json.loads(r.stdout) if r.returncode == 0 else None
            out.append({'name': name, 'text': t, 'data': data, 'warnings': [w.replace(d, 'DIR') for w in warnings(r.stderr)]})
    os.makedirs(os.path.join(d, 'p'))
    with open(os.path.join(d, 'p', 'inv'), 'w') as f:
        f.write('h0\n[a]\nh1\nh2\nh3\n[b]\nh3\nh4\n[c:children]\na\nb\n')
    pats = ['all', 'a', 'a:b', 'a,b', 'a:&b', 'a:!b', '!a', '&a', 'h*', 'h[1:2]', 'a[0]', 'a[-1]', 'a[1:]', 'a[0:1]', 'all[5]', 'c[7]', '~h[13]', '~(a|b)', 'c:!h4:&b', 'nope', 'h1:nope', 'ungrouped', 'localhost', '127.0.0.1', 'h?', '*', 'a:!a[0]', 'all:!c', 'h1,,h3', 'a[0-1]', '?', 'h[!1]']
    pout = []
    for p in pats:
        r = subprocess.run(['ansible', p, '-i', os.path.join(d, 'p', 'inv'), '--list-hosts'], capture_output=True, text=True, env=env)
        pout.append({'pattern': p, 'hosts': [l.strip() for l in r.stdout.splitlines()[1:]], 'warnings': [w for w in warnings(r.stderr) if w != 'No hosts matched, nothing to do']})
json.dump({'inventories': out, 'patterns': pout}, open(__file__.replace('generate.py', 'data/cases.json'), 'w'), indent=1)
