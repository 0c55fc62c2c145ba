"""Random templates from a grammar, with Jinja2's answers: JSON lines on stdout, in the form that adapter.mjs reads.

    /usr/bin/python3 generate.py SEED COUNT > cases.jsonl

Needs Jinja2 3.1.2 (Debian's python3-jinja2). Vary the seed: nothing of this is recorded in the repository.
"""
import json
import random
import re
import sys

import jinja2

VARS = {
    "n": 7, "neg": -3, "zero": 0, "f": 2.5, "whole": 4.0, "s": "hello", "t": "Ünï <b>&", "empty": "", "yes": True,
    "nothing": None, "l": [3, 1, 2], "words": ["b", "A", "c c"], "el": [], "d": {"a": 1, "b": {"c": [1, 2]}, "items": 5},
    "users": [{"name": "ann", "age": 30, "on": True}, {"name": "Bob", "age": 25, "on": False}, {"name": "cy", "age": 25}],
    "mixed": [1, "x", 2.0, None, True, [1]], "pairs": [["k", 1], ["m", 2]],
}
NAMES = list(VARS) + ["missing", "x", "item"]
STRINGS = ["", "a", "hello", "A b", "%s-%s", "1.5", "12", "x<y", "é", "line\nbreak", "a,b"]
FILTERS = [
    "abs", "capitalize", "center(9)", "count", "default('z')", "default('z', true)", "dictsort", "escape", "filesizeformat",
    "first", "float", "format(1, 2)", "groupby('age')", "indent(2)", "indent(2, true)", "int", "items", "join", "join('-')",
    "join(',', 'name')", "last", "length", "list", "lower", "map('upper')", "map(attribute='name')", "map('default', 1)",
    "max", "min", "min(attribute='age')", "pprint", "reject('odd')", "rejectattr('on')", "replace('a', 'b')", "reverse",
    "round", "round(1)", "round(1, 'floor')", "safe", "select", "select('string')", "selectattr('on')",
    "selectattr('age', 'gt', 26)", "slice(2)", "batch(2)", "batch(2, '-')", "sort", "sort(reverse=true)",
    "sort(attribute='age')", "string", "striptags", "sum", "sum(attribute='age')", "title", "tojson", "trim",
    "truncate(4)", "truncate(5, true, '..')", "unique", "upper", "urlencode", "wordcount", "wordwrap(5)", "xmlattr",
    "attr('real')", "nosuch",
]
TESTS = [
    "defined", "undefined", "none", "number", "string", "sequence", "mapping", "iterable", "odd", "even", "boolean", "true",
    "false", "integer", "float", "lower", "upper", "callable", "divisibleby(2)", "divisibleby 3", "eq 7", "ne(1)", "gt 2",
    "in [1, 7, 'a']", "sameas none", "le('b')", "filter", "escaped",
]
METHODS = [
    "upper()", "split()", "split(',', 1)", "strip()", "replace('l', 'L')", "startswith('h')", "format(1, x=2)", "keys()",
    "values()", "items()", "get('a')", "get('q', 3)", "append(1)", "index(1)", "count(1)", "join(words)", "isdigit()",
    "zfill(5)", "title()", "find('l')", "rsplit('l', 1)", "bit_length()", "is_integer()", "pop()", "copy()", "nosuch()",
    "partition('l')", "encode()", "splitlines()",
]
BINARY = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def pick(self, *makers):
        return self.r.choice(makers)()

    def literal(self):
        r = self.r
        return self.pick(
            lambda: str(r.choice([0, 1, 2, 3, 10, -1, 255])), lambda: r.choice(["1.0", "0.5", "1e3", "2.75"]),
            lambda: repr(r.choice(STRINGS)), lambda: r.choice(["true", "False", "none"]),
            lambda: "[%s]" % ", ".join(self.literal() for _ in range(r.randrange(3))),
            lambda: "{%s}" % ", ".join("%r: %s" % (k, self.literal()) for k in r.sample("abc", r.randrange(3))),
            lambda: "(%s,)" % self.literal())

    def expression(self, depth=3):
        r = self.r
        if depth <= 0:
            return self.pick(self.literal, lambda: r.choice(NAMES), lambda: r.choice(NAMES))
        e = lambda: self.expression(depth - 1)
        return self.pick(
            self.literal, lambda: r.choice(NAMES), lambda: r.choice(NAMES),
            lambda: "%s|%s" % (e(), r.choice(FILTERS)), lambda: "%s|%s" % (e(), r.choice(FILTERS)),
            lambda: "(%s)|%s|%s" % (e(), r.choice(FILTERS), r.choice(FILTERS)),
            lambda: "%s %s %s" % (e(), r.choice(BINARY), e()), lambda: "(%s %s %s)" % (e(), r.choice(BINARY), e()),
            lambda: "%s is %s%s" % (e(), r.choice(["", "not "]), r.choice(TESTS)),
            lambda: "%s.%s" % (r.choice(NAMES), r.choice(METHODS)), lambda: "(%s).%s" % (e(), r.choice(METHODS)),
            lambda: "%s.%s" % (r.choice(NAMES), r.choice(["a", "b", "b.c", "name", "0", "items", "real"])),
            lambda: "%s[%s]" % (r.choice(NAMES), self.literal()),
            lambda: "%s[%s:%s]" % (r.choice(NAMES), r.choice(["", "1", "-2"]), r.choice(["", "2", "-1", ":2", ":-1"])),
            lambda: "%s if %s else %s" % (e(), e(), e()), lambda: "(%s if %s)" % (e(), e()),
            lambda: "not %s" % e(), lambda: "-%s" % e(), lambda: "[%s, %s]" % (e(), e()),
            lambda: "range(%s)|list" % r.choice(["3", "1, 7, 2", "n"]), lambda: "dict(a=%s)" % e())

    def text(self):
        return self.r.choice(["", " ", "a ", "\n", "  x\n", "text", "\n\n", "{ ", "% }", "# "])

    def tag(self, inner):
        r = self.r
        return "{%%%s %s %s%%}" % (r.choice(["", "", "", "-", "+"]), inner, r.choice(["", "", "", "-", "+"]))

    def body(self, depth):
        return "".join(self.piece(depth) for _ in range(self.r.randrange(1, 4)))

    def piece(self, depth):
        r, t = self.r, self.tag
        if depth <= 0:
            return self.pick(self.text, self.output)
        b = lambda: self.body(depth - 1)
        return self.pick(
            self.text, self.output, self.output, self.output,
            lambda: t("if " + self.expression(2)) + b() + r.choice(["", t("elif " + self.expression(1)) + b()])
            + r.choice(["", t("else") + b()]) + t("endif"),
            lambda: t("for %s in %s%s%s" % (r.choice(["x", "x", "item", "k, x"]), r.choice(
                ["l", "words", "d", "pairs", "users", "d.items()", "range(3)", "el", "s", "mixed", "missing"]),
                r.choice(["", "", " if x"]), r.choice(["", "", "", " recursive"]))) + self.loop() + b()
            + r.choice(["", t("else") + b()]) + t("endfor"),
            lambda: t("set %s = %s" % (r.choice(["x", "item", "x, item"]), self.expression(2))),
            lambda: t("set x") + b() + t("endset"), lambda: t("set x | upper") + b() + t("endset"),
            lambda: t("with x = %s" % self.expression(1)) + b() + t("endwith"),
            lambda: t("macro m(x, item=%s)" % self.expression(0)) + b() + t("endmacro")
            + "{{ m(%s) }}" % r.choice(["1", "", "n, 2", "item=3", "1, 2, 3", "q=1"]),
            lambda: t("filter " + r.choice(["upper", "trim", "replace('a', 'e')", "indent"])) + b() + t("endfilter"),
            lambda: t("macro w()") + "[{{ caller(%s) }}]" % r.choice(["", "1"]) + t("endmacro")
            + t("call%s w()" % r.choice(["", "(x)"])) + b() + t("endcall"),
            lambda: t("raw") + r.choice(["{{ x }}", "{% if %}", " "]) + t("endraw"),
            lambda: "{#%s comment %s#}" % (r.choice(["", "-"]), r.choice(["", "-"])),
            lambda: t("set ns = namespace(v=1)") + t("set ns.v = %s" % self.expression(1)) + "{{ ns.v }}")

    def loop(self):
        return self.r.choice(["", "", "{{ loop.index }}", "{{ loop.last }}", "{{ loop.revindex0 }}", "{{ loop.cycle(1, 2) }}",
                              "{{ loop.changed(x) }}", "{{ loop.previtem }}", "{{ loop.length }}", "{{ loop.depth }}"])

    def output(self):
        return "{{%s %s %s}}" % (self.r.choice(["", "", "-"]), self.expression(), self.r.choice(["", "", "-"]))

    def template(self):
        return "".join(self.piece(2) for _ in range(self.r.randrange(1, 4)))


