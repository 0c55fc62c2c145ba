"""Times real Jinja2 and Ansible's Templar on the cases; prints {name: seconds} as JSON."""
import json
import sys
import time

import jinja2
from jinja2.nativetypes import NativeEnvironment  # noqa: F401  (loaded before the clock runs, as in Ansible)
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

cases = json.load(open(sys.argv[1]))
quick = len(sys.argv) > 2
out = {}


def clock():
    return time.perf_counter(), time.process_time()


def since(start):
    now = clock()
    return {"seconds": now[0] - start[0], "cpu": now[1] - start[1]}


def count(case):
    return max(2, case["n"] // 20) if quick else case["n"]


case = cases["rows"]
rows = [["cell %d" % i, i, i * 2, "x" * (i % 7)] for i in range(1000)]
template = jinja2.Environment().from_string(case["template"])
template.render(rows=rows)
start = clock()
for _ in range(count(case)):
    text = template.render(rows=rows)
out["rows"] = {**since(start), "check": len(text)}

case = cases["small"]
variables = {"name": "host", "count": 5000, "items": ["a", "b", "c"]}
start = clock()
env = jinja2.Environment()
size = 0
for i in range(count(case)):
    size += len(env.from_string(case["template"].replace("@N@", str(i))).render(variables))
out["small"] = {**since(start), "check": size}

case = cases["templar"]
templar = Templar(loader=DataLoader(), variables=case["vars"])
size = 0
start = clock()
for i in range(count(case)):
    size += len(templar.template(case["template"].replace("@N@", str(i))))
out["templar"] = {**since(start), "check": size}
print(json.dumps(out))
