#!/bin/bash
# A PostgreSQL server of its own for tests: private folder, private socket, no TCP, thrown away afterwards.
#   tests/postgres.sh start [PID]     prints its folder, the URL of its database, and where TimescaleDB is installed that of one
#                                     with the extension in it; ends by itself when process PID does
#   tests/postgres.sh stop FOLDER     ends exactly that server and takes its folder away
#   tests/postgres.sh kill FOLDER     ends it as a crash would, keeping its data; `again FOLDER` starts it once more
#   tests/postgres.sh sql FOLDER SQL [DATABASE]   runs statements with its own client
# Exit status 3: no PostgreSQL is installed (Debian: postgresql-15).
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v pg_ctl 2>/dev/null || echo /none/pg_ctl)")
[ -x "$bin/initdb" ] || { echo "no PostgreSQL server is installed" >&2; exit 3; }

# The server refuses to run as root.
as_owner() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

# The extension has to be loaded with the server, and then is in those databases alone that ask for it.
timescale() { [ -e "$("$bin/pg_config" --sharedir 2>/dev/null)/extension/timescaledb.control" ]; }

# Its data go with it, so it need not sync them; DURABLE=1 (for measuring) does, on a disk.
launch() {
    local quick="-c fsync=off -c full_page_writes=off"
    [ "${DURABLE:-0}" = 0 ] || quick=
    if timescale; then quick="$quick -c shared_preload_libraries=timescaledb -c timescaledb.telemetry_level=off -c max_worker_processes=16"; fi
    as_owner "$bin/pg_ctl" -D "$1/data" -l "$1/log" -w -t 60 \
        -o "-k $1 -c listen_addresses='' $quick -c max_connections=200 -c shared_buffers=64MB" start >/dev/null
}

start() {
    local base=/tmp folder
    [ -w /dev/shm ] && [ "${DURABLE:-0}" = 0 ] && base=/dev/shm
    folder=$(mktemp -d $base/lumia-pg-XXXXXX)
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
    as_owner "$bin/initdb" -D "$folder/data" -U lumia -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    launch "$folder"
    if [ -n "${1:-}" ]; then (while kill -0 "$1" 2>/dev/null; do sleep 1; done; "$0" stop "$folder") >/dev/null 2>&1 < /dev/null & fi
    local hyper=
    if timescale; then
        "$bin/psql" -q -h "$folder" -U lumia -d postgres -v ON_ERROR_STOP=1 -c "CREATE DATABASE timescale" >/dev/null
        "$bin/psql" -q -h "$folder" -U lumia -d timescale -v ON_ERROR_STOP=1 -c "SET client_min_messages = error; CREATE EXTENSION timescaledb" >/dev/null
        hyper=" postgres://lumia@/timescale?host=$folder"
    fi
    echo "$folder postgres://lumia@/postgres?host=$folder$hyper"
}

stop() {
    case $1 in /dev/shm/lumia-pg-* | /tmp/lumia-pg-*) ;; *) echo "$1 is no folder of mine" >&2; exit 2 ;; esac
    [ -d "$1" ] || return 0
    as_owner "$bin/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$1"
}

case ${1:-} in
    start) start "${2:-}" ;;
    stop)  stop "$2" ;;
    kill)  as_owner "$bin/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null ;;
    again) launch "$2" ;;
    sql)   "$bin/psql" -q -h "$2" -U lumia -d "${4:-postgres}" -v ON_ERROR_STOP=1 -c "$3" ;;
    *)     sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
