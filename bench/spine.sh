#!/bin/bash
# The road from a price file to a recommendation, timed: figures with units beside what is asked of them.
#   bench/spine.sh            needs build/release/lumia, the S&P set of the shared data, and wrk for the part over HTTP
set -euo pipefail
cd "$(dirname "$0")/.."
lumia=$PWD/build/release/lumia
shared=${LUMIA_TEST_DATA:-../shared/data}
prices=$shared/prices/sp500_5yr.csv.zst
[ -e "$prices" ] || { echo "spine: skipped, $prices is not there"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LUMIA_DATA=$work/data

seconds() { local t0 t1; t0=$(date +%s%N); "$@" >/dev/null; t1=$(date +%s%N); echo $(((t1 - t0) / 1000)); }
line() { printf '%-52s %12s %-8s  asked: %s\n' "$1" "$2" "$3" "$4"; }
best() { local least=999999999 us; for _ in 1 2 3 4 5; do us=$(seconds "$@"); [ "$us" -lt $least ] && least=$us; done; echo $least; }

us=999999999
for _ in 1 2 3 4 5; do
    rm -rf "$LUMIA_DATA"
    this=$(seconds "$lumia" import prices "$prices" --class stock --adjust split --currency USD)
    [ "$this" -lt $us ] && us=$this
done
line "import prices, 619,040 rows, CSV.zst to disk" $((619040 * 1000 / (us / 1000))) "rows/s" ">= 500,000"
cat "$prices" > /dev/null
line "  the machine: zstd -d of the same file alone" $((619040 * 1000 / ($(best zstd -dqc "$prices") / 1000))) "rows/s" "(limit)"
us=$(seconds "$lumia" run signal)
line "signals, all of 505 x 5 years, read to written" $((us / 1000)) "ms" "< 1,000"
line "recommend, cold from the command line" $(($(best "$lumia" recommend --risk 40 --horizon 10y --capital 50000 --as-of 2017-12-29) / 1000)) "ms" "< 1,000"
line "--version" "$(awk "BEGIN { printf \"%.1f\", $(best "$lumia" --version) / 1000 }")" "ms" "< 10"
line "release binary" $(($(stat -c %s "$lumia") / 1000)) "kB" "< 5,000"

exec 3< <(exec "$lumia" serve --port 0 --schedule false 2>/dev/null)
pid=$!
read -r url <&3
trap 'kill $pid 2>/dev/null; rm -rf "$work"' EXIT
sleep 0.5
line "server, idle" $(($(awk '/VmRSS/ { print $2 }' /proc/$pid/status) / 1000)) "MB" "< 60"
curl -s -o /dev/null -X POST -H 'Content-Type: application/json' -d '{"risk":40,"horizon":"10y","capital":50000,"as_of":"2017-12-29"}' "$url/v1/recommendations"
if command -v wrk >/dev/null; then
    for variety in 50 1000000; do
        VARIETY=$variety wrk -t1 -c16 -d8s --latency -s bench/recommend.lua "$url" > "$work/wrk" 2>&1
        what=$([ $variety = 50 ] && echo "5,000 investors over and over" || echo "every investor new, each written")
        line "recommend over HTTP, 16 connections: p50" "$(awk '$1 == "50%" { print $2 }' "$work/wrk")" "" "($what)"
        line "  p99" "$(awk '$1 == "99%" { print $2 }' "$work/wrk")" "" "< 50 ms"
        line "  rate" "$(awk '/Requests\/sec/ { print $2 }' "$work/wrk")" "req/s" "-"
        grep -E 'Non-2xx|Socket errors' "$work/wrk" || true
    done
else
    echo "recommend over HTTP: skipped, wrk is not installed (apt-get install wrk)"
fi
line "server, after that" $(($(awk '/VmRSS/ { print $2 }' /proc/$pid/status) / 1000)) "MB" "-"
kill $pid
