#!/bin/sh
echo no secret today >&2
exit 3
