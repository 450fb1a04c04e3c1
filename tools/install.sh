# install.sh - sourced by quickstart and check: puts Debian packages where they are missing, and nothing else.
#   need PACKAGE...    installs those that dpkg does not know as installed; asks sudo when not root
#   need_npm           nodejs and npm, unless some npm is already there

need() {
    local missing=() p
    for p in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "these packages are needed: ${missing[*]}; install them as root, or install sudo" >&2; return 1; }
        as_root=(sudo)
    fi
    echo "installing: ${missing[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_npm() { command -v npm >/dev/null || need nodejs npm; }

BUILD_PACKAGES=(gcc make binutils libc6-dev libsqlite3-dev libmicrohttpd-dev nettle-dev libzstd-dev zlib1g-dev
                libcurl4-gnutls-dev libpq-dev ca-certificates openssl)
TEST_PACKAGES=(clang libclang-rt-14-dev llvm-14 chromium curl zstd gzip sqlite3 python3 python3-jsonschema libjansson-dev git postgresql-15)
