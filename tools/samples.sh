#!/bin/bash
# Fetch the packages of the sample market into a folder: by name and version, checked against samples/packages.tsv.
#   tools/samples.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
out=${1:?usage: tools/samples.sh FOLDER}
mkdir -p "$out"

while IFS=$'\t' read -r name version _ integrity; do
    case $name in '#'* | '') continue ;; esac
    place="$out/$name"
    [ -e "$place/.$version" ] && continue
    scratch=$(mktemp -d)
    (cd "$scratch" && npm pack --silent "$name@$version" >/dev/null)
    archive=$(ls "$scratch"/*.tgz)
    sum="sha512-$(openssl dgst -sha512 -binary "$archive" | base64 -w0)"
    if [ "$sum" != "$integrity" ]; then
        echo "samples: $name@$version is not what it was: $sum" >&2
        exit 1
    fi
    rm -rf "$place" && mkdir -p "$place"
    tar -xzf "$archive" -C "$place" --strip-components=1
    rm -rf "$scratch"
    touch "$place/.$version"
done < "$here/samples/packages.tsv"
