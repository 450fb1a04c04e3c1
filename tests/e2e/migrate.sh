#!/bin/bash
# The versions of a store, as a person meets them: on a file and on a server. A line per check.
#   tests/e2e/migrate.sh build/debug/lumia
set -u
export LC_ALL=C
lumia=$(realpath "${1:?usage: tests/e2e/migrate.sh PROGRAM}")
cd "$(dirname "$0")/../.." || exit 1
for name in $(env | sed -n 's/^\(LUMIA_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
work=$(mktemp -d /tmp/lumia-migrate-XXXXXX)
folder=
trap '[ -z "$folder" ] || tests/postgres.sh stop "$folder"; rm -rf "$work"' EXIT
export LUMIA_DATA=$work/data
mkdir -p "$LUMIA_DATA"
passed=0 failed=0 skipped=0

check() {                               # check NAME COMMAND...: the command says whether
    local name=$1
    shift
    if "$@" >"$work/out" 2>&1; then passed=$((passed + 1)) && echo "ok    $name"; else failed=$((failed + 1)) && echo "FAIL  $name" && tail -3 "$work/out"; fi
}
has() { local word=$1; shift; "$@" 2>&1 | grep -qE -- "$word"; }              # has WORD COMMAND...: its answer has the word
refuses() { local word=$1; shift; ! "$@" >"$work/refused" 2>&1 && grep -qE -- "$word" "$work/refused"; }

top=$(ls migrations/*.sqlite.sql | wc -l)
versions() {                            # versions ENGINE DB EDITOR: the life of a store at an address
    local engine=$1 db=$2 edit=$3
    local m=("$lumia" migrate --db "$db")
    check "$engine: nothing is applied yet"          has "baseline.*pending" "${m[@]}" status
    check "$engine: the plan is SQL"                 has "CREATE TABLE asset" "${m[@]}" plan
    check "$engine: up makes the store"              has "stands at $top of $top" "${m[@]}" up
    check "$engine: and once more is nothing"        has "stands at $top of $top" "${m[@]}" up
    check "$engine: it is applied"                   has '"state":"applied"' "${m[@]}" status --json
    check "$engine: the plan is empty"               has "nothing to do" "${m[@]}" plan
    check "$engine: check is content"                "${m[@]}" check
    check "$engine: the program uses it"             "$lumia" health --db "$db"
    $edit "CREATE INDEX by_hand ON asset (sector)"
    check "$engine: check tells what was done by hand" refuses "index asset.by_hand is there, and should not be" "${m[@]}" check
    $edit "DROP INDEX by_hand"
    check "$engine: and is content again"            "${m[@]}" check
    check "$engine: production does not go back"     refuses "only with --force" "${m[@]}" to 0 --environment production
    check "$engine: unless it is forced"             has "stands at 0 of" "${m[@]}" to 0 --force --environment production
    check "$engine: a new store is made in production" "$lumia" health --db "$db" --environment production
    check "$engine: down"                            has "^down .*0*$top-" "${m[@]}" down
    check "$engine: development brings it up"        "$lumia" health --db "$db"
    $edit "INSERT INTO lumia_migration (number, name, digest, at, ms, program) VALUES ($((top + 1)), 'later', 'x', 0, 0, '9.9')"
    check "$engine: a newer store is refused"        refuses "made by a newer program" "$lumia" health --db "$db"
    check "$engine: status shows what is unknown"    has "later.*unknown" "${m[@]}" status
    $edit "DELETE FROM lumia_migration"
    check "$engine: stamp says where it stands"      has "stand at $top of $top" "${m[@]}" stamp "$top"
    check "$engine: and it is used"                  "$lumia" health --db "$db"
    check "$engine: a number beyond is refused"      refuses "no migration" "${m[@]}" to 9999
}

edit_file() { python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1], isolation_level=None); d.executescript(sys.argv[2])' "$work/file.db" "$1"; }
versions sqlite "sqlite:$work/file.db" edit_file
edit_file "DROP TABLE lumia_migration"
check "sqlite: production asks before an old store"  refuses "lumia migrate up" "$lumia" health --db "sqlite:$work/file.db" --environment production
check "sqlite: up takes it in"                       has "stands at" "$lumia" migrate up --db "sqlite:$work/file.db" --environment production
check "sqlite: and production uses it"               "$lumia" health --db "sqlite:$work/file.db" --environment production
check "a verb is wanted"                             refuses "usage: lumia migrate" "$lumia" migrate
check "new needs a server"                           refuses "make migration NAME=x" "$lumia" migrate new x

if started=$(tests/postgres.sh start $$); then
    folder=${started%% *} database=${started#* } database=${database%% *}
    edit_server() { tests/postgres.sh sql "$folder" "$1" >/dev/null; }
    versions postgres "$database" edit_server
    check "new has nothing to write"                 has "sqlite: nothing has changed" "$lumia" migrate new x --db "$database"
else
    echo "SKIP  no PostgreSQL server is installed (Debian: postgresql-15)"
    skipped=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
