#!/bin/dash
# WANT_JSON
echo "{\"changed\": false, \"v\": \"${BASH_VERSION:-none}\"}"
