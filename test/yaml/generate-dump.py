#!/usr/bin/python3
"""Writes data/dump.jsonl: values and what AnsibleDumper (over libyaml) writes. Usage: generate-dump.py [seed] [count] [out]"""
import json
import random
import sys

import yaml
from ansible.parsing.yaml.dumper import AnsibleDumper

rnd = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
OUT = sys.argv[3] if len(sys.argv) > 3 else __file__.replace('generate-dump.py', 'data/dump.jsonl')
WORDS = ['a', 'yes', '', '1', 'a: b', ' a', 'a\nb', 'a\n', 'é', '日本\n', '\x01', "it's", 'a"b', '#a', '- a', 'x' * 90, 'null', '~', '1.0', '1e3', '1:30', '0644', 'a b ' * 30, '{{ a }}', '\ttab', 'a\tb', 'a\n\n b', '😀', '2020-01-01', '\u2028', 'a #b', 'a:', ':a', '?', '-', '---', '...', 'a\n b\nc', 'a \nb', '\n', '\n\n', 'line one\nline two\n', '[a]', '{a}', 'a,b', '@a', '%a', '`a', '!a', '&a', '*a', '|', '>', '=', '<<', 'on', 'No', '+1', '.5', '.inf', 'word ' * 20 + 'end', "'", '"', '\\', 'a\\b c', 'long  double  spaces ' * 8, 'ü ' * 60, '\xa0', 'a\x85b', '\ufeff', 'trailing ', 'k' * 130]


def text():
    if rnd.random() < .6:
        return rnd.choice(WORDS)
    return ''.join(rnd.choice('ab 1:-#\n\t\'"{}[],&*!|>%@é\\ ') for _ in range(rnd.randint(1, 14)))


def value(d=0):
    r = rnd.random()
    if d > 4 or r < .45:
        return rnd.choice([text(), text(), text(), None, True, False, rnd.randint(-5, 10**6), rnd.choice([1.0, .5, 1e20, -1e-7, float('inf'), float('nan'), 3.14])])
    n = rnd.choice([0, 1, 2, 3, 3, 8])
    if r < .72:
        return [value(d + 1) for _ in range(n)]
    return {(text() if rnd.random() < .9 else rnd.choice([1, None, True, 2.5])): value(d + 1) for _ in range(n)}


def enc(v):
    if v is None or isinstance(v, (bool, str)):
        return v
    if isinstance(v, int):
        return {'i': str(v)}
    if isinstance(v, float):
        return {'f': repr(v)}
    if isinstance(v, list):
        return [enc(i) for i in v]
    return {'d': [[enc(k), enc(w)] for k, w in v.items()]}


with open(OUT, 'w') as out:
    for i in range(COUNT):
        v = WORDS[i] if i < len(WORDS) else value()
        o = {'default_flow_style': rnd.choice([None, None, False, False, True]), 'allow_unicode': rnd.random() < .7}
        if rnd.random() < .4:
            o['indent'] = rnd.choice([2, 4, 8])
        if rnd.random() < .3:
            o['width'] = rnd.choice([20, 40, 120, 1000])
        if rnd.random() < .3:
            o['sort_keys'] = False
        if rnd.random() < .08:
            o['default_style'] = rnd.choice(['"', "'", '|', '>'])
        if rnd.random() < .05:
            o['explicit_start'] = True
        out.write(json.dumps({'v': enc(v), 'o': o, 'y': yaml.dump(v, Dumper=AnsibleDumper, **o)}) + '\n')
