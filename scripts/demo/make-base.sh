#!/bin/bash
# make-base.sh FSTYPE OUT.qcow2: a small base image made of nothing but this host's programs, in seconds, without
# network and without root. It looks like CentOS 7 to libguestfs and diskimage-builder: busybox with bash and the GNU
# tools that the scripts need, and stand-ins for yum and rpm that keep a list of what was asked of them.
#   FSTYPE  ext4 (mke2fs -d: no mount, no appliance) or xfs (virt-make-fs)
#   KERNEL=/boot/vmlinuz-... puts a kernel and an initramfs in; PYTHON=1 adds python3; COMPRESS=1 compresses;
#   SIZE_MB=... sets the size of the file system
# Layout: MBR, one partition from 1 MiB on: /dev/sda1 is the root file system.
set -euo pipefail
kind=tiny fs=$1 out=$2
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
root=$here/rootfs-$kind
copybin() { # copy a host program + its shared libraries to the same path in the guest
  local b p l; for b in "$@"; do p=$(type -P "$b") || { echo "host has no $b" >&2; exit 1; }
    p=$(readlink -f "$p"); install -D -m755 "$p" "$root/usr/bin/$(basename "$b")"
    for l in $(ldd "$p" 2>/dev/null | grep -oE '/[^ ]+' || true); do
      [ -e "$root$l" ] || install -D -m755 "$(readlink -f "$l")" "$root$l"; done; done; }
case $kind in
tiny)
  rm -rf "$root"; mkdir -p "$root"/{usr/{bin,sbin,lib,lib64,local/bin,local/sbin,share},etc/sudoers.d,etc/selinux,etc/sysconfig,var/{log,tmp,lib,cache},root,home,tmp,proc,sys,dev,run,boot,mnt}
  chmod 1777 "$root"/tmp "$root"/var/tmp
  ln -s usr/bin "$root/bin"; ln -s usr/sbin "$root/sbin"; ln -s usr/lib "$root/lib"; ln -s usr/lib64 "$root/lib64"
  install -m755 "$(command -v busybox)" "$root/usr/bin/busybox"
  for a in $("$root/usr/bin/busybox" --list); do [ $a = busybox ] || ln -sf busybox "$root/usr/bin/$a"; done
  rm -f "$root"/usr/bin/{sh,bash,findmnt,tar,sudo,useradd,yum,rpm}
  # real GNU tools where DIB's in-chroot runner or the role's scripts need them (busybox find has no -printf ...)
  gnu="bash findmnt resize2fs tar mkswap find xargs sed grep awk which mount $(dpkg -L coreutils | sed -nE 's#^/(usr/)?bin/##p' | grep -vE '^\[$')"
  for b in $gnu; do rm -f "$root/usr/bin/$b"; done
  PATH=/usr/sbin:/usr/bin:/sbin:/bin copybin $gnu
  [ -x /usr/sbin/xfs_growfs ] && PATH=/usr/sbin:/usr/bin copybin xfs_growfs xfs_io || true
  ln -sf bash "$root/usr/bin/sh"
  printf '#!/bin/bash\nwhile [[ $1 == -* ]]; do shift; done\nexec "$@"\n' >"$root/usr/bin/sudo"
  cat >"$root/usr/bin/useradd" <<'U'
#!/bin/bash
set -e; u=${@: -1}; grep -q "^$u:" /etc/passwd && { echo "useradd: user '$u' already exists" >&2; exit 9; }
echo "$u:x:1000:1000::/home/$u:/bin/bash" >>/etc/passwd; echo "$u:x:1000:" >>/etc/group; echo "$u:!!:18000:0:99999:7:::" >>/etc/shadow
mkdir -p -m 700 /home/$u; chown 1000:1000 /home/$u
U
  # stand-in yum/rpm: keeps a list of package names, one file each, so results can be checked
  cat >"$root/usr/bin/yum" <<'Y'
#!/bin/bash
db=/var/lib/fakeyum; mkdir -p $db; echo "yum $*" >>/var/log/yum.log
op=; for a in "$@"; do case $a in -*) ;; install|remove|update|erase) op=$a ;; *)
  case $op in install) touch "$db/${a//\//_}"; echo "Installed: $a" ;; remove|erase) (cd $db; rm -fv -- $a) ;; esac ;; esac; done; exit 0
