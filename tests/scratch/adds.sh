#!/bin/bash
# Adds one of each thing to a copy of the tree, as CONTRIBUTING.md shows it and taken from that page, and looks for it wherever it
# should then appear: nothing else has been touched. A line per check.
#   tests/scratch/adds.sh
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
copy=$(mktemp -d /tmp/lumia-adds-XXXXXX)
trap 'rm -rf "$copy" "$copy.out"' EXIT
for name in $(env | sed -n 's/^\(LUMIA_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
passed=0 failed=0

check() {                               # check NAME COMMAND...: the command says whether
    local name=$1
    shift
    if "$@" >"$copy.out" 2>&1; then passed=$((passed + 1)) && echo "ok    $name"; else failed=$((failed + 1)) && echo "FAIL  $name" && tail -5 "$copy.out" && false; fi
}

finish() {
    echo "$passed passed, $failed failed"
    exit $((failed > 0))
}

git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' f; do [ -e "$f" ] && printf '%s\0' "$f"; done |
    tar --null -T - -cf - | tar -xf - -C "$copy"
for folder in web lexicon; do [ -d $folder/node_modules ] && cp -r $folder/node_modules "$copy/$folder/"; done
cd "$copy" || exit 1
before=$(find src -type f | sort)

# The page names a file and shows it. Where that file is there already, it shows a row of it.
awk '/`src\/[^`]*`.*:$/ { file = $0; sub(/^.*`src\//, "src/", file); sub(/`.*$/, "", file) }
     /^```$/ && open    { open = 0; close(out); file = "" }
     open               { print > out }
     /^```c$/ && file   { open = 1; out = system("test -e " file) == 0 ? "row." (file ~ /err/ ? "error" : "setting") : file }' CONTRIBUTING.md
insert() { awk -v row="$(sed 's/\\$/\\\\/' "$1")" "$2" "$root/$3" >"$3"; }      # insert ROW AWK-PROGRAM FILE
insert row.setting '{ print } /^#define SETTINGS/ { print row }' src/model/settings.h
insert row.error '/X\(ERR_NOMEM/ { print row } { print }' src/base/err.h
added=$(comm -13 <(echo "$before") <(find src -type f | sort))
echo "added: $(echo $added), and two rows"
for kind in ta calc signals model jobs ops sources app; do
    check "the page shows one file for src/$kind" [ "$(echo "$added" | grep -c "^src/$kind/")" -eq 1 ]
done
check "and a row for a setting" cmp <(diff "$root/src/model/settings.h" src/model/settings.h | sed -n 's/^> //p') row.setting
check "and a row for an error" cmp <(diff "$root/src/base/err.h" src/base/err.h | sed -n 's/^> //p') row.error

make -j2 V=debug FLAGS.debug=-O0 all >"$copy/log" 2>&1
check "it builds" test -x build/debug/lumia
[ -x build/debug/lumia ] || { tail -20 "$copy/log"; finish; }

check "the migration of the record is written" make V=debug FLAGS.debug=-O0 migration NAME=added
make -j2 V=debug FLAGS.debug=-O0 all >>"$copy/log" 2>&1

lumia=$copy/build/debug/lumia
export LUMIA_DATA=$copy/data LUMIA_FETCH_VIA=http://127.0.0.1:1
has() { local word=$1; shift; "$lumia" "$@" | grep -qE -- "$word"; }           # has WORD COMMAND...
name_of() { sed -n "s/^const struct $1 $1_\([a-z0-9_]*\) = .*/\1/p" $added; }
indicator=$(name_of indicator) function=$(name_of function) signal=$(name_of signal) job=$(name_of job) op=$(name_of op) source=$(name_of source) command=$(name_of command)
table=$(sed -n 's/^TABLE(\([a-z0-9_]*\),.*/\1/p' $added)
setting=$(sed -n 's/.*X(T, [A-Z0-9]*, *\([a-z_]*\),.*/\1/p' row.setting)
error=$(sed -n 's/.*X(ERR_[A-Z_]*, *"\([a-z_]*\)".*/\1/p' row.error)
usual=$(sed -n 's/.*\.usual = "\([^"]*\)".*/\1/p' row.setting)

"$lumia" import prices tests/data/tiny.csv --class stock --adjust split --currency USD >/dev/null
"$lumia" import assets tests/data/names.csv >/dev/null

check "indicator $indicator: lumia indicators"           has "^$indicator " indicators
check "indicator $indicator: computed"                   has '^2018-02-07,-?[0-9]' indicator "$indicator" AAPL --csv
check "indicator $indicator: help of its parameters"     has '^  --' manual "$indicator"
check "indicator $indicator: the manual's index"         has "indicators.* $indicator( |$)" manual
check "indicator $indicator: openapi needs no word of it" bash -c "! '$lumia' openapi | grep -q '$indicator'"

check "function $function: lumia expressions"            has "^$function " expressions "$function"
check "function $function: computed"                     has '^AAPL,2018-02-07,0\.[0-9]' calc "$function(returns(close))" AAPL --csv
check "function $function: the manual"                   has "^  $function\(x\)" manual functions

check "signal $signal: computed by the job"              has "signal" run signal
check "signal $signal: shown"                            has ",$signal," signals AAPL --csv
check "signal $signal: its history"                      has '^2018-02-07,' signals AAPL --name "$signal" --csv
check "signal $signal: the manual"                       has "  $signal" manual signals

check "table $table: made in the store"                  python3 -c "import sqlite3, sys; sys.exit(not sqlite3.connect('$LUMIA_DATA/lumia.db').execute(\"SELECT 1 FROM sqlite_schema WHERE name = '$table'\").fetchone())"
check "table $table: the manual"                         has "^table $table: " manual "$table"
check "table $table: migrations lead to it"              has "as its migrations made it" migrate check

check "job $job: lumia jobs"                             has "^$job " jobs
check "job $job: behind what it reads"                   bash -c "'$lumia' jobs --csv | cut -d, -f1 | tr '\n' ' ' | grep -q 'signal .*$job'"
check "job $job: runs"                                   has "$job.*ok" run "$job"
check "job $job: the ledger"                             has "$job" runs
check "job $job: the manual"                             has "^writes " manual "$job"

check "op $op: --help lists it"                          has "^  $op " --help
check "op $op: answers"                                  has '"count":[1-9]' "$op" --json
check "op $op: its own help"                             has "^usage|^lumia $op" "$op" --help
check "op $op: openapi"                                  has "\"operationId\":\"$op\"" openapi
check "op $op: call"                                     has '"count":[1-9]' call "$op" '{}'
"$lumia" serve --port 0 --schedule false >address 2>/dev/null &
server=$!
for i in $(seq 100); do [ -s address ] && break; sleep 0.05; done
check "op $op: HTTP"                                     bash -c "curl -fsS '$(cat address)$(sed -n 's/.*\.path *= "\(.*\)",/\1/p' "src/ops/$op.c")' | grep -q '\"count\":[1-9]'"
kill $server
wait $server 2>/dev/null

check "source $source: the manual"                       has "^$source: " manual "$source"
check "source $source: can be followed"                  has "$source" follow "$source" "$(sed -n 's/.*\.symbol_example *= "\(.*\)",/\1/p' "src/sources/$source.c")"
check "source $source: is told where it is not known"    bash -c "'$lumia' follow nobody X 2>&1 | grep -q '$source'"

check "command $command: runs"                           "$lumia" "$command"
check "command $command: --help lists it"                has "^  $command " --help
check "command $command: the manual"                     has "lumia $command" manual "$command"

check "setting $setting: lumia config"                   has "^$setting,$usual,built in" config --csv
env_name=LUMIA_$(echo "$setting" | tr a-z A-Z)
check "setting $setting: environment"                    bash -c "$env_name=5 '$lumia' config $setting --csv | grep -q '^$setting,5,$env_name'"
check "setting $setting: flag"                           has "^$setting,7,--$setting" config "$setting" --csv --"$setting" 7
check "setting $setting: flag with dashes"               has "^$setting,7,--$setting" config "$setting" --csv --"${setting//_/-}" 7
echo "$setting = 9" >"$LUMIA_DATA/lumia.conf"
check "setting $setting: file"                           has "^$setting,9,.*lumia.conf:1" config "$setting" --csv
rm "$LUMIA_DATA/lumia.conf"
check "setting $setting: its limits are kept"            bash -c "! '$lumia' config --$setting 0"
check "setting $setting: the manual"                     has "^  --$setting" manual settings

check "error $error: the manual"                         has "  $error " manual errors
check "error $error: openapi"                            has "\"$error\"" openapi

# The laws know nobody by name, so they hold for the new ones or they fail.
laws=$(ls tests/*.c tests/property/*.c tests/unit/openapi.c tests/unit/manual.c)
make -j2 V=debug FLAGS.debug=-O0 TESTS="$(echo $laws)" build/debug/tests/all >"$copy/log" 2>&1
check "the property tests build" test -x build/debug/tests/all || tail -20 "$copy/log"
check "the property tests pass for all of them" build/debug/tests/all
check "the floors are kept" tools/floors.sh
finish
