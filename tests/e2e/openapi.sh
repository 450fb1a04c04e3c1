#!/bin/bash
# The description of the HTTP interface against the rules of OpenAPI 3.1, by a public validator.
#   tests/e2e/openapi.sh build/debug/lumia
set -u
lumia=$(realpath "${1:?usage: tests/e2e/openapi.sh PROGRAM}")
cd "$(dirname "$0")/openapi" || exit 1
[ -e node_modules/.ready ] || { npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.ready; } || exit 1
document=$(mktemp)
trap 'rm -f "$document"' EXIT
passed=0 failed=0

check() {                               # check NAME COMMAND...
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)) && echo "ok    $name"; else failed=$((failed + 1)) && echo "FAIL  $name"; fi
}

refused() { ! "$@" >/dev/null; }

"$lumia" openapi >"$document"
check "the document is OpenAPI 3.1"                 node check.mjs <"$document"
# A validator that lets everything pass would prove nothing.
check "an operation without responses is refused"   refused node check.mjs < <(sed 's/"responses":{"200"/"answers":{"200"/' "$document")
check "a parameter of nowhere is refused"           refused node check.mjs < <(sed 's/"in":"query"/"in":"nowhere"/' "$document")

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
