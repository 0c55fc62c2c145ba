#!/usr/bin/python3
"""Writes data/kv.jsonl: k=v texts and what Ansible's parse_kv and split_args give. Usage: generate-kv.py [seed] [count] [out]"""
import json
import random
import sys

from ansible.parsing.splitter import parse_kv, split_args

rnd = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
count = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
PARTS = ['a=b', 'c="d e"', "f='g h'", 'i={{ j }}', 'k={{ l | m("n o") }}', '{% if p %}q{% endif %}', '{# r #}', ' ', '  ', '\n', '\\\n', ' \\\n', '"', "'", '\\"', "\\'", '=', '\\=', 'echo', 'x y z', 'chdir=/t', 'creates="a b"', '\\n', '\\u00e9', '\\x41', '{{', '}}', '{%', '%}', 's=t=u', '/bin/sh -c "ls | wc"', 'é=ü', '\t', '\\\\', 'warn=no', '=v', 'a =b', 'a= b', '"a=b"', '\n\n', 'line\n  more']
out = open(sys.argv[3] if len(sys.argv) > 3 else __file__.replace('generate-kv.py', 'data/kv.jsonl'), 'w')


def answer(f, *args):
    try:
        r = f(*args)
        return list(r.items()) if isinstance(r, dict) else r
    except Exception as e:
        return {'e': str(e).split('\n')[0], 'k': type(e).__name__}


for _ in range(count):
    t = rnd.choice(['', ' ', ' ', '\n']).join(rnd.choice(PARTS) + rnd.choice(['', ' ', ' ', ' ', '\n']) for _ in range(rnd.randint(1, 6)))
    out.write(json.dumps({'t': t, 's': answer(split_args, t), 'k': answer(parse_kv, t), 'r': answer(parse_kv, t, True)}) + '\n')
