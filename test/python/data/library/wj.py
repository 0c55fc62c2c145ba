#!/usr/bin/python
# WANT_JSON
import json, sys
print(json.dumps(dict(changed=False, args=json.load(open(sys.argv[1])), argv=len(sys.argv))))
