#!/bin/sh
[ -z "$1" ] || exit 3
