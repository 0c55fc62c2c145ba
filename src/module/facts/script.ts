import { fqdnCommand } from './fqdn.ts';

/**
 * What is asked of a host, as one shell script for one round trip. Its output is sections: a line with the
 * character \x1e and a name, then text. Nothing in it depends on the host but what it prints.
 */
const head = `LC_ALL=C; LANG=C; export LC_ALL LANG
PATH="$PATH:/usr/sbin:/sbin:/usr/bin:/bin"
S() { printf '\\036%s\\n' "$1"; }
F() { for f; do [ -r "$f" ] && [ -f "$f" ] && { S "file:$f"; cat "$f" 2>/dev/null; echo; }; done; }
have() { command -v "$1" >/dev/null 2>&1; }
`;

const platform = `S uname; uname -s; uname -n; uname -r; uname -v; uname -m
S bits; getconf LONG_BIT 2>/dev/null
S fqdn; ${fqdnCommand}
S machine_id; cat /var/lib/dbus/machine-id /etc/machine-id 2>/dev/null | head -1
`;

const releases = `F /etc/os-release /usr/lib/os-release /etc/redhat-release /etc/centos-release /etc/oracle-release /etc/system-release /etc/debian_version /etc/lsb-release /etc/alpine-release /etc/SuSE-release /etc/arch-release /etc/gentoo-release /etc/slackware-version /etc/altlinux-release /etc/vmware-release /etc/openwrt_release /etc/devuan_version /etc/flatcar /usr/lib/clear-linux-release
`;

const minimal = `F /proc/cmdline /etc/resolv.conf /proc/sys/crypto/fips_enabled /etc/ssh/ssh_host_dsa_key.pub /etc/ssh/ssh_host_rsa_key.pub /etc/ssh/ssh_host_ecdsa_key.pub /etc/ssh/ssh_host_ed25519_key.pub /etc/selinux/config /sys/fs/selinux/enforce /sys/fs/selinux/policyvers
S lsb; have lsb_release && lsb_release -a 2>/dev/null
S date; date '+%Y|%m|%d|%H|%M|%S|%s|%N|%Z|%z|%A|%w|%W'
S tz; y=$(date +%Y); date -d "$y-01-15 12:00" '+%z %Z' 2>/dev/null; date -d "$y-07-15 12:00" '+%z %Z' 2>/dev/null
S user; id -un; id -u; id -ru; id -g; id -rg
S passwd; getent passwd "$(id -u)" 2>/dev/null || awk -F: -v u="$(id -u)" '$3==u' /etc/passwd
S programs; for p in /usr/bin/rpm-ostree /usr/bin/yum /usr/bin/dnf /usr/bin/apt-get /usr/bin/zypper /usr/sbin/urpmi /usr/bin/pacman /sbin/apk /usr/bin/emerge /usr/bin/xbps-install /usr/bin/swupd /usr/sbin/sorcery /bin/opkg; do [ -e $p ] && echo $p; done
S init; cat /proc/1/comm 2>/dev/null; echo; have systemctl && echo has:systemctl; [ -e /run/systemd/system ] || [ -e /dev/.run/systemd/ ] && echo has:canary; have initctl && [ -d /etc/init/ ] && echo has:upstart; [ -e /sbin/openrc ] && echo has:openrc; [ -d /etc/init.d/ ] && echo has:initd; [ -L /sbin/init ] && echo "link:$(readlink /sbin/init)"
S apparmor; [ -e /sys/kernel/security/apparmor ] && echo enabled
S selinux; have getenforce && getenforce 2>/dev/null; [ -e /sys/fs/selinux/enforce ] && echo mounted; for l in /lib64 /usr/lib64 /lib /usr/lib /lib/*-linux-gnu* /usr/lib/*-linux-gnu*; do [ -e $l/libselinux.so.1 ] && { echo library; break; }; done
S caps; have capsh && capsh --print 2>/dev/null | grep '^Current'
S chroot; a=$(stat -c '%d:%i' / 2>/dev/null); b=$(stat -L -c '%d:%i' /proc/1/root/. 2>/dev/null); [ -n "$b" ] && { [ "$a" = "$b" ] && echo no || echo yes; } || { stat -c '%i' /; }
for p in /usr/bin/python3 /usr/libexec/platform-python /usr/bin/python /usr/bin/python2 "$(command -v python3)"; do [ -x "$p" ] || continue
S python; $p -c 'import sys,json
try:
    from ssl import SSLContext; s=True
except ImportError: s=False
v=sys.version_info
print(json.dumps([list(v),sys.executable,getattr(getattr(sys,"implementation",None),"name",None),s]))' 2>/dev/null; break; done
`;

