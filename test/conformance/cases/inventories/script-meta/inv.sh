#!/bin/sh
if [ "$1" = --list ]; then
cat <<'END'
{"g": {"hosts": ["a", "b"], "vars": {"gv": 1}, "children": ["sub"]}, "sub": ["c"], "_meta": {"hostvars": {"a": {"v": "meta"}}}, "lonely": {"children": []}}
END
else echo '{"v": "by --host"}'; fi