def tagged(v):
    """Floats and the like as the adapter's tagged JSON carries them."""
    if isinstance(v, float):
        return {"$float": repr(v)}
    if isinstance(v, list):
        return [tagged(x) for x in v]
    return {k: tagged(x) for k, x in v.items()} if isinstance(v, dict) else v


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    g, made = Generator(seed), 0
    address = re.compile(r"0x[0-9a-f]{6,}")
    while made < count:
        source = g.template()
        options = {"mode": "jinja"}
        if g.r.random() < 0.3:
            options.update(trim_blocks=True, lstrip_blocks=g.r.random() < 0.5)
        if g.r.random() < 0.2:
            options["undefined"] = "strict"
        if g.r.random() < 0.15:
            options["autoescape"] = True
        env = jinja2.Environment(
            undefined=jinja2.StrictUndefined if "undefined" in options else jinja2.Undefined,
            **{k: v for k, v in options.items() if k not in ("mode", "undefined")})
        try:
            text = env.from_string(source).render(json.loads(json.dumps(VARS)))
            expect = {"output": address.sub("0xADDR", text)}
            if len(text) > 20000:
                continue
        except (MemoryError, RecursionError):
            continue
        except Exception as e:  # whatever the template raises is its answer; most fail, so most of these are left out
            if g.r.random() < 0.85:
                continue
            expect = {"error": {"class": type(e).__name__, "message": address.sub("0xADDR", str(getattr(e, "message", None) or e))}}
        made += 1
        print(json.dumps({"id": "random-%d-%d" % (seed, made), "group": "random", "template": source, "vars": tagged(VARS),
                          "options": options, "expect": expect}))


if __name__ == "__main__":
    main()
