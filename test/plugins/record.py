#!/usr/bin/python3
"""Records what a real Ansible answers to the cases of plugins (see README.md here).

    /usr/bin/python3 test/plugins/record.py [case file or folder ...]

Without arguments all cases of test/jinja, test/template and test/lookup are recorded. Needs ansible-core 2.14 and the
collections that the cases name; PYTHONPATH may lead to what those need (jmespath, netaddr ...).
"""
import base64
import copy
import collections.abc as abc
import datetime
import json
import os
import random
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
DATA = os.path.join(ROOT, "lookup", "data")
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin", "HOME": "/home/tester", "USER": "tester", "TZ": "UTC", "LANG": "C.UTF-8",
    "CASE_VALUE": "from the environment", "CASE_EMPTY": "", "ANSIBLE_LOCALHOST_WARNING": "0",
    "ANSIBLE_DEVEL_WARNING": "0", "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
}
if os.environ.get("CASE_VALUE") is None:
    os.execve(sys.executable, [sys.executable] + sys.argv, ENVIRONMENT)
time.tzset()
os.umask(0o022)
CALLER = os.getcwd()
os.chdir("/")

sys.modules["passlib"] = None  # as on a plain installation

import yaml
from jinja2 import pass_context
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.display import Display

SAFE = 2 ** 53 - 1
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
NOTED = []
KEPT = []


def noter(kind):
    def note(self, message, *args, **kwargs):
        if "Python crypt module" not in message:
            NOTED.append([kind, clean(str(message))])
    return note


Display.warning = noter("warning")
Display.deprecated = noter("deprecated")


def clean(text):
    return ADDRESS.sub("0xADDR", text).replace(DATA, "@DATA@")


def plain_key(key):
    return type(key) is str and not re.match(r"(0|[1-9][0-9]*)$", key) and not key.startswith("$") \
        and key != "__proto__"


def encode(v, depth=0):
    """A value as JSON that tells Python's types apart; test/template/codec.ts is the other side."""
    if depth > 40:
        return {"$object": type(v).__name__}
    if v is None or v is True or v is False:
        return v
    inner = lambda values: [encode(x, depth + 1) for x in values]
    name = type(v).__name__
    if isinstance(v, str):
        text = clean(str.__str__(v))
        if getattr(v, "__UNSAFE__", False) is True:
            return {"$unsafe": text}
        return {"$markup": text} if name == "Markup" else text
    if isinstance(v, int):
        return int(v) if abs(v) <= SAFE else {"$int": str(int(v))}
    if isinstance(v, float):
        return {"$float": repr(float(v))}
    if isinstance(v, bytes):
        return {"$bytes": base64.b64encode(v).decode()}
    for cls in (datetime.datetime, datetime.date, datetime.time):
        if isinstance(v, cls):
            return {"$" + cls.__name__: v.isoformat()}
    if isinstance(v, datetime.timedelta):
        return {"$timedelta": [v.days, v.seconds, v.microseconds]}
    if isinstance(v, list):
        return inner(v)
    if isinstance(v, tuple):
        return {"$tuple": inner(v)}
    if isinstance(v, (set, frozenset)):
        return {"$" + ("frozenset" if isinstance(v, frozenset) else "set"): inner(sorted(v, key=repr))}
    if isinstance(v, range):
        return {"$range": [v.start, v.stop, v.step]}
    if isinstance(v, dict):
        if all(plain_key(k) for k in v):
            return {k: encode(x, depth + 1) for k, x in v.items()}
        return {"$dict": [[encode(k, depth + 1), encode(x, depth + 1)] for k, x in v.items()]}
    if "Undefined" in name:
        return {"$undefined": encode(getattr(v, "_undefined_name", None))}
    if isinstance(v, (abc.Iterator, abc.KeysView, abc.ValuesView, abc.ItemsView)):
        return {"$iter": inner(v)}
    return {"$object": name, "repr": clean(repr(v))}