const more = `F /proc/loadavg /etc/iscsi/initiatorname.iscsi /etc/nvme/hostnqn
S fc; cat /sys/class/fc_host/*/port_name 2>/dev/null
`;

const hardware = `F /proc/cpuinfo /proc/meminfo /proc/uptime /proc/mounts
S nproc; nproc 2>/dev/null
for f in bios_date bios_vendor bios_version board_asset_tag board_name board_serial board_vendor board_version chassis_asset_tag chassis_serial chassis_type chassis_vendor chassis_version product_name product_serial product_uuid product_version sys_vendor; do
p=/sys/devices/virtual/dmi/id/$f; [ -r $p ] && { S "dmi:$f"; cat $p 2>/dev/null; echo; }; done
S lsblk; have lsblk && lsblk --list --noheadings --paths --output NAME,UUID --exclude 2 2>/dev/null
S statfs; sed 's/^[^ ]* \\([^ ]*\\) .*/\\1/' /proc/mounts | sort -u | while IFS= read -r m; do p=$(printf '%b' "$(printf '%s' "$m" | sed 's/\\\\\\([0-7][0-7][0-7]\\)/\\\\0\\1/g')"); timeout 5 stat -f -c '%b %a %f %S %s %c %d' "$p" 2>/dev/null | sed "s|^|$m |"; done
S links; for d in uuid label id; do for l in /dev/disk/by-$d/*; do [ -L "$l" ] && echo "$d $(basename "$l") $(basename "$(readlink "$l")")"; done; done
pci=; have lspci && { pci=1; S lspci; lspci -D 2>/dev/null; }
for b in /sys/block/*; do [ -e "$b" ] || continue; n=\${b##*/}; S "block:$n"
 [ -n "$pci" ] && echo "path=$(readlink -f "$b")"
 v() { x=; [ -r "$2" ] && { IFS= read -r x < "$2" || [ -n "$x" ]; } 2>/dev/null && printf '%s=%s\\n' "$1" "$x"; }
 for k in vendor model sas_address sas_device_handle; do v $k $b/device/$k; done
 v serial $b/device/serial; v removable $b/removable; v size $b/size; v sectorsize $b/queue/physical_block_size; v logical $b/queue/logical_block_size; v rotational $b/queue/rotational; v scheduler $b/queue/scheduler; v discard $b/queue/discard_granularity
 for h in "$b"/holders/*; do [ -e "$h" ] || continue; h=\${h##*/}; d=; [ -r /sys/block/$h/dm/name ] && read -r d < /sys/block/$h/dm/name; echo "holder=\${d:-$h}"; done
 for h in "$b"/slaves/*; do [ -e "$h" ] && echo "slave=\${h##*/}"; done
 for p in "$b/$n"*; do [ -e "$p/start" ] || continue; q=\${p##*/}; printf 'part=%s %s %s %s\\n' "$q" "$(cat $p/start)" "$(cat $p/size)" "$(cat $p/queue/logical_block_size 2>/dev/null || echo 512)"; ls "$p/holders" 2>/dev/null | while read -r h; do d=$(cat /sys/block/$h/dm/name 2>/dev/null); echo "partholder=$q \${d:-$h}"; done; done
done
if [ "$(id -u)" = 0 ] && have vgs; then S vgs; vgs --noheadings --nosuffix --units g --separator , 2>/dev/null; S lvs; lvs --noheadings --nosuffix --units g --separator , 2>/dev/null; S pvs; pvs --noheadings --nosuffix --units g --separator , 2>/dev/null; fi
`;

