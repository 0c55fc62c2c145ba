#!/bin/sh
# its arguments stand in its text
args='<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>'
case $args in *_ansible_check_mode*) meta=true ;; *) meta=false ;; esac
printf '%s' "$args" | sed 's/, "_ansible.*/}/; s/^{/{"changed": false, "meta": '$meta', /'
