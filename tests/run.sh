#!/bin/bash
# Runs a test program on all processors, each a share of its tests, and adds up what they say.
#   tests/run.sh build/debug/tests/all [NAME...]
program=${1:?usage: tests/run.sh PROGRAM [NAME...]}
shift
parts=${LUMIA_TEST_PARTS:-$(nproc)}
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
for ((k = 0; k < parts; k++)); do
    LUMIA_TEST_PART=$k/$parts "$program" "$@" >"$logs/$k" 2>&1 &
    ids[k]=$!
done
passed=0 failed=0 skipped=0
for ((k = 0; k < parts; k++)); do
    wait "${ids[k]}"
    status=$?
    grep -vE '^[0-9]+ (passed|checks)' "$logs/$k"
    if read -r p f s < <(tail -1 "$logs/$k" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$/\1 \2 \3/p'); then
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    else
        echo "FAIL the tests ended with status $status and without a sum"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
