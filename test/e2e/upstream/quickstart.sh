#!/bin/bash
# quickstart.sh REF old|last root|user BIN [ARGUMENT...]: the Jenkins job's flow: quickstart.sh of tripleo-quickstart,
# unchanged, with the directory BIN first in PATH for its ansible-playbook; bootstrap passed over; the build host is
# 127.0.0.2 by an sshd of its own (high port, ended with this script). Prints the external commands and the artefacts.
#   REF    holds quickstart-old (late 2016), tripleo-quickstart (its last commit), ansible-role-tripleo-image-build,
#          ansible-role-tripleo-parts: all of them outside this repository
#   user   runs it as an unprivileged account, which is also the account on the build host, root by sudo there
# Needs root: it runs in the sandbox of the demo, with /home and accounts of its own.
set -eu -o pipefail
ref=$(realpath "$1") age=$2 who=$3 bin=$(realpath "$4"); shift 4
here=$(cd "$(dirname "$0")" && pwd); root=$(realpath "$here/../../..")
w=${WORKSPACE:-$(mktemp -d /tmp/quickstart.XXXXXX)}
case $age in old) checkout=$ref/quickstart-old ;; *) checkout=$ref/tripleo-quickstart ;; esac
mkdir -p "$w"/{stand-ins,config,base,job}; chmod 755 "$w"
cp -r "$root"/playbooks/nfv-job-configs/{build,scripts,templates} "$w/config/"
cp -r "$checkout" "$w/job/tripleo-quickstart"
# the job's own step
sed -i 's/^force_color = .*/force_color = 0/; /^\[defaults\]/a nocolor = 1' "$w/job/tripleo-quickstart/ansible.cfg"

# what bootstrap and ansible-galaxy would have put there
q=$w/job/work share=$w/job/work/usr/local/share/tripleo-quickstart
mkdir -p "$q/bin" "$share"
cp -r "$checkout"/{playbooks,config} "$q/"
cp -r "$checkout"/{roles,library,test_plugins} "$share/"
cp -r "$ref/ansible-role-tripleo-image-build" "$share/roles/image-build"
# those of the checkout want packages of CentOS by address; the published roles do not
rm -rf {"$share","$w/job/tripleo-quickstart"}/roles/parts; for d in "$share" "$w/job/tripleo-quickstart"; do cp -r "$ref/ansible-role-tripleo-parts/parts" "$d/roles/parts"; done
printf 'export VIRTUAL_ENV=%s\nexport PATH=%s:$VIRTUAL_ENV/bin:$PATH\n' "$q" "$bin" >"$q/bin/activate"

log=$w/calls; : >"$log"; chmod 666 "$log"
tool() { printf '#!/bin/bash\necho "%s $*" | sed "s#%s#W#g" >>%s\n%s\n' "$1" "$w" "$log" "$2" >"$w/stand-ins/$1"; chmod 755 "$w/stand-ins/$1"; }
tool virt-customize true
tool virt-resize 'echo resized >"${@: -1}"'
tool virt-sparsify 'echo sparse >"${@: -1}"'
tool virt-cat 'echo log'
tool virt-ls 'echo d,0755,4096,/'
tool qemu-img '[ $1 != info ] || echo "{\"format\": \"qcow2\", \"virtual-size\": 1}"; for x; do case $1:$x in create:*.qcow2) echo empty >"$x" ;; esac; done'
tool disk-image-create 'case $4 in *overcloud-full) touch "$4".{initrd,qcow2,vmlinuz} ;; *) touch "$4".{initramfs,kernel} ;; esac'
tool tripleo-build-images 'touch overcloud-full.{initrd,qcow2,vmlinuz} ironic-python-agent.{initramfs,kernel}'
tool modprobe true; tool yum true; tool dnf true
echo base >"$w/base/minimal-base.qcow2"
printf '#!/bin/sh\n### BEGIN INIT INFO\n# Provides: libvirtd\n# Default-Start: 2 3 4 5\n### END INIT INFO\ncase $1 in status) echo running ;; esac\nexit 0\n' >"$w/libvirtd"; chmod 755 "$w/libvirtd"

