#!/usr/bin/python
import json
args = json.loads("""<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>""")
print(json.dumps({'args': args}))
