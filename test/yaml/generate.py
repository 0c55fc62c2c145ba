#!/usr/bin/python3
"""Writes data/load.jsonl: YAML texts and what PyYAML's CSafeLoader says of each. Usage: generate.py [seed] [count]"""
import datetime
import json
import random
import sys

import yaml

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
rnd = random.Random(SEED)

SCALARS = '''yes no on off y n Yes NO On OFF true True TRUE false tRue null Null NULL ~ nULL 0 00 0o7 0644 0888 08 1_000 +1 -1 -0
0x1F 0xfg 0b101 0b12 1e3 1.e3 1.0e3 1.0e+3 1.5E-3 .5 5. -.5 +.5e+1 . .. .inf -.inf +.INF .Inf .nan .NaN .NAN nan inf 1:30 1:60
1:30:59 190:20:30.15 -1:30 1:30.5 0:30 2001-01-01 2001-1-1 2001-12-14t21:59:43.10-05:00 2001-12-14_10:00 1_0.5 1__0 _1 0_7 0x_1F 12e03
123456789012345678901234567890 -9007199254740993 9007199254740992 1.0 1e400 1.0e+400 = << <<a * & ! !!str - -- --- ? : , a:b a: :a a#b a-b
{{a}} {a} [a] [ ] { } 'a' "a" "a\\nb" 'a''b' "\\x41" "\\u00e9" "\\U0001F600" é 日本 😀 \u2028 @a `a %a |a >a -a ?a :a ~a .5.5 1.2.3 127.0.0.1 12:30:45
1,2 1_ 0. 0.0 -0.0 +0 0b 0x -0x1 -0b1 +0644 0b_1 1e+3 1.e+3 .e3 .5_5 9_9:5_9 1:2:3:4 60:00 0:0 12:5 yes: no: 2020-13-01x 3.10 0777 1E5 .1e3'''.split()

DOCS = [
    'a: 1\nb: 2\n', '- a\n- b\n', '- a: 1\n  b: 2\n- c\n', 'a:\n- 1\n- 2\nb: 3\n', 'a:\n  - 1\n  -\n  - b:\n', 'a: |\n  x\n   y\n\n  z\nb: >-\n  p\n  q\n\n  r\n   s\n  t\n',
    'a: |+\n  x\n\n\nb: >+\n  x\n\n', 'a: |2\n   x\n  y\n', 'a: >1-\n  x\n y\n', '"a": "b\n  c\n\n  d"\n', "'a': 'b\n  c\n\n  d'\n", 'a: b\n  c\n  d\n', 'a: b c\n\n  d # e\n',
    '{a: 1, b: [2, 3], c: {d: e}}\n', '[a, b: c, {d: e}, [f]]\n', '{a, b: , c}\n', '[a, ]\n', '{? a : b, ? c}\n', '[? a : b, c]\n', '? a\n: b\n? c\n', '? - a\n: - b\n', 'a: &x 1\nb: *x\n', 'a: &x {b: 1}\nc: {<<: *x, d: 2}\n',
    'a: &x {b: 1}\ny: &y {b: 2, e: 3}\nc:\n  <<: [*x, *y]\n  d: 2\n', '--- a\n', '---\na: 1\n...\n', '%YAML 1.1\n---\na\n', '%TAG !e! tag:e.com,2000:\n---\n!!str 1\n', '--- |\n a\n b\n...\n--- c\n', '!!str 12\n', '! 12\n', '!!int "12"\n', '!!float 1\n',
    '!!binary aGVsbG8=\n', '!!set {a, b}\n', '!!omap [a: 1, b: 2]\n', '!!pairs [a: 1, a: 2]\n', '!!null x\n', '!!bool yes\n', '!!map {a: 1}\n', '!!seq [a]\n', '!foo a\n', '!<tag:yaml.org,2002:str> 1\n', '# c\na: 1 # d\n#e\n', 'a:\n\tb\n', 'a: b: c\n', '- a\n b\n', 'a\nb: c\n',
    'a: "b" c\n', "a: 'b\n", 'a: [b\n', 'a: {b\nc: d\n', 'a: *x\n', '&a a: &b b\n*a : c\n', '- &a [*a]\n', 'a:\n  b:\n    c:\n      - d\n      - e\n  f: g\n', '- - - a\n    - b\n  - c\n- d\n', '- - a: 1\n    b: 2\n  - c: 3\n', '-\n  - a\n-\n  b: c\n', 'a: !!str\nb: &x\nc: !!str &y d\n', '"\\u0041\\x42\\n\\t\\"\\\\\\/ \\N\\_\\L\\P\\e\\0\\a\\b\\v\\f\\r"\n',
    '"a \\\n  b"\n', '"a\\ \\\n  \\ b"\n', 'a: "{{ b }}"\nc: "{{ d | default(\'e\') }}"\n', "- name: x\n  shell: >\n    a b\n    c={{ d }}\n  when: a is defined and b == 'c'\n", "- hosts: all\n  vars:\n    a: 1\n  tasks:\n  - name: 'q'\n    debug: msg=\"x y\"\n    with_items:\n    - a\n    - b\n",
    'a: {{ b }}\n', '- a: {{ b }}/c\n', 'a: {b: c}d\n', '- @a\n', '- %a\n', 'a: `b`\n', 'key: [a,\n  b,\nc]\n', 'key: {a: 1,\n  b: 2\n}\n', 'a:\n  b\n c\n', ' a: 1\nb: 2\n', 'a: 1\n b: 2\n', 'a:\n    b: 1\n  c: 2\n', '- a\nb: c\n', 'a: 1\n- b\n', 'a: - b\n', '-a\n', '- -\n', '? \n', ': a\n', '...\n', '---\n---\n', '\n\n', '# only\n', '', 'a: 1\n...\nb: 2\n', 'a: 1\n---\nb: 2\n',
    '\ufeffa: 1\n', 'a: 1\r\nb: 2\r\n', 'a: |\r\n  x\r\n  y\r\n', 'a: x\u0085b: y\n', 'é: ü\n- ö\n', '😀: [😀, b: c: d]\n', "a: 'it''s'\n", 'a: b #c\nd: e#f\n', 'http://x:80/y\n', 'a: http://x:80/y\n', '[a:b, c:d]\n', '{a:b}\n', '{"a":b}\n', '["a":b]\n', '{"a":1,"b":[true,null,"c\\n"]}\n', "{a: 'b', \"c\": d e f}\n", '[[[]]]\n', '{{}: a}\n', '[a]: b\n', '{[a]: b}\n', '? {a: b}\n: c\n', 'a: >\n\n  x\n\n\n  y\n    z\n\n  w\n', '- |\n a\n- >\n b\n c\n', 'a: |\n\tb\n', 'a: |x\n  b\n', 'a: |0\n  b\n', 'a: |3\n  b\n', '<<: {a: 1}\nb: 2\n', '<<: 1\n', '<<: [1]\n', '=: a\n', '? a\nb: c\n',
    'a: 1\na: 2\n', '1: a\n1.0: b\ntrue: c\n', 'yes: 1\n', 'a: ""\nb: \'\'\nc:\n', 'a: "\n\n  b"\n', "- ' a\n\n\n  b '\n", 'a : b\n', 'a\t: b\n', 'a:\tb\n', '-\ta\n', '- a\t# c\n', '{a: b}\t\n', 'plain\n  multi\n\n  line\n', 'a: b\n---\n', '--- {a: b}\n--- [c]\n', 'x: ? a\n', '!!python/object:a b\n', '&a\n', '*\n', '& a\n', '!\n', '!<>\n', '!!\n', '%FOO\n---\na\n', '%YAML 1.1\na\n', '%YAML 2.0\n---\na\n', '"a": b\n"c" : d\n', "'a\n b': c\n", '"a\n b": c\n', 'a b: c d\n', 'a,b: c]d\n', '- [a, b]\n- {c: d}\n-   e: f\n    g: h\n',
]
ALPHABET = ['\n', '\n  ', '\n', ' ', ' ', '  ', ':', ': ', '- ', '-', '?', '? ', ',', '[', ']', '{', '}', '#', ' #', '&a ', '*a', '!', '!!str ', '|', '>', '|\n', "'", '"', '%', '@', '`', 'a', 'b', '1', '\t', '\\', '...', '---', '<<: ', '=', '~', 'é', '\r\n', '0', '.']


