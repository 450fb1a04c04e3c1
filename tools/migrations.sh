#!/bin/sh
# Print migrations.c: the files of migrations/, NNNN-name.ENGINE.sql, as bytes in the program, in the order of their numbers.
# Fails when a number is missing or twice.
#   tools/migrations.sh [FILE...]
set -eu
export LC_ALL=C
echo '/* Made by tools/migrations.sh. */'
echo '#include "store/migrate.h"'
for f in "$@"; do basename "$f" | sed -E 's/\.(sqlite|postgres)\.sql$//'; done | sort -u | {
    n=0
    rows=
    while read -r name; do
        n=$((n + 1))
        [ "${name%%-*}" = "$(printf %04d $n)" ] || { echo "migrations/$name: number $n is expected here" >&2; exit 1; }
        row="{.name = \"${name#*-}\""
        for engine in sqlite postgres; do
            file=migrations/$name.$engine.sql
            [ -e "$file" ] || continue
            printf '__asm__(".globl migration_%d_%s, migration_%d_%s_end\\n");\n' $n $engine $n $engine       # the linker may part the asm from its users
            printf '__asm__(".section .rodata\\n" "migration_%d_%s: .incbin \\"%s\\"\\n" "migration_%d_%s_end: .byte 0\\n" ".previous");\n' $n $engine "$file" $n $engine
            printf 'extern const char migration_%d_%s[], migration_%d_%s_end[];\n' $n $engine $n $engine
            dialect=$(echo $engine | tr a-z A-Z)
            row="$row, .text[$dialect] = migration_${n}_$engine, .end[$dialect] = migration_${n}_${engine}_end"
        done
        rows="$rows    $row},
"
    done
    printf 'static const struct migration all[] = {\n%s    {.name = 0},\n};\n' "$rows"
    echo "const struct migrations lumia_migrations = {all, $n, conversions};"
}
