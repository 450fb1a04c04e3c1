#!/bin/bash
# Opens the dashboard in a real browser: serves a store with real and simulated assets and runs dashboard.mjs against it.
#   tests/e2e/dashboard.sh PROGRAM [SCREENSHOT_FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lumia=$(realpath "${1:?usage: dashboard.sh PROGRAM [SCREENSHOT_FOLDER]}")
shots=${2:-}
work=$(mktemp -d)
export LUMIA_DATA=$work/data
trap 'kill $pid 2>/dev/null || true; rm -rf "$work"' EXIT
pid=

"$lumia" import prices "$here/../data/tiny.csv" --class stock --adjust split --currency USD >/dev/null
"$lumia" import assets "$here/../data/names.csv" >/dev/null
"$lumia" simulate --seed 7 --stocks 20 --etfs 4 --funds 2 --crypto 2 >/dev/null
"$lumia" run --all >/dev/null
mkfifo "$work/address"
"$lumia" serve --port 0 > "$work/address" 2> "$work/log" &
pid=$!
read -r url < "$work/address"
cd "$here"
node dashboard.mjs "$url" ${shots:+"$shots"}
