#!/bin/sh
echo cannot reach the server >&2
exit 1
