#!/bin/sh
echo "args=$*" >&2
echo pa
