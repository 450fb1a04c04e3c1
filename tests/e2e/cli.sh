#!/bin/bash
# The built program as a person uses it: exit statuses, formats, settings, imports that are killed, the server. A line per check.
#   tests/e2e/cli.sh build/debug/lumia
set -u
export LC_ALL=C
lumia=$(realpath "${1:?usage: tests/e2e/cli.sh PROGRAM}")
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d /tmp/lumia-cli-XXXXXX)
trap 'jobs -p | xargs -r kill 2>/dev/null; wait; rm -rf "$work"' EXIT
for name in $(env | sed -n 's/^\(LUMIA_[A-Z_]*\)=.*/\1/p'); do [ "$name" = LUMIA_TEST_DATA ] || unset "$name"; done
passed=0 failed=0

check() {                               # check NAME COMMAND...: the command says whether
    local name=$1
    shift
    if "$@" >/dev/null 2>&1; then passed=$((passed + 1)) && echo "ok    $name"; else failed=$((failed + 1)) && echo "FAIL  $name"; fi
}

fresh() { export LUMIA_DATA=$work/$1 && rm -rf "$LUMIA_DATA" && mkdir -p "$LUMIA_DATA"; }

run() { "$lumia" "$@" >"$work/out" 2>"$work/err"; status=$?; }

is()   { run "${@:2}" && true; [ "$status" -eq "$1" ]; }                           # is STATUS COMMAND...
said() { grep -qF -- "$1" "$work/out"; }
told() { grep -qF -- "$1" "$work/err" && [ "$(wc -l <"$work/err")" -eq 1 ]; }      # one line on standard error, with that in it

load() {
    "$lumia" import prices tests/data/tiny.csv --class stock --adjust split --currency USD --json && "$lumia" import assets tests/data/names.csv &&
        "$lumia" run signal
}

# What a store holds, whatever it went through: every table but the ledger of runs.
content() {
    for op in assets "bars AAPL" "bars XOM" imports quarantine "asset MSFT"; do "$lumia" $op --json; done |
        sed 's/"at":"[^"]*"/"at":0/g; s/"id":[0-9]*/"id":0/g' | sha256sum
}

# ---- exit statuses, and one clear line
fresh status
load >/dev/null
check "status 0: done"                                   is 0 assets
check "status 1: not found"                              is 1 asset NOBODY
check "  told in one line"                               told "no asset 'NOBODY'"
check "status 1: a file that is not there"               is 1 import prices "$work/nothing.csv"
check "  told in one line"                               told "nothing.csv"
check "status 2: no such command"                        is 2 recomend
check "  with a proposal"                                told "do you mean \`recommend\`"
check "status 2: no such option"                         is 2 bars AAPL --form 2017-01-01
check "  with a proposal"                                told "do you mean --from"
check "status 2: a value that is not allowed"            is 2 recommend --risk 400 --horizon 10y --capital 1000
check "  with what is allowed"                           told "risk must be a number from 0 to 100, not '400'"
check "status 2: something is missing"                   is 2 recommend --risk 40
check "  all of it is told at once"                      grep -q 'horizon is missing.*capital is missing' "$work/err"
check "status 2: an option without its value"            is 2 bars AAPL --from
check "status 2: a word too many"                        is 2 health now
check "status 2: a setting that is not allowed"          is 2 assets --port 70000
check "status 2: a store of no known kind"               is 2 assets --db mysql:x
check "status 3: too little is known"                    is 3 recommend --risk 40 --horizon 10y --capital 1000 --as-of 2016-07-01
check "  the answer says so"                             said INSUFFICIENT
check "status 3: an indicator without its warm-up"       is 3 indicator sma AAPL --period 5000
check "  told in one line"                               told "needs 5000 bars"
check "a day that does not exist"                        is 2 bars AAPL --from 2017-02-30
check "from later than to"                               is 2 bars AAPL --from 2018-01-01 --to 2017-01-01
check "no such indicator"                                is 1 indicator nonsense AAPL
check "no such setting"                                  is 1 config nonsense
check "no such topic"                                    is 1 manual nonsense
check "a file that is no database"                       is 1 assets --db "sqlite:tests/data/tiny.csv"
check "  told in one line"                               told "tiny.csv"
sqlite3 "$work/other.db" 'CREATE TABLE theirs (a)' 2>/dev/null &&
    check "the database of another program is refused"   is 1 assets --db "sqlite:$work/other.db"
check "--help"                                           is 0 --help
check "  lists commands"                                 said recommend
check "--version"                                        is 0 --version
check "help of a command"                                is 0 bars --help
check "  tells its options"                              said --every
check "a reader that goes away"                          bash -c "'$lumia' bars AAPL --csv | head -1"
if [ -e /dev/full ]; then
    "$lumia" bars AAPL >/dev/full 2>/dev/null
    check "a full disk behind standard output is an error" [ $? -eq 1 ]
