#!/bin/bash
# sandbox.sh COMMAND...: runs it in a mount namespace of its own, with a private copy of /etc and with the stand-ins of
# this directory first in sudo's path, so that nothing that the job changes in /etc stays. Needs root.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec unshare -m --propagation private bash -c '
  set -eu
  stand_ins=$1; shift
  room=$(mktemp -d)
  mount -t tmpfs -o mode=0755 none "$room"
  cp -a /etc "$room/etc"
  mkdir "$room/bin"
  cp -a "$stand_ins"/. "$room/bin/"
  chmod 755 "$room"/bin/*  2>/dev/null || true
  mkdir -p /usr/local/sbin
  mount --bind "$room/bin" /usr/local/sbin
  mount --bind "$room/etc" /etc
  rc=0
  "$@" || rc=$?
  cd /
  umount -l /etc /usr/local/sbin "$room" || true
  rmdir "$room" 2>/dev/null || true
  exit "$rc"' sandbox "${STAND_INS:-$here/stand-ins}" "$@"
