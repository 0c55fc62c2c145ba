#!/bin/bash
# demo.sh: the main job in small, for real, on a Debian machine. It installs what is needed, makes a base image, builds
# the undercloud and overcloud images by playbooks/build-images.yml, and shows and proves what came out.
#   WORKSPACE=DIR   where the job works (default: a directory below /var/tmp; the last build's is removed first)
#   NO_INSTALL=1    installs no packages;  NO_BUILD=1  takes dist/ as it is;  KEEP=1  keeps an earlier working directory
#   Arguments are handed to ansible-playbook.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
demo=$here/scripts/demo
workspace=${WORKSPACE:-/var/tmp/ansible-ts-demo}
program=${ANSIBLE_TS_PROGRAM:-bin/ansible-playbook} # another build of the program may be tried
say() { printf '\n== %s\n' "$*"; }

if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then
    say "diskimage-builder mounts file systems, which needs root: going on as root by sudo"
    exec sudo --preserve-env=WORKSPACE,NO_INSTALL,NO_BUILD,KEEP env "PATH=$PATH" "$here/scripts/demo.sh" "$@"
  fi
  say "This user is not root and sudo asks for a password."
  echo "Building images needs root: diskimage-builder attaches loop devices and mounts file systems, and /etc/sudoers is"
  echo "edited (in a private copy here). Instead of the build, the tasks are listed that it would run; run"
  echo "'sudo scripts/demo.sh' for the build itself."
  cd "$here"
  [ -n "${NO_BUILD:-}" ] || { [ -d node_modules ] || npm install --no-save --no-audit --no-fund; npm run --silent build; }
  exec "$program" playbooks/build-images.yml --list-tasks -e @playbooks/nfv-job-configs/build/demo.yml \
    -e "jenkins_workspace=$workspace" "$@"
fi

say "1. Packages"
if [ -z "${NO_INSTALL:-}" ]; then
  mapfile -t packages < <(grep -v '^#' "$here/scripts/apt-packages-demo.txt")
  ls /boot/vmlinuz-* >/dev/null 2>&1 || packages+=("linux-image-$(dpkg --print-architecture | sed 's/^\(amd64\|arm64\)$/cloud-&/')")
  missing=(); for p in "${packages[@]}"; do dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null | grep -q '^ii' || missing+=("$p"); done
  if [ ${#missing[@]} -gt 0 ]; then
    echo "installing: ${missing[*]}"
    # no service starts while packages are installed: the job needs none
    own_policy=; [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; own_policy=1; }
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/tmp/demo-apt.$$.log 2>&1 ||
      { tail -n 20 /tmp/demo-apt.$$.log; exit 1; }
    rm -f /tmp/demo-apt.$$.log; [ -z "$own_policy" ] || rm -f /usr/sbin/policy-rc.d
  else echo "all there"; fi
else echo "not asked for"; fi

say "2. ansible-ts"
node=$(node -p 'process.versions.node' 2>/dev/null || echo none)
case $node in none|[0-9].*|1[0-9].*) echo "Node.js 20 or later is needed (found: $node)"; exit 1 ;; esac
cd "$here"
if [ -z "${NO_BUILD:-}" ]; then [ -d node_modules ] || npm install --no-save --no-audit --no-fund; npm run --silent build; fi
"$program" --version | head -n 1

say "3. The workspace $workspace: base image, elements, configuration"
# only a directory that this script made is ever removed
if [ -e "$workspace" ] && [ ! -e "$workspace/.ansible-ts-demo" ] && [ -n "$(ls -A "$workspace")" ]; then
  echo "$workspace is not empty and no workspace of this demo"; exit 1
fi
[ -n "${KEEP:-}" ] || rm -rf "$workspace"
mkdir -p "$workspace/base" "$workspace/published"; touch "$workspace/.ansible-ts-demo"
kernel=$(ls -t /boot/vmlinuz-* | head -n 1)
KERNEL=$kernel PYTHON=1 COMPRESS=1 "$demo/make-base.sh" ext4 "$workspace/base/minimal-base.qcow2"
"$demo/make-elements.sh" "$workspace/elements"
cp -r "$here/playbooks/nfv-job-configs" "$workspace/config"
ls -lh "$workspace/base/minimal-base.qcow2"
cp "$workspace/base/minimal-base.qcow2" "$workspace/base/.before"

export STAND_INS=$workspace/stand-ins; mkdir -p "$STAND_INS"
if ! grep -q device-mapper /proc/misc && ! modprobe dm_mod 2>/dev/null; then
  echo "This kernel has no device-mapper: kpartx is replaced by partitions of loop devices (scripts/demo/stand-ins/kpartx)."
  cp "$demo"/stand-ins/{kpartx,dmsetup} "$STAND_INS"/
fi
if [ ! -d "/lib/modules/$(uname -r)" ]; then
  echo "This kernel loads no modules: modprobe is replaced by a program that does nothing."
  cp "$demo/stand-ins/modprobe" "$STAND_INS"/
fi
if ! unshare -m true 2>/dev/null; then
  echo "This machine allows no mount namespace, which loop mounts of diskimage-builder need too: the build cannot run here."; exit 1
fi

say "4. The job"
before=$(cd /etc && find . -type f -exec md5sum {} + 2>/dev/null | sort | md5sum)
rc=0; start=$SECONDS
"$demo/sandbox.sh" "$program" playbooks/build-images.yml -i inventory/local \
  -e "@$workspace/config/build/demo.yml" -e "jenkins_workspace=$workspace" "$@" || rc=$?
echo "The job took $((SECONDS - start)) s and ended with $rc."
after=$(cd /etc && find . -type f -exec md5sum {} + 2>/dev/null | sort | md5sum)
[ "$before" = "$after" ] && echo "/etc is as it was." || echo "WARNING: /etc has changed."
if [ $rc != 0 ]; then tail -n 5 "$workspace"/oooq-images/*.log 2>/dev/null | tail -n 60; exit $rc; fi

say "5. What was published in $workspace/published"
cd "$workspace/published"
ls -l | awk 'NR > 1 {printf "%12d  %s\n", $5, $9}'
for sum in *.md5; do md5sum -c "$sum"; done

say "6. What the images hold"
eval "$("$demo/guestfs-env.sh")"
names=$(virt-ls -l -a undercloud.qcow2 /home/stack); printf '%s\n' "$names"
for image in ironic-python-agent.initramfs ironic-python-agent.kernel overcloud-full.initrd overcloud-full.qcow2 overcloud-full.vmlinuz; do
  grep -q " $image\$" <<<"$names" || { echo "undercloud.qcow2 has no /home/stack/$image"; exit 1; }
done
echo "undercloud.qcow2 holds the five images of the overcloud."
virt-cat -a undercloud.qcow2 /etc/hosts
tar -xOf overcloud-full.tar overcloud-full.qcow2 >"$workspace/.full.qcow2"
virt-cat -a "$workspace/.full.qcow2" /etc/demo-workaround; rm -f "$workspace/.full.qcow2"
cmp -s "$workspace/base/.before" "$workspace/base/minimal-base.qcow2" && echo "The base image is as it was."
say "Done: $workspace/published"