fi

# ---- formats
check "json is json"                                     bash -c "'$lumia' assets --json | python3 -m json.tool"
check "--format json is --json"                          cmp <("$lumia" assets --json) <("$lumia" assets --format json)
check "csv has a line per item and a header"             [ "$("$lumia" assets --csv | wc -l)" -eq 7 ]
check "table is usual"                                   cmp <("$lumia" assets) <("$lumia" assets --format table)
check "the same question, the same bytes"                cmp <("$lumia" signals AAPL --json) <("$lumia" signals AAPL --json)
check "call answers as --json does"                      cmp <("$lumia" call assets '{"limit":2}') <("$lumia" assets --limit 2 --json)
check "call tells every fault"                           is 2 call recommend '{"risk":400}'
check "openapi is json"                                  bash -c "'$lumia' openapi | python3 -m json.tool"
ask=(recommend --risk 40 --horizon 10y --capital 50000 --as-of 2017-12-29 --json)
"$lumia" "${ask[@]}" >"$work/first.json"
check "recommend twice, the same bytes"                  cmp "$work/first.json" <("$lumia" "${ask[@]}")
id=$(sed 's/.*"id":"\([0-9a-f]*\)".*/\1/; q' "$work/first.json")
check "and the record reads the same bytes"              cmp "$work/first.json" <("$lumia" recommendation "${id:0:64}" --json)
check "by the beginning of its id"                       cmp "$work/first.json" <("$lumia" recommendation "${id:0:12}" --json)
check "threads change nothing"                           cmp "$work/first.json" <("$lumia" "${ask[@]}" --threads 3)

# ---- settings
fresh settings
check "built in"                                         bash -c "'$lumia' config port --csv | grep -q '^port,8080,built in'"
echo 'port = 1001' >"$LUMIA_DATA/lumia.conf"
check "the file wins over what is built in"              bash -c "'$lumia' config port --csv | grep -q '^port,1001,.*lumia.conf:1'"
check "the environment wins over the file"               bash -c "LUMIA_PORT=1002 '$lumia' config port --csv | grep -q '^port,1002,LUMIA_PORT'"
check "a flag wins over the environment"                 bash -c "LUMIA_PORT=1002 '$lumia' config port --csv --port 1003 | grep -q '^port,1003,--port'"
check "--data wins over LUMIA_DATA"                      bash -c "'$lumia' config data --csv --data '$work/elsewhere' | grep -q '^data,$work/elsewhere,--data'"
check "--data is where the store is made"                bash -c "'$lumia' assets --data '$work/elsewhere/deep' && [ -e '$work/elsewhere/deep/lumia.db' ]"
check "--db is the store"                                bash -c "'$lumia' assets --db 'sqlite:$work/named.db' && [ -e '$work/named.db' ]"
check "config opens no store"                            bash -c "[ ! -e '$LUMIA_DATA/lumia.db' ]"
echo 'prot = 1' >>"$LUMIA_DATA/lumia.conf"
check "a config file that is wrong stops the program"    is 2 config
check "  and tells file and line"                        told "lumia.conf:2: no setting 'prot'"
rm "$LUMIA_DATA/lumia.conf"
mkdir "$LUMIA_DATA/lumia.conf"
check "a config file that is a folder is told"           is 1 config
rmdir "$LUMIA_DATA/lumia.conf"

# ---- imports
options=(--class stock --adjust split --currency USD)
fresh plain
"$lumia" import prices tests/data/tiny.csv "${options[@]}" >/dev/null
"$lumia" bars AAPL --csv >"$work/plain.csv"
check "plain"                                            [ "$(wc -l <"$work/plain.csv")" -eq 421 ]
check "prices come out as they went in"                  cmp <(sed -n 's/AAPL,//p' tests/data/tiny.csv | tr ',' ' ' | awk '{print $1, $2+0, $3+0, $4+0, $5+0, $6}') \
                                                             <(sed 1d "$work/plain.csv" | tr ',' ' ' | awk '{print $1, $2+0, $3+0, $4+0, $5+0, $6}')
