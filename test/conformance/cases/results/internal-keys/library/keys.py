#!/usr/bin/python
import json
print(json.dumps({'changed': True, 'ansible_facts': {'fine': 1}, 'invocation': {'a': 1}}))
