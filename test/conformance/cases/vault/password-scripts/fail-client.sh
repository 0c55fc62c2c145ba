#!/bin/sh
echo err >&2
exit 7
