#!/bin/bash
# The embedded store on ten million daily bars: loading, room, questions, writes.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/release/bench/store ] || { echo "store: skipped, build/release/bench/store is not built (make bench)"; exit 0; }
csv=$(bench/market.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rows=$(($(wc -l < "$csv") - 1))
cat "$csv" > /dev/null
for _ in 1 2 3; do
    rm -rf "$work/data"
    began=$(date +%s%N)
    build/release/lumia --data "$work/data" import prices "$csv" --class stock --adjust raw --currency USD > /dev/null 2>&1
    took=$((($(date +%s%N) - began) / 1000000))
    [ -n "${best:-}" ] && [ "$best" -le $took ] || best=$took
done
printf '%-58s %9.2f s    asked: <= 3 s\n' "load $((rows / 1000000)) million bars from CSV, packed and durable" "$(awk "BEGIN { print $best / 1000 }")"
printf '%-58s %9.2f      asked: <= 9\n' "bytes a bar, all in" "$(awk "BEGIN { print $(stat -c %s "$work/data/lumia.db") / $rows }")"
LUMIA_DATA=$work/data build/release/bench/store