def enc(v, depth=0):
    if depth > 40:
        raise RecursionError
    if v is None or isinstance(v, (bool, str)):
        return v
    if isinstance(v, int):
        return {'i': str(v)}
    if isinstance(v, float):
        return {'f': repr(v)}
    if isinstance(v, (list, tuple)):
        x = [enc(i, depth + 1) for i in v]
        return {'t': x} if isinstance(v, tuple) else x
    if isinstance(v, dict):
        return {'d': [[enc(k, depth + 1), enc(w, depth + 1)] for k, w in v.items()]}
    if isinstance(v, set):
        return {'s': sorted((json.dumps(enc(i)) for i in v))}
    if isinstance(v, bytes):
        return {'b': v.hex()}
    if isinstance(v, (datetime.datetime, datetime.date)):
        return {'D': str(v)}
    raise TypeError(type(v))


def answer(text):
    try:
        return {'v': [enc(v) for v in yaml.load_all(text, Loader=yaml.CSafeLoader)]}
    except yaml.reader.ReaderError as e:
        return {'r': str(e)}
    except yaml.MarkedYAMLError as e:
        m = e.problem_mark
        return {'e': e.problem, 'l': m.line + 1, 'c': m.column + 1}
    except RecursionError:
        return None
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError) as e:
        return {'x': str(e)}


def mutate(text):
    for _ in range(rnd.choice([1, 1, 1, 2, 3])):
        i = rnd.randrange(len(text) + 1)
        how = rnd.random()
        if how < 0.55:
            text = text[:i] + rnd.choice(ALPHABET) + text[i:]
        elif how < 0.8:
            text = text[:i] + text[i + rnd.randint(1, 3):]
        else:
            other = rnd.choice(DOCS)
            j = rnd.randrange(len(other) + 1)
            text = text[:i] + other[j:j + rnd.randint(1, 12)] + text[i:]
    return text


def scalars():
    words = list(SCALARS)
    for _ in range(400):
        words.append(''.join(rnd.choice('0123456789' if rnd.random() < .6 else '0123456789_.:eE+-xobf-T Z') for _ in range(rnd.randint(1, 8))))
    for w in words:
        yield w
        yield 'a: ' + w
        yield '[' + w + ', b]'
        yield w + ': b'


def main():
    seen = set()
    out = open(sys.argv[3] if len(sys.argv) > 3 else __file__.replace('generate.py', 'data/load.jsonl'), 'w', encoding='utf-8')

    def put(text):
        if text in seen:
            return
        seen.add(text)
        a = answer(text)
        if a is not None:
            out.write(json.dumps({'t': text, **a}, ensure_ascii=True, separators=(',', ':')) + '\n')

    for d in DOCS:
        put(d)
    for s in scalars():
        put(s)
    while len(seen) < COUNT:
        put(mutate(rnd.choice(DOCS)))
    out.close()


main()
