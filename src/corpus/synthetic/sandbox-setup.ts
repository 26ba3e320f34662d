/**
 * What process 1 of a sandbox runs, in namespaces of its own and with all rights inside of them: it builds a root folder of
 * what programs need and nothing else, moves into it, and starts the untrusted program without any right. Arguments: the folder
 * that gets the new root, that of the program's files, the user id to change to (empty: stay), the bytes of the temporary folder,
 * the read-only paths to show, separated by ':', and the command.
 *
 * Process 1 stays: when it ends, or its parent does, the kernel ends everything that the program has started.
 */
export const SANDBOX_SETUP = `
set -eu
root=$1 files=$2 user=$3 size=$4 shown=$5
shift 5
mount -t tmpfs -o size=1m,mode=755 tmpfs "$root"
mkdir "$root/proc" "$root/dev" "$root/tmp" "$root/etc"
# Before what is shown, which may lie in it.
mount -t tmpfs -o "size=$size,nr_inodes=4096,mode=1777,nosuid,nodev" tmpfs "$root/tmp"
old_separator=$IFS
IFS=:
for path in $shown; do
  IFS=$old_separator
  if [ -L "$path" ]; then
    mkdir -p "$root$(dirname "$path")"
    ln -s "$(readlink "$path")" "$root$path"
  elif [ -d "$path" ]; then
    mkdir -p "$root$path"
    mount --rbind "$path" "$root$path"
    mount -o remount,bind,ro,nosuid "$root$path"
  elif [ -e "$path" ]; then
    mkdir -p "$root$(dirname "$path")"
    : > "$root$path"
    mount --bind "$path" "$root$path"
    mount -o remount,bind,ro,nosuid "$root$path"
  fi
done
for device in null zero random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
cp -R "$files/." "$root/tmp/"
chmod 1777 "$root/tmp"
# A container may forbid a new /proc: programs do without.
mount -t proc -o nosuid,nodev,noexec proc "$root/proc" 2>/dev/null || true
mount -o remount,bind,ro,nosuid,nodev "$root"
cd "$root"
pivot_root . .
umount -l .
cd /tmp
change=
if [ -n "$user" ]; then change="--reuid=$user --regid=$user --clear-groups"; fi
status=0
setpriv $change --no-new-privs --inh-caps=-all --bounding-set=-all "$@" || status=$?
exit "$status"
`;
