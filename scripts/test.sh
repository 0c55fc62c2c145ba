#!/bin/bash
# test.sh: sets up a fresh Debian machine and passes the tests: packages by apt (as root or by sudo), packages by npm,
# types, lint, rooms, the bundled program, the test suite. Arguments are handed to vitest.
#   NO_INSTALL=1  installs no apt packages
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
say() { printf '\n== %s\n' "$*"; }

say "1. Packages"
if [ -z "${NO_INSTALL:-}" ]; then
  mapfile -t packages < <(grep -hv '^#' scripts/apt-packages-demo.txt scripts/apt-packages-test.txt | sort -u)
  ls /boot/vmlinuz-* >/dev/null 2>&1 || packages+=("linux-image-$(dpkg --print-architecture | sed 's/^\(amd64\|arm64\)$/cloud-&/')")
  missing=()
  for p in "${packages[@]}"; do dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null | grep -q '^ii' || missing+=("$p"); done
  if [ ${#missing[@]} -gt 0 ]; then
    root=(); [ "$(id -u)" = 0 ] || root=(sudo)
    echo "installing: ${missing[*]}"
    # no service starts while packages are installed: tests start their own
    policy=; [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee /usr/sbin/policy-rc.d >/dev/null; "${root[@]}" chmod 755 /usr/sbin/policy-rc.d; policy=1; }
    "${root[@]}" apt-get update -q >/dev/null
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/tmp/test-apt.$$.log 2>&1 ||
      { tail -n 20 /tmp/test-apt.$$.log; exit 1; }
    rm -f /tmp/test-apt.$$.log
    [ -z "$policy" ] || "${root[@]}" rm -f /usr/sbin/policy-rc.d
  else echo "all there"; fi
else echo "not asked for"; fi

say "2. npm"
# not `npm ci`: it wants every platform's optional packages in the lock file, and some registries do not hold them all;
# `install` takes the versions of the lock file just the same
npm install --no-save --no-audit --no-fund

say "3. Types, lint, rooms"
npm run --silent typecheck
npm run --silent lint

say "4. Build"
npm run --silent build

say "5. Tests"
exec npm test --silent -- "$@"
