#!/bin/bash
# guestfs-env.sh: prints shell commands that set libguestfs up for this machine. KVM is chosen by trying, and why it is
# not used is told on stderr.
qemu=$(command -v "qemu-system-$(uname -m)") || exit 0
echo export LIBGUESTFS_BACKEND=direct
probe() { # a guest with one virtual CPU is started under KVM and told to quit
  printf '{"execute":"qmp_capabilities"}\n{"execute":"quit"}\n' |
    timeout 15 "$qemu" -machine accel=kvm -cpu host -nodefaults -display none -m 32 -qmp stdio
}
if [ ! -w /dev/kvm ]; then echo "No KVM here: guests are emulated, which is slower." >&2
elif ! { probe >/dev/null; } 2>/dev/null; then
  echo "KVM is there but runs no guest: guests are emulated, which is slower." >&2
  echo export LIBGUESTFS_BACKEND_SETTINGS=force_tcg
fi