const network = `v() { x=; [ -r "$2" ] && { IFS= read -r x < "$2" || [ -n "$x" ]; } 2>/dev/null && printf '%s=%s\\n' "$1" "$x"; }
S default4; have ip && ip -4 route get 8.8.8.8 2>/dev/null
S default6; have ip && ip -6 route get 2404:6800:400a:800::1012 2>/dev/null
S addr; have ip && ip addr show 2>/dev/null
for d in /sys/class/net/*; do [ -d "$d" ] || continue; n=\${d##*/}; S "net:$n"; for k in address mtu operstate type speed flags; do v $k $d/$k; done
 [ -e $d/device ] && echo "pciid=$(basename "$(readlink $d/device)")"; [ -e $d/device/driver/module ] && echo "module=$(basename "$(readlink -f $d/device/driver/module)")"
 [ -d $d/bridge ] && { echo bridge=1; printf 'bridge_id=%s\\nstp=%s\\n' "$(cat $d/bridge/bridge_id 2>/dev/null)" "$(cat $d/bridge/stp_state 2>/dev/null)"; ls $d/brif 2>/dev/null | sed 's/^/member=/'; }
 [ -d $d/bonding ] && { echo bonding=1; for k in mode miimon lacp_rate primary all_slaves_active slaves; do printf 'bond_%s=%s\\n' $k "$(cat $d/bonding/$k 2>/dev/null)"; done; }
 for s in $d/lower_*; do [ -e "$s" ] && echo "lower=\${s##*/lower_}"; done; done
`;

const virtual = `F /proc/1/cgroup /proc/self/status /proc/modules /proc/xen/capabilities /sys/hypervisor/type
S virt; for p in /proc/vz /proc/bc /proc/xen /.dockerenv /.dockerinit /run/.containerenv /dev/kvm /proc/sysinfo /proc/device-tree/hypervisor; do [ -e $p ] && echo $p; done; ls -d /run/systemd/container 2>/dev/null && cat /run/systemd/container
S env1; tr '\\0' '\\n' < /proc/1/environ 2>/dev/null | grep '^container='
S cpuflags; grep -m1 '^vendor_id' /proc/cpuinfo; grep -m1 '^model name' /proc/cpuinfo; grep -o -m1 -w hypervisor /proc/cpuinfo | head -1
for f in product_name sys_vendor bios_vendor bios_version product_family board_vendor chassis_vendor; do p=/sys/devices/virtual/dmi/id/$f; [ -r $p ] && { S "vdmi:$f"; cat $p 2>/dev/null; echo; }; done
`;

export interface Wanted {
  readonly minimal: boolean;
  readonly more: boolean;
  readonly hardware: boolean;
  readonly network: boolean;
  readonly virtual: boolean;
  readonly factPath: string | undefined;
}

export function factScript(w: Wanted): string {
  let out = head + platform + releases;
  if (w.minimal) out += minimal;
  else out += minimal.slice(minimal.indexOf('for p in /usr/bin/python3'));
  if (w.more) out += more;
  if (w.hardware) out += hardware;
  if (w.network) out += network;
  if (w.virtual) out += virtual;
  if (w.factPath !== undefined) {
    const path = w.factPath.replaceAll("'", `'"'"'`);
    // A program's output as it comes; then what it said on stderr and, as the last word, its exit code.
    out += `for f in '${path}'/*.fact; do if [ -f "$f" ]; then S "local:$f"
if [ -x "$f" ]; then { e=$("$f" 2>&1 >&3 3>&-; echo " $?"); } 3>&1; echo; S "local-end:$f"; printf '%s' "$e"; else cat "$f"; fi
elif [ -L "$f" ] && [ ! -e "$f" ]; then S "local:$f"; S "local-stat:$f"; cat "$f" 2>&1; fi; done\n`;
  }
  return `${out}S end\n`;
}

/** Sections of the script's output by name; of a name that comes twice, the first. */
export function sections(text: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const part of text.split('\x1e').slice(1)) {
    const nl = part.indexOf('\n');
    const name = part.slice(0, nl);
    if (!out.has(name)) out.set(name, part.slice(nl + 1).replace(/\n+$/, ''));
  }
  return out;
}

export type Sections = ReadonlyMap<string, string>;
/** A file's text, or undefined where the host has none. */
export const file = (s: Sections, path: string): string | undefined => s.get(`file:${path}`);
export const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '');
