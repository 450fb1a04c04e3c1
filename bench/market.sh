#!/bin/bash
# Writes the market that the benchmarks of the store load: 9.6 million daily bars of 2,400 drawn assets as one CSV file, sorted by
# symbol and day. Made once (a minute), then kept.
#   bench/market.sh         prints the path of the file
set -euo pipefail
cd "$(dirname "$0")/.."
file=build/bench/market.csv
[ -e $file ] && { echo $file; exit; }
mkdir -p build/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LUMIA_DATA=$work
lumia=build/release/lumia
$lumia simulate --seed 1 --stocks 1700 --etfs 400 --funds 250 --crypto 50 --from 2002-01-01 --to 2023-12-31 >/dev/null 2>&1
echo symbol,date,open,high,low,close,volume > $file.new
$lumia assets --market simulated --csv --limit 10000 | tail -n +2 | cut -d, -f1 | sort | while read -r symbol; do
    $lumia bars "$symbol" --adjust raw --csv | awk -F, -v s="${symbol%.SIM}" 'NR > 1 { print s "," $1 "," $2 "," $3 "," $4 "," $5 "," $6 }'
done >> $file.new
mv $file.new $file
echo $file