def decode(v):
    if isinstance(v, str):
        return v.replace("@DATA@", DATA)
    if isinstance(v, list):
        return [decode(x) for x in v]
    if not isinstance(v, dict):
        return v
    if len(v) == 1:
        (tag, x), = v.items()
        makers = {
            "$dict": lambda: {decode(a): decode(b) for a, b in x},
            "$float": lambda: float(x),
            "$int": lambda: int(x),
            "$tuple": lambda: tuple(decode(x)),
            "$set": lambda: set(decode(x)),
            "$bytes": lambda: base64.b64decode(x),
            "$datetime": lambda: datetime.datetime.fromisoformat(x),
            "$date": lambda: datetime.date.fromisoformat(x),
            "$timedelta": lambda: datetime.timedelta(*x),
        }
        if tag in makers:
            return makers[tag]()
        if tag == "$unsafe":
            from ansible.utils.unsafe_proxy import AnsibleUnsafeText
            return AnsibleUnsafeText(x)
        if tag == "$markup":
            from markupsafe import Markup
            return Markup(x)
    return {k: decode(x) for k, x in v.items()}


LENGTHS = {}


def forget_years():
    """community.general keeps the length of a year or month from call to call."""
    module = sys.modules.get("ansible_collections.community.general.plugins.filter.time")
    if module is not None:
        module.UNIT_FACTORS.update(copy.deepcopy(LENGTHS.setdefault("all", copy.deepcopy(module.UNIT_FACTORS))))


@pass_context
def keep(context, value):
    KEPT.append(encode(value))
    return ""


def ask(expression, variables, native=False):
    """The answer to an expression (its value, whatever its type) or to a whole template (what templating it gives)."""
    del NOTED[:], KEPT[:]
    random.seed(0)
    forget_years()
    loader = DataLoader()
    loader.set_basedir(DATA)
    whole = "{%" in expression or "{{" in expression
    text = expression if whole else "{{ (%s) | keep }}" % expression
    templar = Templar(loader=loader, variables=dict(variables, role_path=DATA))
    templar.environment.filters["keep"] = keep
    try:
        result = templar.template(text.replace("@DATA@", DATA))
        answer = {"value": encode(result) if whole else KEPT[0]}
    except RecursionError:
        answer = {"error": ["RecursionError", "recursion"]}
    except Exception as e:
        message = clean(str(getattr(e, "message", None) or e))
        answer = {"error": [type(e).__name__, message]}
    if NOTED:
        answer["noted"] = [n for i, n in enumerate(NOTED) if n not in NOTED[:i]]
    return answer


def cases_of(spec, pool):
    """(key, expression, variables) of each case."""
    shared = decode(spec.get("vars") or {})
    for expression in spec.get("cases") or []:
        yield expression, expression, shared
    for each in spec.get("each") or []:
        expression, names = (each["expression"], each["over"]) if isinstance(each, dict) else (each, list(pool))
        for name in names:
            given = {} if name == "undefined" else {"x": pool[name]}
            yield "%s @ %s" % (expression, name), expression, dict(shared, **given)


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    lone = any("\ud800" <= c <= "\udfff" for c in text)
    return json.dumps(value) if lone else text


def record(path, pool):
    with open(path, encoding="utf-8") as f:
        spec = yaml.safe_load(f)
    lines = []
    for key, expression, variables in cases_of(spec, pool):
        answer = ask(expression, variables)
        lines.append("%s: %s" % (shown(key), shown(answer)))
    if len(set(lines)) != len(lines):
        sys.exit("%s: the same case twice: %s" % (path, [x for x in lines if lines.count(x) > 1][0]))
    with open(path[:-len(".yml")] + ".json", "w", encoding="utf-8") as f:
        f.write("{\n%s\n}\n" % ",\n".join(lines))
    return len(lines)


def main():
    with open(os.path.join(HERE, "pool.yml"), encoding="utf-8") as f:
        pool = {k: decode(v) for k, v in yaml.safe_load(f).items()}
    given = [os.path.join(CALLER, a) for a in sys.argv[1:]] or [
        os.path.join(ROOT, d) for d in ("jinja/filters", "jinja/tests", "template/filters", "template/tests", "lookup")]
    total = files = 0
    for start in given:
        found = [start] if os.path.isfile(start) else sorted(
            os.path.join(d, f) for d, _, names in os.walk(start) for f in names
            if f.endswith(".yml") and os.path.join(ROOT, "lookup", "data") not in d)
        for path in found:
            total += record(path, pool)
            files += 1
    print("%d files, %d cases" % (files, total))


main()
