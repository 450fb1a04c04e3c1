#!/bin/bash
# The spine on a real PostgreSQL server: every answer is the same bytes as from a file; several servers share one database;
# the server is killed under load and everybody finds back; a copy arrives. A line per check.
#   tests/e2e/postgres.sh build/debug/lumia
set -u
export LC_ALL=C
lumia=$(realpath "${1:?usage: tests/e2e/postgres.sh PROGRAM}")
cd "$(dirname "$0")/../.." || exit 1
for name in $(env | sed -n 's/^\(LUMIA_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done

started=$(tests/postgres.sh start $$) || { echo "SKIP  no PostgreSQL server is installed (Debian: postgresql-15)"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
read -r folder pg timescale <<< "$started"
work=$(mktemp -d /tmp/lumia-pg-e2e-XXXXXX)
servers=""
trap 'kill $servers 2>/dev/null; tests/postgres.sh stop "$folder"; rm -rf "$work"' EXIT
export LUMIA_DATA=$work/data
mkdir -p "$LUMIA_DATA"
file=sqlite:$work/file.db
passed=0 failed=0

check() {                               # check NAME COMMAND...: the command says whether
    local name=$1
    shift
    if "$@" >/dev/null 2>&1; then passed=$((passed + 1)) && echo "ok    $name"; else failed=$((failed + 1)) && echo "FAIL  $name"; fi
}

same() {                                # same COMMAND...: both stores answer with the same bytes and the same status
    local here there
    "$lumia" "$@" --json --db "$file" >"$work/here" 2>"$work/here.err"; here=$?
    "$lumia" "$@" --json --db "$pg" >"$work/there" 2>"$work/there.err"; there=$?
    [ $here -eq $there ] && cmp "$work/here" "$work/there" && cmp "$work/here.err" "$work/there.err" && [ -s "$work/here" -o -s "$work/here.err" ]
}

without() { sed -E 's/"(at|created|started)":"[^"]*"/"\1":0/g; s/"ms":[0-9]+/"ms":0/g; s/[0-9]+ rows\/s//'; }
similar() {                             # as same, but for the clock
    "$lumia" "$@" --json --db "$file" 2>&1 | without >"$work/here"
    "$lumia" "$@" --json --db "$pg" 2>&1 | without >"$work/there"
    cmp "$work/here" "$work/there" && [ -s "$work/here" ]
}

# ---- the spine, byte for byte
sed 's/,169.23,/,170.23,/' tests/data/tiny.csv >"$work/corrected.csv"
printf 'date,close,symbol\n2017-12-28,-4,BAD\n2017-12-29,4 \xe9,BAD\n2017-12-30,5,BAD\n' >"$work/bad.csv"
investor="--risk 40 --horizon 10y --capital 50000"
check "import prices"                                    similar import prices tests/data/tiny.csv --class stock --adjust split --currency USD
check "  once more is nothing"                           similar import prices tests/data/tiny.csv --class stock --adjust split --currency USD
check "  of corrections"                                 similar import prices "$work/corrected.csv" --class stock --adjust split --currency USD
check "  with rows that are turned away"                 similar import prices "$work/bad.csv" --adjust split
check "  that cannot be read"                            same import prices "$work/none.csv"
check "import assets"                                    similar import assets tests/data/names.csv
printf 'symbol,name\nXOM,P\xc3\xa9trole Z\xc3\xbcrich 100%% _\\\n' >"$work/names.csv"
check "  with letters beyond ASCII"                      similar import assets "$work/names.csv"
check "simulate"                                         similar simulate --seed 3 --stocks 40 --etfs 5 --funds 2 --crypto 2 --from 2012-01-01 --to 2018-02-07
check "  anew"                                           similar simulate --seed 4 --stocks 40 --etfs 5 --funds 2 --crypto 2 --from 2012-01-01 --to 2018-02-07
check "run"                                              similar run signal
check "  again: nothing has changed"                     similar run signal
check "jobs"                                             similar jobs
for line in health assets "assets --search aa" "assets --search pé" "assets --search PÉ" "assets --search %" "assets --search \\" "assets --class stock --market simulated --limit 7" "assets --sector Energy" "asset AAPL" "asset NOBODY" \
            "bars AAPL" "bars AAPL --from 2017-01-01 --to 2017-02-28" "bars AAPL --every 1w" "bars XOM --every 1mo --adjust raw" "bars STK0001.SIM" \
            "revisions AAPL" "revisions XOM" quarantine "quarantine bad.csv" "quarantine --reason negative" "signals AAPL" "signals AAPL --as-of 2017-06-30" \
            "signals AAPL --name rsi_14" "indicator sma AAPL" "feeds" "recommend $investor --as-of 2017-12-29" "recommend $investor --as-of 2017-06-30 --exclude AAPL" \
            "recommend --risk 80 --horizon 3y --capital 1234.56 --market simulated" "recommend $investor --as-of 2016-07-01" "bars AAPL --every 1h"; do
    check "$line"                                        same $line
done
check "imports"                                          similar imports
check "runs"                                             similar runs
id=$("$lumia" recommend $investor --as-of 2017-12-29 --json --db "$file" | sed 's/^{"id":"\([0-9a-f]*\)".*/\1/')
check "the recommendation is kept, byte for byte"        same recommendation "$id"

# ---- two servers on one database, and a crash of it in the middle
serve() {                               # serve NAME: its address in $address, its process in $server
    exec 3< <(exec "$lumia" serve --port 0 --schedule false --db "$pg" 2>"$work/$1.log")
    servers="$servers $!"
    read -r address <&3
}
serve one; one=$address
serve two; two=$address
ask() { curl -s -m 10 -o "${2:-/dev/null}" -w '%{http_code}\n' -H 'Content-Type: application/json' -d "{\"risk\":$3,\"horizon\":\"10y\",\"capital\":$4,\"as_of\":\"2017-12-29\"}" "$1/v1/recommendations"; }
check "over HTTP"                                        [ "$(ask "$one" "$work/a" 40 50000)" = 200 ]
check "  the other server gives the same bytes"          bash -c "[ \"$(ask "$two" "$work/b" 40 50000)\" = 200 ] && cmp '$work/a' '$work/b'"
check "  as the command line does"                       cmp "$work/a" <("$lumia" recommend $investor --as-of 2017-12-29 --json --db "$file")

load() { local i; for i in $(seq 1 "$3"); do ask "$1" /dev/null 55 $(($2 + i)); done; }
kept() { "$lumia" recommendations --limit 1000 --json --db "$pg" | sed 's/^{"count":\([0-9]*\).*/\1/'; }
before=$(kept)
load "$one" 100000 40 >"$work/c1" & w1=$!
load "$two" 200000 40 >"$work/c2" & w2=$!
wait $w1 $w2
check "both write at once: all is answered"              [ "$(cat "$work/c1" "$work/c2" | grep -c 200)" -eq 80 ]
check "  and kept"                                       [ "$(kept)" -eq $((before + 80)) ]

for round in 1 2 3; do
    load "$one" $((round * 1000000)) 60 >"$work/c1" & w1=$!
    load "$two" $((round * 1000000 + 500000)) 60 >"$work/c2" & w2=$!
    sleep 0.3
    tests/postgres.sh kill "$folder"
    check "killed under load ($round): told as busy" [ "$(ask "$one" "$work/gone" 41 $((round + 7000000)))" = 503 ]
    check "  in the form of every error"                 grep -q '"status":503' "$work/gone"
    tests/postgres.sh again "$folder"
    wait $w1 $w2
    check "  every request was answered"                 [ "$(cat "$work/c1" "$work/c2" | grep -cE '^(200|503)$')" -eq 120 ]
    check "  what was acknowledged is there or can be asked again"  [ "$(ask "$one" "$work/a" 40 50000)" = 200 ]
    check "  and the answers are those from before"      cmp "$work/a" <("$lumia" recommend $investor --as-of 2017-12-29 --json --db "$file")
    check "  the other server recovered too"             [ "$(ask "$two" /dev/null 42 $((round + 8000000)))" = 200 ]
done
check "no log tells more than its lines"                 bash -c "! grep -hvE '^time=' '$work/one.log' '$work/two.log'"

# ---- an installation moves
check "copy from the server into a file"                 "$lumia" copy --from "$pg" --to "sqlite:$work/copy.db"
check "  which answers as the server does"               cmp <("$lumia" bars AAPL --json --db "sqlite:$work/copy.db") <("$lumia" bars AAPL --json --db "$pg")
check "  the recommendation too"                         cmp <("$lumia" recommendation "$id" --json --db "sqlite:$work/copy.db") <("$lumia" recommendation "$id" --json --db "$pg")
check "  a target that holds anything is refused"        bash -c "! '$lumia' copy --from '$pg' --to 'sqlite:$work/copy.db'"
tests/postgres.sh sql "$folder" "CREATE SCHEMA moved"
moved="$pg&options=-csearch_path%3Dmoved"
check "  and back into another schema"                   "$lumia" copy --from "sqlite:$work/copy.db" --to "$moved"
check "  with the same answers"                          cmp <("$lumia" signals AAPL --json --db "$moved") <("$lumia" signals AAPL --json --db "$pg")

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
