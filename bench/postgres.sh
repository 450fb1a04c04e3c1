#!/bin/bash
# The spine on PostgreSQL, durable, on this machine: figures with units beside what the server's own client does, and beside a file.
#   bench/postgres.sh         needs build/release/lumia, the S&P set of the shared data and a PostgreSQL server's programs
set -euo pipefail
cd "$(dirname "$0")/.."
lumia=$PWD/build/release/lumia
prices=${LUMIA_TEST_DATA:-../shared/data}/prices/sp500_5yr.csv.zst
[ -e "$prices" ] || { echo "postgres: skipped, $prices is not there"; exit 0; }
started=$(DURABLE=1 tests/postgres.sh start $$) || { echo "postgres: skipped, no server is installed"; exit 0; }
read -r folder pg timescale <<< "$started"
work=$(mktemp -d)
trap 'tests/postgres.sh stop "$folder"; rm -rf "$work"' EXIT
export LUMIA_DATA=$work/data
mkdir -p "$LUMIA_DATA"

us() { local t0 t1; t0=$(date +%s%N); "$@" >/dev/null; t1=$(date +%s%N); echo $(((t1 - t0) / 1000)); }
best() { local least=999999999 this; for _ in 1 2 3 4 5; do this=$(us "$@"); [ "$this" -lt $least ] && least=$this; done; echo $least; }
line() { printf '%-52s %12s %-7s  %s\n' "$1" "$2" "$3" "$4"; }
rate() { echo $((619040 * 1000 / ($1 / 1000))); }
both() {                                # both WHAT COMMAND...: the least of five, on the server and on a file
    local there here
    there=$(best "$lumia" "${@:2}" --db "$pg") here=$(best "$lumia" "${@:2}")
    line "$1" "$(awk "BEGIN { printf \"%.1f\", $there / 1000 }")" ms "(file: $(awk "BEGIN { printf \"%.1f\", $here / 1000 }") ms)"
}

import=(import prices "$prices" --class stock --adjust split --currency USD)
there=$(us "$lumia" "${import[@]}" --db "$pg") here=$(us "$lumia" "${import[@]}")
line "import prices, 619,040 rows, to disk" "$(rate "$there")" rows/s "(file: $(rate "$here"))"
tests/postgres.sh sql "$folder" "\\copy (SELECT * FROM bar) to '$work/bar' (format binary)"
tests/postgres.sh sql "$folder" "CREATE TABLE other (LIKE bar, PRIMARY KEY (series_id, at) INCLUDE (open, high, low, close, volume, total))"
line "  the server's limit: COPY of the same rows alone" "$(rate "$(us tests/postgres.sh sql "$folder" "\\copy other from '$work/bar' (format binary)")")" rows/s ""
there=$(us "$lumia" run signal --db "$pg") here=$(us "$lumia" run signal)
line "signals, all of 505 x 5 years" $((there / 1000)) ms "(file: $((here / 1000)) ms)"
both "bars AAPL, whole history, from the command line" bars AAPL --csv
both "recommend, cold from the command line" recommend --risk 40 --horizon 10y --capital 50000 --as-of 2017-12-29
line "copy to a file, compared" $(($(us "$lumia" copy --from "$pg" --to "sqlite:$work/copy.db") / 1000)) ms ""
