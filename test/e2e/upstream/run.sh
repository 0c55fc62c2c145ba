#!/bin/bash
# run.sh REF MODE PROGRAM [ARGUMENT...]: runs the upstream playbook and roles, which lie outside this repository, with
# the sample configuration of the user's document, and prints the external commands in their order.
#   REF      holds ansible-role-tripleo-image-build, ansible-role-tripleo-parts, tripleo-quickstart (its build-images.yml)
#            and quickstart-old (its roles of the time of these two: before it dropped images/publish)
#   MODE     local, or ssh (a server of its own on 127.0.0.2, high port, ended with this script)
#   PROGRAM  ansible-playbook, ours or the real one
#   EDIT=1   runs a copy with the three families of edits that ansible-core 2.14 needs
#   TOOLS=real   the real tools in place of stand-ins (needs base image, elements and small settings by arguments)
# The role's own Python module (the default build mode) imports tripleo-common: PYTHONPATH=its checkout, with python3-oslo.log
# and python3-oslo.utils installed.
# Needs root: it runs in the sandbox of the demo.
set -eu -o pipefail
ref=$(realpath "$1") mode=$2 program=$(type -P "$3"); shift 3
here=$(cd "$(dirname "$0")" && pwd); root=$(realpath "$here/../../..")
w=${WORKSPACE:-$(mktemp -d /tmp/upstream.XXXXXX)}
mkdir -p "$w"/{roles,quickstart,stand-ins,config,base,images}
cp -r "$root"/playbooks/nfv-job-configs/{build,scripts,templates} "$w/config/"
link() { if [ -n "${EDIT:-}" ]; then cp -r "$1" "$2"; else ln -sfn "$1" "$2"; fi; }
link "$ref/ansible-role-tripleo-image-build" "$w/roles/image-build"
link "$ref/ansible-role-tripleo-parts/parts" "$w/roles/parts"
for r in provision tripleo-inventory images common; do [ ! -d "$ref/quickstart-old/roles/$r" ] || link "$ref/quickstart-old/roles/$r" "$w/roles/$r"; done
mkdir -p "$w/playbooks"; cp "$ref/tripleo-quickstart/playbooks/build-images.yml" "$w/playbooks/"
if [ -n "${EDIT:-}" ]; then
  find "$w/roles" -name '*.yml' -exec sed -i -E '/^ *static: no$/d; s/(is_intel|is_amd)\|success/\1 is success/; s/state: running/state: started/' {} +
fi

log=$w/calls
if [ "${TOOLS:-stand-ins}" != real ]; then
  tool() { printf '#!/bin/bash\necho "%s $*" | sed "s#%s#W#g" >>%s\n%s\n' "$1" "$w" "$log" "$2" >"$w/stand-ins/$1"; chmod 755 "$w/stand-ins/$1"; }
  tool virt-customize true
  tool virt-resize 'echo resized >"${@: -1}"'
  tool virt-sparsify 'echo sparse >"${@: -1}"'
  tool virt-cat 'echo log'
  tool virt-ls 'echo d,0755,4096,/'
  tool qemu-img '[ $1 != info ] || echo "{\"format\": \"qcow2\", \"virtual-size\": 1}"; for x; do case $1:$x in create:*.qcow2) echo empty >"$x" ;; esac; done'
  tool disk-image-create 'case $4 in *overcloud-full) touch "$4".{initrd,qcow2,vmlinuz} ;; *) touch "$4".{initramfs,kernel} ;; esac'
  tool tripleo-build-images 'touch overcloud-full.{initrd,qcow2,vmlinuz} ironic-python-agent.{initramfs,kernel}'
  tool modprobe true; tool yum true; tool rsync true; tool scp true
  echo base >"$w/base/minimal-base.qcow2"
else cp "$root"/scripts/demo/stand-ins/* "$w/stand-ins/"; fi
printf '#!/bin/sh\n### BEGIN INIT INFO\n# Provides: libvirtd\n# Default-Start: 2 3 4 5\n### END INIT INFO\ncase $1 in status) echo running ;; esac\nexit 0\n' >"$w/libvirtd"; chmod 755 "$w/libvirtd"

cat >"$w/inside.sh" <<'INSIDE'
set -eu
w=$1 mode=$2 program=$3; shift 3
cp "$w/libvirtd" /etc/init.d/libvirtd
more=(-c local)
if [ "$mode" = ssh ]; then
  port=$((20000 + RANDOM % 20000)); d=$w/ssh; mkdir -p -m 700 "$d"; mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f "$d/host"; ssh-keygen -q -t ed25519 -N '' -f "$d/key"; cp "$d/key.pub" "$d/authorized"
  printf 'Port %s\nListenAddress 127.0.0.2\nHostKey %s\nAuthorizedKeysFile %s\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPidFile none\nSubsystem sftp internal-sftp\nSetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n' "$port" "$d/host" "$d/authorized" >"$d/config"
  /usr/sbin/sshd -D -e -f "$d/config" >"$d/log" 2>&1 & server=$!
  trap 'kill $server' EXIT
  for _ in 1 2 3 4 5 6 7 8 9 10; do (: </dev/tcp/127.0.0.2/$port) 2>/dev/null && break; sleep 0.2; done
  more=(--private-key "$d/key" -e "ansible_port=$port")
fi
export ANSIBLE_ROLES_PATH=$w/roles ANSIBLE_INVENTORY=$w/quickstart/hosts SSH_CONFIG=$w/quickstart/ssh.config.ansible
export ANSIBLE_SSH_ARGS="-F $SSH_CONFIG" ANSIBLE_HOST_KEY_CHECKING=False ANSIBLE_GATHERING=smart ANSIBLE_COMMAND_WARNINGS=False
export PATH=/usr/local/sbin:$PATH HOME=$w/quickstart USER=root
touch "$SSH_CONFIG"; cd "$w"
"$program" -vv playbooks/build-images.yml -e @config/build/rhel7_nokia.yml -e "jenkins_workspace=$w" -e "local_working_dir=$w/quickstart" \
  -e ansible_python_interpreter=/usr/bin/python3 -e virthost=127.0.0.2 -e "artib_minimal_base_image_url=file://$w/base/minimal-base.qcow2" \
  -e "{\"libvirt_packages\": [\"coreutils\"]}" "${more[@]}" "$@"
INSIDE
rc=0
STAND_INS=$w/stand-ins "$root/scripts/demo/sandbox.sh" bash "$w/inside.sh" "$w" "$mode" "$program" "$@" >"$w/job.log" 2>&1 || rc=$?
tail -n "${LINES_SHOWN:-6}" "$w/job.log"
echo "== rc $rc, external commands ($w):"; cat "$log" 2>/dev/null || true
exit $rc
