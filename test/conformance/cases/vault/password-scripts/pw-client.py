#!/bin/sh
echo "clientpy=$*" >&2
[ "$2" = alpha ] && echo pa || exit 2
