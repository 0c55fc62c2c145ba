#!/bin/sh
if [ "$1" = --list ]; then echo '{"g": {"hosts": ["a", "b"]}}'; else echo "{\"v\": \"for $2\"}"; fi
