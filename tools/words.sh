#!/bin/sh
# Fail on what no tracked file may hold: a secret, a promise of work not done, an absolute path of somebody's machine.
cd "$(dirname "$0")/.." || exit 2
bad=0
look() {
    found=$(git ls-files -z | grep -zvE '(^|/)package-lock\.json$|^tools/words\.sh$|^LICENSE$' | xargs -0 grep -HnIE "$2" 2>/dev/null | head -5)
    [ -z "$found" ] && return
    printf '%s:\n%s\n' "$1" "$found"
    bad=1
}
look 'a secret'                 'BEGIN [A-Z ]*PRIVATE KEY|api[_-]?key *[=:] *["'"'"'][A-Za-z0-9]{16,}'
look 'a promise'                '\b(TODO|FIXME|XXX|HACK)\b'
look 'a path of one machine'    '(^|[ "'"'"'(=])/(home|root|Users)/[a-z]'
if git ls-files | grep 'package-lock\.json$' | xargs grep -Hn '"resolved"' 2>/dev/null | head -3 | grep .; then bad=1; fi
[ $bad -eq 0 ] && echo "words: ok"
exit $bad