cat >"$w/inside.sh" <<'INSIDE'
set -eu
w=$1 age=$2 who=$3; shift 3
q=$w/job/work
mount -t tmpfs -o mode=0755 none /home
# the sh of the hosts that these roles were written for
mount --bind "$(realpath /bin/bash)" "$(realpath /bin/sh)"
cp "$w/libvirtd" /etc/init.d/libvirtd
user=root; home=$w/home; mkdir -p "$home"
if [ "$who" = user ]; then
  user=jenkins home=/home/jenkins; mkdir "$home"
  echo "$user:x:54321:54321::$home:/bin/bash" >>/etc/passwd; echo "$user:x:54321:" >>/etc/group
  echo "$user:*:19000:0:99999:7:::" >>/etc/shadow; echo "$user ALL=(ALL) NOPASSWD: ALL" >>/etc/sudoers
else
  # ssh looks for keys in the account's home, whatever HOME says
  sed -i "s#^\(root:[^:]*:[^:]*:[^:]*:[^:]*\):[^:]*#\1:$home#" /etc/passwd
fi
d=$w/ssh; port=$((20000 + RANDOM % 20000)); mkdir -p -m 755 "$d"; mkdir -p /run/sshd; mkdir -p -m 700 "$home/.ssh"
ssh-keygen -q -t ed25519 -N '' -f "$d/host"; ssh-keygen -q -t ed25519 -N '' -f "$home/.ssh/id_ed25519"; cp "$home/.ssh/id_ed25519.pub" "$d/authorized"
printf 'Port %s\nListenAddress 127.0.0.2\nHostKey %s\nAuthorizedKeysFile %s\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPidFile none\nSubsystem sftp internal-sftp\nSetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n' "$port" "$d/host" "$d/authorized" >"$d/config"
chown -R "$user" "$home" "$w"
/usr/sbin/sshd -D -e -f "$d/config" >"$d/log" 2>&1 & server=$!
trap 'kill $server' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do (: </dev/tcp/127.0.0.2/$port) 2>/dev/null && break; sleep 0.2; done
more=(-e "ansible_port=$port"); [ "$who" = root ] || more+=(-e "ansible_user=$user")
cat >"$w/job/job.sh" <<JOB
set -e
cd $w/job/tripleo-quickstart
export HOME=$home USER=$user LOGNAME=$user WORKSPACE=$w BUILD_ID=1 SSH_CLIENT='127.0.0.1 1 22' PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=vt100
export VIRTHOST=127.0.0.2
exec bash ./quickstart.sh --tags all --config ./config/general_config/minimal.yml --working-dir $q --playbook build-images.yml \
  --no-clone --release "\$RELEASE" -e @$w/config/build/rhel7_nokia.yml -e jenkins_workspace=$w "\$@" \$VIRTHOST
JOB
case $age in old) RELEASE=newton ;; *) RELEASE=queens ;; esac; export RELEASE
# quickstart.sh takes words, so nothing here may hold a blank
set -- "${more[@]}" -e "artib_minimal_base_image_url=file://$w/base/minimal-base.qcow2" -e ansible_python_interpreter=/usr/bin/python3 \
  -e '{"libvirt_packages":["coreutils"],"publish":false,"artib_release":"newton"}' -e artib_overcloud_build_mode=tripleo_build_images "$@"
rc=0
if [ "$who" = user ]; then setpriv --reuid 54321 --regid 54321 --clear-groups bash "$w/job/job.sh" "$@" || rc=$?; else bash "$w/job/job.sh" "$@" || rc=$?; fi
exit $rc
INSIDE
rc=0
STAND_INS=$w/stand-ins "$root/scripts/demo/sandbox.sh" bash "$w/inside.sh" "$w" "$age" "$who" "$@" >"$w/job.log" 2>&1 || rc=$?
tail -n "${LINES_SHOWN:-6}" "$w/job.log"
echo "== rc $rc, external commands ($w):"; cat "$log"
echo "== artefacts"; (cd "$w/oooq-images" 2>/dev/null && find . -type f -printf '%m %P\n' | sort -k 2) || true
exit $rc
