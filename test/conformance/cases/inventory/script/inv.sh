#!/bin/sh
if [ "$1" = --list ]; then echo '{"g": {"hosts": ["a", "b"], "vars": {"gv": 1, "ansible_connection": "local"}}, "_meta": {"hostvars": {"a": {"hv": "A"}, "b": {"hv": "B"}}}}'; fi