for kind in "stdin:cat" "gz:gzip -c" "zst:zstd -qc"; do
    command -v ${kind#*:} >/dev/null || [ "${kind#*:}" = "gzip -c" ] || command -v zstd >/dev/null || continue
    fresh "${kind%%:*}"
    ${kind#*:} tests/data/tiny.csv >"$work/tiny.csv.${kind%%:*}"
    if [ "${kind%%:*}" = stdin ]; then "$lumia" import prices - "${options[@]}" <tests/data/tiny.csv >/dev/null
    else "$lumia" import prices "$work/tiny.csv.${kind%%:*}" "${options[@]}" >/dev/null; fi
    check "${kind%%:*} gives the same bars"              cmp "$work/plain.csv" <("$lumia" bars AAPL --csv)
done
head -c 20000 "$work/tiny.csv.gz" >"$work/cut.csv.gz"
fresh cut
check "a compressed file that is cut short is refused"   is 1 import prices "$work/cut.csv.gz" "${options[@]}"
check "  and leaves nothing"                             bash -c "'$lumia' assets --csv | wc -l | grep -qx 1"
export LUMIA_DATA=$work/plain
content >"$work/once"
"$lumia" import prices tests/data/tiny.csv "${options[@]}" --csv >"$work/again"
check "again, nothing is new"                            grep -q '^tests/data/tiny.csv,2520,0,2520,0,0,' "$work/again"
check "  and nothing changes"                            cmp "$work/once" <(content)

fresh quarantine
printf 'date,open,high,low,close,volume\n2017-01-03,1,2,0.5,1.5,10\n2017-01-04,x,2,0.5,1.5,10\n2017-01-05,1,0.4,0.5,1.5,10\n2017-01-06,1,2,0.5,-1,10\n2017-01-03,1,2,0.5,1.7,10\n2017-01-09,1,2,0.5,1.5,10\n2017-01-10,1,2,0.5,1.5,10\n' >"$work/BAD.csv"
"$lumia" import prices "$work/BAD.csv" "${options[@]}" --csv >"$work/out"
check "rows that cannot be used are counted"             grep -q 'BAD.csv,7,3,0,0,4,' "$work/out"
check "  the rest is kept"                               bash -c "'$lumia' bars BAD --csv | wc -l | grep -qx 4"
check "  and each is listed with its line"               bash -c "'$lumia' quarantine --csv | cut -d, -f2 | sort -n | tr '\n' ' ' | grep -q '3 4 5 6 '"
check "a corrected bar is revised"                       bash -c "sed 's/^2017-01-09,1,2,0.5,1.5/2017-01-09,1,2,0.5,1.6/' '$work/BAD.csv' >'$work/fix.csv'; '$lumia' import prices '$work/fix.csv' --symbol BAD ${options[*]} --csv | grep -q 'fix.csv,7,0,2,1,'"
check "  and its asset says so"                          bash -c "'$lumia' asset BAD --json | grep -q '\"revisions\":1'"
check "no header, no prices"                             is 1 import prices tests/data/README.md
check "an empty file"                                    is 1 import prices /dev/null
check "simulated symbols cannot be imported"             bash -c "! '$lumia' import prices tests/data/tiny.csv --symbol A.SIM --columns date,-,open,high,low,close,volume"
check "a name that is not UTF-8 still gives JSON"        bash -c "printf 'symbol,name\nBAD,Soci\351t\351\n' | '$lumia' import assets - ; '$lumia' assets --json | python3 -m json.tool"

# ---- killed, and two at once
many=$work/many.csv
{ echo 'date,symbol,open,high,low,close,volume'
  awk -F, 'NR > 1 { for (i = 0; i < 80; i++) { $2 = "S" i; print } }' OFS=, tests/data/tiny.csv | grep -v '^$' | sort -t, -k2,2 -k1,1 -u; } >"$many"
fresh whole
began=$(date +%s%N)
"$lumia" import prices "$many" "${options[@]}" --csv >/dev/null
took=$((($(date +%s%N) - began) / 1000))
whole=$("$lumia" assets --json | sha256sum)
killed=0 half=0
for i in 1 2 3 4 5 6 7 8 9 10; do
    fresh killed
    "$lumia" import prices "$many" "${options[@]}" >/dev/null 2>&1 &
    sleep "$(printf '0.%06d' $((RANDOM * took / 32768 % 1000000)))"
    { kill -9 $! && killed=$((killed + 1)); wait $!; } 2>/dev/null
    left=$("$lumia" assets --csv | wc -l)
    [ "$left" -eq 1 ] || [ "$left" -eq 81 ] || half=$((half + 1))
    "$lumia" import prices "$many" "${options[@]}" --csv >/dev/null || half=$((half + 1))
    [ "$("$lumia" assets --json | sha256sum)" = "$whole" ] || half=$((half + 1))
done
check "killed $killed times, nothing is half"            [ $half -eq 0 ]
fresh both
"$lumia" import prices "$many" "${options[@]}" >/dev/null 2>"$work/err" &
"$lumia" import prices tests/data/tiny.csv "${options[@]}" >/dev/null 2>>"$work/err"
two=$?
wait $!
check "two imports at once both go in"                   [ "$two$?" = 00 ]
check "  whole"                                          bash -c "'$lumia' assets --csv | wc -l | grep -qx 87"

missed=0
for round in 1 2 3 4 5; do
    fresh race
    for i in 1 2 3 4 5 6 7 8; do "$lumia" follow yahoo "S$i" >/dev/null 2>&1 & done
    wait
    [ "$("$lumia" feeds --csv | wc -l)" -eq 9 ] || missed=$((missed + 1))
done
check "eight at once make a new store"                   [ $missed -eq 0 ]

# ---- nothing looks ahead
fresh full
load >/dev/null
"$lumia" "${ask[@]}" >"$work/full.json"
awk -F, 'NR == 1 || $1 <= "2017-12-29"' tests/data/tiny.csv >"$work/past.csv"
fresh past
{ "$lumia" import prices "$work/past.csv" "${options[@]}" && "$lumia" import assets tests/data/names.csv && "$lumia" run signal; } >/dev/null
check "a store that ends on the day recommends the same" cmp "$work/full.json" <("$lumia" "${ask[@]}")

# ---- the server
serve() {                               # starts it and waits for its address
    "$lumia" serve --port 0 "$@" >"$work/address" 2>"$work/log" &
    server=$!
    for i in $(seq 100); do [ -s "$work/address" ] && break; sleep 0.05; done
    address=$(head -1 "$work/address")
}
export LUMIA_DATA=$work/full
serve
check "serve prints its address"                         grep -qE '^http://127\.0\.0\.1:[0-9]+$' "$work/address"
check "  and answers there"                              bash -c "curl -fsS '$address/v1/health' | grep -q '\"status\":\"ok\"'"
check "  as the command line does"                       cmp <(curl -fsS "$address/v1/assets?limit=3") <("$lumia" assets --limit 3 --json)
check "the command line goes on beside it"               is 0 follow yahoo AAPL
curl -fsS "$address/v1/assets/AAPL/bars" >/dev/null
began=$(date +%s%N)
kill -TERM $server
wait $server
ended=$?
took=$((($(date +%s%N) - began) / 1000000))
check "SIGTERM stops it with status 0"                   [ $ended -eq 0 ]
check "  within 2 s"                                     [ $took -lt 2000 ]
check "  and it says so"                                 grep -q 'event=serve.stopped' "$work/log"
check "every line of its log is logfmt"                  bash -c "! grep -vE '^time=[^ ]+ event=[a-z.]+( [a-z_]+=(\"([^\"\\\\]|\\\\.)*\"|[^ \"]*))*$' '$work/log'"
serve --address 127.0.0.1
kill -INT $server
wait $server
check "SIGINT too"                                       [ $? -eq 0 ]
serve
taken=${address##*:}
check "a port that is taken is told"                     bash -c "! '$lumia' serve --port $taken 2>'$work/err' && grep -q '$taken' '$work/err'"
{ kill -9 $server; wait $server; } 2>/dev/null
check "killed, the store is whole"                       cmp "$work/full.json" <("$lumia" "${ask[@]}")

# ---- upkeep: sizes, damage, backups
fresh upkeep
load >/dev/null
held=$(content)
check "verify finds nothing wrong"                       is 0 verify
check "store tells what is where"                        bash -c "'$lumia' store --csv | grep -q '^bar,[0-9]*,[0-9]*,'"
check "compress packs what lies on its own"              is 0 compress
check "  and what is read stays the same"                [ "$(content)" = "$held" ]
check "backup makes a file"                              is 0 backup "$work/copy.db"
check "  which is never written over"                    is 1 backup "$work/copy.db"
check "  and leaves nothing else behind"                 [ "$(ls "$work" | grep -c 'copy.db')" -eq 1 ]
cp "$LUMIA_DATA/lumia.db" "$work/damaged.db"
sqlite3 "$work/damaged.db" "UPDATE bar_packed SET body = CAST(substr(body, 1, 600) || x'55aa' || substr(body, 603) AS BLOB) WHERE id = (SELECT id FROM bar_segment WHERE segment = 2)"
check "a damaged byte is found"                          is 1 --db "sqlite:$work/damaged.db" verify
check "  and named"                                      told "segment 2"
check "  a damaged backup is not restored"               is 1 --data "$work/other" restore "$work/damaged.db"
check "  and nothing of it is left"                      [ ! -e "$work/other/lumia.db" ]
mkdir -p "$work/other" && echo log >"$work/other/lumia.db-wal"
check "  nor beside the log of another"                  is 1 --data "$work/other" restore "$work/copy.db"
rm "$work/other/lumia.db-wal" && cp "$work/copy.db" "$work/half.db" && echo log >"$work/half.db-wal"
check "  nor from a file without its log"                is 1 --data "$work/other" restore "$work/half.db"
check "restore makes it a store"                         is 0 --data "$work/other" restore "$work/copy.db"
check "  but not over one that is there"                 is 1 --data "$work/other" restore "$work/copy.db"
export LUMIA_DATA=$work/other
check "  which holds the same"                           [ "$(content)" = "$held" ]

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
