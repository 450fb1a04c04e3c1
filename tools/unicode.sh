#!/bin/sh
# Print src/nlp/unicode_table.h from the Unicode Character Database (Debian: unicode-data). Run by hand when a newer Unicode is wanted.
#   tools/unicode.sh [FOLDER] > src/nlp/unicode_table.h
set -eu

# As many runs on a line as it holds.
fold() {
    awk '/^    \{/ { line = line (line == "" ? "   " : "") " " substr($0, 5); if (length(line) > 110) { print line; line = "" }; next }
         { if (line != "") print line; line = ""; print }'
}

{
ucd=${1:-/usr/share/unicode}
version=$(sed -n '1s/.*-\([0-9.]*\)\.txt/\1/p' "$ucd/DerivedCoreProperties.txt")
cat <<END
/* Made by tools/unicode.sh from the Unicode Character Database $version: letters beyond ASCII, in order. A run goes from first to
 * last in steps. */
#include <stdint.h>

struct case_run  { uint32_t first, last, step; int32_t delta; };
struct range_run { uint32_t first, last, step; };

END
awk -F';' '
    function hex(s,   i, n) { n = 0; for (i = 1; i <= length(s); i++) n = n * 16 + index("0123456789ABCDEF", substr(s, i, 1)) - 1; return n }
    function flush() { if (count) printf "    {0x%X, 0x%X, %d, %d},\n", first, last, step, delta; count = 0 }
    BEGIN { print "static const struct case_run lower_runs[] = {" }
    $14 != "" && hex($1) >= 128 {
        at = hex($1); d = hex($14) - at
        if (count && d == delta && (count == 1 ? at - last <= 2 : at - last == step)) { if (count == 1) step = at - last; last = at; count++ }
        else { flush(); first = last = at; step = 1; delta = d; count = 1 }
    }
    END { flush(); print "};\n" }' "$ucd/UnicodeData.txt"
runs() {
    echo "static const struct range_run $1[] = {"
    awk '
        function hex(s,   i, n) { n = 0; for (i = 1; i <= length(s); i++) n = n * 16 + index("0123456789ABCDEF", substr(s, i, 1)) - 1; return n }
        { split($1, end, /\.\./); from = hex(end[1]); to = end[2] == "" ? from : hex(end[2]); for (i = from; i <= to; i++) if (i >= 128) print i }' |
    sort -n | awk '
        function flush() { if (count) printf "    {0x%X, 0x%X, %d},\n", first, last, step; count = 0 }
        count && (count == 1 ? $1 - last <= 2 : $1 - last == step) { if (count == 1) step = $1 - last; last = $1; count++; next }
        { flush(); first = last = $1; step = 1; count = 1 }
        END { flush(); print "};\n" }'
}
grep -E '^[0-9A-F.]+ *; Uppercase' "$ucd/DerivedCoreProperties.txt" | runs upper_runs
{ grep -E '^[0-9A-F.]+ *; Lowercase' "$ucd/DerivedCoreProperties.txt"; grep -E '^[^;]*;[^;]*;Lt;' "$ucd/UnicodeData.txt" | cut -d';' -f1; } | runs lower_or_title_runs
} | fold
