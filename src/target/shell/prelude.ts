/**
 * Functions that every session gets once, before its first script. Nothing but POSIX sh, and of other programs only
 * what coreutils and busybox both have. Names begin with `_ats_`, nothing is exported.
 *
 * `_ats_b`, `_ats_e`   the two markers of a frame, on both streams
 * `_ats_x`             replaces the (sub)shell by a program, in a session of its own where setsid is there
 * `_ats_st`            stat of the paths, one record each, follow when $1 is -L
 * `_ats_who`           sets _ats_I, user and group of the session, and _ats_U, its umask, once
 * `_ats_mv`            atomic_move; prints how far it came when it fails; the mode in _ats_md instead of the old one
 */
export const prelude = String.raw`
_ats_m=$(printf '\001')
_ats_tmp=
trap 'eval "set -- $_ats_tmp"; [ $# -gt 0 ] && rm -rf -- "$@"' 0
trap 'exit 129' 1; trap 'exit 143' 15
_ats_b() { printf '%s%s%s\n' "$_ats_m" "$1" "$$"; printf '%s%s\n' "$_ats_m" "$1" >&2; }
_ats_e() { _ats_r=$?; printf '%s%s %s\n' "$_ats_m" "$1" "$_ats_r"; printf '%s%s\n' "$_ats_m" "$1" >&2; }
_ats_q() { return "$_ats_r"; }
_ats_S=$(command -v setsid 2>/dev/null) || _ats_S=
_ats_x() { if [ -n "$_ats_S" ] && command -v "$1" >/dev/null 2>&1; then exec "$_ats_S" "$@"; fi; exec "$@"; }
_ats_f=
_ats_fmt() {
  [ -n "$_ats_f" ] && return
  case $(stat -c %.9Y / 2>/dev/null) in
    *[0-9].*[0-9]) _ats_f='%f %u %g %s %i %d %h %b %o %t %T %.9X %.9Y %.9Z %U/%G/' ;;
    *) _ats_f='%f %u %g %s %i %d %h %b %o %t %T %X %Y %Z %U/%G/' ;;
  esac
}
_ats_ln() { for _ats_p; do [ -L "$_ats_p" ] && { printf '%s\0' "$_ats_p"; readlink -n "$_ats_p"; printf '\0'; }; done; :; }
_ats_ls() { _ats_fmt; LC_ALL=C stat -c "$_ats_f%n" "$1" 2>/dev/null; printf '\0'; _ats_ln "$1"; }
_ats_there() { [ -e "$1" ] || [ -L "$1" ]; }
_ats_no() { printf '%s: %s\n' "$1" "$2" >&2; return 1; }
_ats_ren() {
  if [ -d "$2" ]; then
    if [ ! -L "$2" ] && { [ ! -d "$1" ] || [ -L "$1" ]; }; then _ats_no "$2" 'Is a directory'; return; fi
    mv -f -T "$1" "$2"; return
  fi
  mv -f "$1" "$2"
}
_ats_ctx() { if [ -e /sys/fs/selinux/enforce ]; then chcon --reference "$1" "$2" 2>/dev/null; fi; :; }
_ats_own() {
  [ "$2:$3" = "$4:$5" ] || chown "$2:$3" "$1" 2>/dev/null || :
}
_ats_md=
_ats_I=
_ats_who() { [ -n "$_ats_I" ] || { _ats_I=$(id -u):$(id -g); _ats_U=$(umask); }; }
_ats_over() { cat <"$1" >"$2" && rm -f "$3" && return 0; printf 'over'; return 1; }
_ats_mv() {
  _ats_there "$1" || { printf 'replace'; _ats_no "$1" 'No such file or directory'; return; }
  if [ -d "$2" ] && [ ! -L "$2" ]; then printf 'replace'; _ats_no "$2" 'Is a directory'; return; fi
  case $2 in */*) _ats_d=${'$'}{2%/*}; _ats_d=${'$'}{_ats_d:-/} ;; *) _ats_d=. ;; esac
  _ats_t=$2 _ats_s=$1 _ats_u=$3 _ats_w=$4
  if [ -e "$2" ]; then _ats_new=; set -- "$1" "$_ats_d" "$2"; else _ats_new=1; set -- "$1" "$_ats_d"; fi
  # mode, user, group and device of the file, then of the directory, then of what is to be replaced
  set -- $(stat -L -c '%a %u %g %d' "$@")
  _ats_dd=$8
  if [ -n "$_ats_new" ]; then set -- "$1" "$2" "$3" "$4"; else set -- "$1" "$2" "$3" "$4" "$9" "${'$'}{10}" "${'$'}{11}"; fi
  if [ -z "$_ats_new" ]; then
    [ "$2:$3" = "$6:$7" ] || chown "$6:$7" "$_ats_s" 2>/dev/null || :
    [ "$1:$2:$3" = "${'$'}{_ats_md:-$5}:$6:$7" ] || chmod "${'$'}{_ats_md:-0$5}" "$_ats_s" 2>/dev/null || :
    _ats_ctx "$_ats_t" "$_ats_s"
  elif [ -n "$_ats_md" ]; then chmod "$_ats_md" "$_ats_s" 2>/dev/null || :
  fi
  _ats_done=
  if [ "$4" = "$_ats_dd" ]; then
    if [ -L "$_ats_t" ] && [ -d "$_ats_t" ]; then _ats_msg=$(mv -f -T "$_ats_s" "$_ats_t" 2>&1) && _ats_done=1
    elif mv -f "$_ats_s" "$_ats_t" 2>/dev/null; then _ats_done=1
    else _ats_msg=$(mv -f "$_ats_s" "$_ats_t" 2>&1) && _ats_done=1; fi
    if [ -z "$_ats_done" ]; then
      case $_ats_msg in
        *'not permitted'* | *'Permission denied'* | *'ext file busy'* | *'resource busy'* | *'ross-device'*) ;;
        *) printf 'replace'; printf '%s\n' "$_ats_msg" >&2; return 1 ;;
      esac
    fi
  fi
  if [ -z "$_ats_done" ]; then
    _ats_y=$_ats_d/$_ats_w
    if ! (umask 077; set -C; : >"$_ats_y"); then
      [ -n "$_ats_u" ] && { _ats_over "$_ats_s" "$_ats_t" "$_ats_s"; return; }
      printf 'dir'; return 1
    fi
    if ! cp -p "$_ats_s" "$_ats_y"; then
      rm -f "$_ats_y"
      [ -n "$_ats_u" ] && { _ats_over "$_ats_s" "$_ats_t" "$_ats_s"; return; }
      printf 'failed'; return 1
    fi
    if [ -z "$_ats_new" ]; then
      chown "$6:$7" "$_ats_y" 2>/dev/null; chmod "${'$'}{_ats_md:-0$5}" "$_ats_y"
      _ats_ctx "$_ats_t" "$_ats_y"
    fi
    if ! mv -f "$_ats_y" "$_ats_t"; then
      if [ -n "$_ats_u" ]; then _ats_over "$_ats_y" "$_ats_t" "$_ats_s"; _ats_z=$?; rm -f "$_ats_y"; return $_ats_z; fi
      rm -f "$_ats_y"; printf 'final'; return 1
    fi
    rm -f "$_ats_s"
  fi
  if [ -n "$_ats_new" ]; then
    _ats_who
    [ "$2:$3" = "$_ats_I" ] || { chown "$_ats_I" "$_ats_t" 2>/dev/null && [ -n "$_ats_md" ] && chmod "$_ats_md" "$_ats_t" 2>/dev/null; }
    [ -n "$_ats_md" ] || chmod "$(printf '%o' "$((0666 & ~$_ats_U))")" "$_ats_t"
    [ -e /sys/fs/selinux/enforce ] && restorecon "$_ats_t" 2>/dev/null
  fi
  :
}
`.trimStart();
