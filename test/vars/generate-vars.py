#!/usr/bin/python3
"""Writes data/vars.json: what Ansible makes of -e options, of group_vars/ and host_vars/ trees, and of its jsonfile
fact cache. Usage: generate-vars.py"""
import json
import os
import tempfile

import ansible.constants as C
from ansible import context
from ansible.inventory.group import Group
from ansible.inventory.host import Host
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import cache_loader, vars_loader
from ansible.utils.vars import load_extra_vars

HERE = os.path.dirname(os.path.abspath(__file__))

EXTRA_FILES = {
    'a.yml': 'a: 1\nd: {x: 1, y: [1]}\n',
    'b.json': '{"a": "two", "d": {"y": [2], "z": null}}',
    'list.yml': '- 1\n',
    'empty.yml': '',
    'bad.yml': 'a: [1\n',
    'text.yml': 'just text\n',
}
EXTRA = [
    ['a=1'], ['a=1 b="two words" c=\'x y\''], ['a=1', 'a=2'], ['{"a": 1, "b": [1, null]}'], ['{a: yes, b: 0644}'],
    ['@a.yml'], ['@a.yml', '@b.json'], ['@b.json', 'd=text'], ['@a.yml', '{"d": {"x": 9}}'], ['[1, 2]'], ['@list.yml'],
    ['@empty.yml'], ['@text.yml'], ['@bad.yml'], ['@missing.yml'], ['/tmp/x'], ['./x.yml'], ['a'], ['a=1 b'], ['=1'],
    ['{broken'], [''], ['', 'a=1'], ['a={{ b }} c=d'], ['a=b=c'], ['a= b=1'], ['a="1'], ['jenkins_workspace=/w s p=q'],
    ['{}'], ['a=é'], ['a=True b=[1,2]'],
]
TREE = {
    'group_vars/all/10.yml': 'a: {x: 1, y: 1}\n', 'group_vars/all/20.yaml': 'b: all20\nc: [1]\na: {y: 2}\n',
    'group_vars/all/sub/x.json': '{"d": "json"}', 'group_vars/all/sub.d/x.yml': 'z: dotted\n',
    'group_vars/all/ignored.txt': 'z: no\n', 'group_vars/all/30.yml~': 'z: backup\n', 'group_vars/all/.h.yml': 'z: hidden\n',
    'group_vars/web.yml': 'b: web\nw: file\n', 'group_vars/web.json': '{"w": "never"}', 'group_vars/db/noext': 'n: plain\n',
    'group_vars/both': 'from: bare\n', 'group_vars/both.yml': 'from: yml\n', 'group_vars/empty.yml': '', 'group_vars/list.yml': '- 1\n',
    'group_vars/no.yml': 'no\n', 'host_vars/h1/a.yml': 'f: 1\n', 'host_vars/h1/b.yml': 'f: 2\n', 'host_vars/h2.yml': '# nothing\n',
    'host_vars/h3.example.org.yml': 'dots: yes\n', 'host_vars/text.yml': 'text\n',
}
FACTS = [
    {}, {'a': 1, 'b': 1.0, 'c': 'é"\\\n\u2028\U0001f600', 'd': [True, None, []], 'e': {}, 'f': {'z': {'y': [1, {'x': 2}]}, 'a': 1e300}},
    {'z': '\x7f\x00/', 'ansible_local': {'k': -0.0, 'big': 2 ** 70, 'half': 0.1}},
]


def shown(f):
    try:
        return {'value': f()}
    except Exception as e:
        return {'error': type(e).__name__, 'message': str(e).split('\n')[0]}


def write(tree):
    for name, text in tree.items():
        os.makedirs(os.path.dirname(name) or '.', exist_ok=True)
        with open(name, 'w') as f:
            f.write(text)


out = {'extraFiles': EXTRA_FILES, 'extra': [], 'tree': TREE, 'trees': [], 'facts': []}
for behaviour in ('replace', 'merge'):
    C.DEFAULT_HASH_BEHAVIOUR = behaviour
    with tempfile.TemporaryDirectory() as d:
        os.chdir(d)
        write(EXTRA_FILES)
        for options in EXTRA:
            context.CLIARGS = context.ImmutableDict(extra_vars=tuple(options)) if hasattr(context, 'ImmutableDict') else {'extra_vars': tuple(options)}
            load_extra_vars.extra_vars = None
            r = shown(lambda: load_extra_vars(DataLoader()))
            if 'message' in r:
                r['message'] = r['message'].replace(os.path.realpath(d), '@DIR@').replace(d, '@DIR@')
            out['extra'].append({'behaviour': behaviour, 'options': options, **r})
        os.chdir('/')
    with tempfile.TemporaryDirectory() as d:
        os.chdir(d)
        write(TREE)
        os.mkdir('sub')
        write({'other/group_vars': 'a file\n'})
        plugin = vars_loader.get('host_group_vars')
        names = [(Group, n) for n in ('all', 'web', 'db', 'both', 'empty', 'list', 'no', 'missing', '../group_vars/web')]
        names += [(Host, n) for n in ('h1', 'h2', 'h3.example.org', 'text', 'missing', '/etc/passwd')]
        for kind, name in names:
            for base in ('.', 'other', 'sub'):
                r = shown(lambda: plugin.get_vars(DataLoader(), os.path.join(d, base), [kind(name)], cache=False))
                if 'message' in r:
                    r['message'] = r['message'].replace(d, '@DIR@')
                out['trees'].append({'behaviour': behaviour, 'kind': kind.__name__.lower(), 'name': name, 'base': base, **r})
        os.chdir('/')
for facts in FACTS:
    with tempfile.TemporaryDirectory() as d:
        cache = cache_loader.get('jsonfile', _uri=d, _prefix='p_', _timeout=0)
        cache.set('h', facts)
        with open(os.path.join(d, 'p_h')) as f:
            out['facts'].append(f.read())
with open(os.path.join(HERE, 'data/vars.json'), 'w') as f:
    json.dump(out, f, indent=1, sort_keys=True)
    f.write('\n')