Y
  printf '#!/bin/bash\n[ "$1" = -q ] && { shift; for p; do [ -e /var/lib/fakeyum/$p ] || exit 1; done; exit 0; }\n[ "$1" = -qa ] && ls /var/lib/fakeyum\n' >"$root/usr/bin/rpm"
  for x in systemctl yum-config-manager restorecon setenforce setfiles visudo ldconfig chkconfig dracut hostnamectl package-cleanup systemd-machine-id-setup; do printf '#!/bin/bash\necho "%s $*" >>/var/log/stubs.log\n' $x >"$root/usr/bin/$x"; done
  chmod 755 "$root"/usr/bin/{sudo,useradd,yum,rpm,systemctl,yum-config-manager,restorecon,setenforce,setfiles,visudo,ldconfig,chkconfig,dracut,hostnamectl,package-cleanup,systemd-machine-id-setup}
  printf 'CentOS Linux release 7.9.2009 (Core)\n' >"$root/etc/centos-release"; ln -s centos-release "$root/etc/redhat-release"
  printf 'NAME="CentOS Linux"\nVERSION="7 (Core)"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"\nPRETTY_NAME="CentOS Linux 7 (Core)"\n' >"$root/etc/os-release"
  printf 'root:x:0:0:root:/root:/bin/bash\n' >"$root/etc/passwd"; printf 'root:x:0:\n' >"$root/etc/group"; printf 'root:*:18000:0:99999:7:::\n' >"$root/etc/shadow"
  if [ -n "${KERNEL:-}" ]; then # a kernel + a throw-away initramfs for DIB's baremetal/ironic-agent steps
    v=${KERNEL##*/vmlinuz-}; cp "$KERNEL" "$root/boot/vmlinuz-$v"
    t=$(mktemp -d); mkdir -p $t/bin; cp "$root/usr/bin/busybox" $t/bin/; ln -s busybox $t/bin/sh
    printf '#!/bin/sh\necho INITRAMFS-OK\nexec /bin/sh\n' >$t/init; chmod 755 $t/init
    (cd $t; find . | cpio -o -H newc --quiet | gzip -9) >"$root/boot/initramfs-$v.img"; rm -rf $t
  fi
  printf 'Defaults requiretty\nroot ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n' >"$root/etc/sudoers"; chmod 440 "$root/etc/sudoers"
  printf '#!/bin/bash\n# rsync stand-in: SRC/ DST only\nexec cp -a "${@: -2:1}." "${@: -1}"\n' >"$root/usr/bin/rsync"; chmod 755 "$root/usr/bin/rsync"
  if [ -n "${PYTHON:-}" ]; then # DIB's own rpm elements run python3 in the chroot (package-installs)
    PATH=/usr/bin:/bin copybin python3 zip gzip cpio file; ln -sf python3 "$root/usr/bin/python"
    mkdir -p "$root/usr/lib/python3.11"; (cd /usr/lib/python3.11; tar -cf - --exclude=__pycache__ --exclude=test --exclude=lib2to3 --exclude=idlelib --exclude=pydoc_data --exclude='config-*' .) | tar -C "$root/usr/lib/python3.11" -xf -
  fi
  printf '[main]\nkeepcache=0\ngpgcheck=0\n' >"$root/etc/yum.conf"; mkdir -p "$root"/etc/yum.repos.d "$root"/etc/yum/vars
  printf 'SELINUX=enforcing\n' >"$root/etc/selinux/config"; echo localhost.localdomain >"$root/etc/hostname" ;;
esac
[ -s "$root/etc/fstab" ] && grep -q LABEL=root "$root/etc/fstab" || echo 'LABEL=root / auto defaults 0 1' >"$root/etc/fstab"
used=$(du -sm "$root" | cut -f1); size=${SIZE_MB:-$((used * 2 + 100))}
case $fs in
ext4) raw=$(mktemp "$here/raw.XXXX"); truncate -s $((size + 2))M "$raw"
      printf 'label: dos\nstart=2048, type=83, bootable\n' | sfdisk -q "$raw"
      # keep the filesystem readable by old (CentOS 7) kernels and by the appliance alike
      mke2fs -q -t ext4 -L root -O ^metadata_csum,^64bit -d "$root" -E offset=1048576 "$raw" ${size}M 2>&1 | grep -v '^$' || true ;;
xfs)  virt-make-fs --partition --type=xfs --label=root --size=${size}M --format=qcow2 "$root" "$out"; exit ;;
esac
qemu-img convert -f raw -O qcow2 ${COMPRESS:+-c} "$raw" "$out"; rm -f "$raw"
