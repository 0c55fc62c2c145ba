#!/bin/sh
echo "no such id $2" >&2
exit 2
