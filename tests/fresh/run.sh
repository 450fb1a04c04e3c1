#!/bin/bash
# Shows that the two commands work on a bare Debian 12: makes a minimal root with debootstrap, copies the committed tree into
# it, and runs ./quickstart --no-serve and ./check there with nothing else installed. On request only: it takes a while.
#   sudo tests/fresh/run.sh [quickstart|check|all] [FOLDER]
# The mirror, the proxy and the certificates are those of this machine. The folder is kept when something fails.
set -euo pipefail
what=${1:-all}
root=${2:-$(mktemp -d /tmp/lumia-fresh-XXXXXX)}
here=$(cd "$(dirname "$0")/../.." && pwd)
mirror=$(grep -rhoE 'https?://[^ ]+/debian/? ' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 || true)
mirror=${mirror:-http://deb.debian.org/debian}
[ "$(id -u)" -eq 0 ] || { echo "run it as root" >&2; exit 2; }
command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends debootstrap >/dev/null; }

began=$SECONDS
[ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log"; exit 1; }
echo "minimal root: $((SECONDS - began)) s, $(du -sm "$root" | cut -f1) MB"

# The network of this machine, as it is set up here; nothing that Lumia needs.
cp /etc/resolv.conf /etc/hosts "$root/etc/"
cp /etc/apt/apt.conf.d/*proxy* /etc/apt/apt.conf.d/*registry* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
mkdir -p "$root/etc/ssl/certs" "$root/src"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/lumia-fresh-ca.crt"
git -C "$here" archive HEAD | tar -x -C "$root/src"

mounts() { mount -t proc proc "$root/proc"; mount --rbind /dev "$root/dev"; mount --make-rslave "$root/dev"; }
unmounts() { umount -l "$root/proc" "$root/dev" 2>/dev/null || true; }
trap unmounts EXIT
mounts

inside() {
    chroot "$root" env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        npm_config_cafile=/etc/ssl/lumia-fresh-ca.crt CI=true bash -c "cd /src && $1"
}

# ./check asks git which files are tracked.
prepare_git() { inside "apt-get update -qq && apt-get install -y -qq --no-install-recommends git >/dev/null && git init -q . && git add -A && git -c user.name=x -c user.email=x@localhost commit -qm tree"; }

if [ "$what" != check ]; then
    began=$SECONDS
    inside "./quickstart --no-serve"
    first=$((SECONDS - began)) began=$SECONDS
    inside "./quickstart --no-serve >/dev/null"
    echo "quickstart: first run $first s, second run $((SECONDS - began)) s"
fi
if [ "$what" != quickstart ]; then
    began=$SECONDS
    prepare_git
    inside "./check"
    echo "check: $((SECONDS - began)) s"
fi
unmounts
trap - EXIT
[ $# -ge 2 ] || rm -rf --one-file-system "$root"
echo "1 passed, 0 failed"
