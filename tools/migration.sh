#!/bin/sh
# Write the next migration of both engines, from what the records want, on a PostgreSQL server of its own that ends with it.
#   tools/migration.sh build/debug/lumia NAME [--anew]      --anew: the first one, in place of what is there
set -eu
program=$(realpath "${1:?usage: tools/migration.sh PROGRAM NAME [--anew]}")
name=${2:?usage: tools/migration.sh PROGRAM NAME [--anew]}
cd "$(dirname "$0")/.."
started=$(tests/postgres.sh start $$)
folder=${started%% *}
trap 'tests/postgres.sh stop "$folder"' EXIT
database=${started#* }
LUMIA_DATA=$folder LUMIA_DB=${database%% *} "$program" migrate new "$name" ${3:+"$3"}
