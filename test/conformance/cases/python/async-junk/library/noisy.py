#!/usr/bin/python
import json
print("before")
print(json.dumps(dict(changed=False, ansible_facts=dict(discovered_interpreter_x=1, seen=2))))
print("after")
