#!/usr/bin/python3
"""Writes data/errors.json: texts that are no YAML, with the error of PyYAML over libyaml."""
import json
import os

import yaml

DOCUMENTS = ["a: [1, 2\nb: c","a: b: c","x: 1\n\ty: 2\n","&a [*b]","a: {x: 1 y: 2}","a: {x: [1}","a: 1\n---\nb: 2","a: \"x","a: 'x\n---\n","a: \"\\q\"","a: \"\\xZZ\"","a: @x","a: `x`","- a\nb: 1","a: 1\n- b","a:\n  - b\n c: 1","&a a: &a b","key\nother: 1","a: 1\nkey\nb: 2","a: |0\n x","a: > x\n y","a: &\n","a: *\n","a: !<x\n b","a: !u!x b","%YAML 2.0\n---\na","%FOO\n","%YAML 1.1\n%YAML 1.1\n---\n","a: ]","a: }","[a, b]]","{a: b}}","? a\n? b\n: c: d","a: %x","a: !foo 1","a: !!map [1]","\ta: 1","a: [\n  b,\n  c: d: e]","a: |\n  x\n\ty","a: 'b' c","a: \"b\" : c","[a: b, c: {d]","*x : 1","a: &x 1\nb: *y", "- - a\n - b", "a: b\n  c: d", "a: 1\n%YAML 1.1\n*b  c: d", "[a,<<:  ]", "{a: b, <<: }", "&a !foo!x b"]
out = []
for text in DOCUMENTS:
    try:
        yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError as e:
        out.append({'text': text, 'type': type(e).__name__, 'message': str(e)})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data/errors.json'), 'w') as f:
    json.dump(out, f, indent=1)
    f.write('\n')
