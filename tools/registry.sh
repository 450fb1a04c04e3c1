#!/bin/sh
# Print registry.c: every `const struct KIND KIND_NAME = {` at the start of a line becomes a row of KINDs, and every
# `TABLE(name, LIST, "about");` and `HYPERTABLE(…);` of a model header becomes a shape and a row of tables. No list is kept by hand.
#   tools/registry.sh FILE...
set -eu
export LC_ALL=C

echo '/* Made by tools/registry.sh. */'
echo '#include "shape/table.h"'
tables=$(grep -hE '^(HYPER)?TABLE\([a-z0-9_]+, ' "$@" | sed -E 's/^(HYPER)?TABLE\(([a-z0-9_]+),.*/\2/' | sort)
grep -HE '^(TABLE|HYPERTABLE|MODEL)\([a-z0-9_]+, ' "$@" | sort | sed -E 's/^src\/([^:]+):(TABLE|HYPERTABLE|MODEL)\((.*)$/#include "\1"\nDEFINE_\2(\3/'
echo 'const struct table *const tables[] = {'
for t in $tables; do echo "    &${t}_table,"; done
printf '    0,\n};\n'

for kind in indicator function signal policy source scorer job op command conversion; do
    names=$(grep -hoE "^const struct $kind ${kind}_[a-z0-9_]+ = " "$@" | sed -E "s/.* (${kind}_[a-z0-9_]+) =.*/\1/" | sort)
    echo "struct $kind;"
    for n in $names; do echo "extern const struct $kind $n;"; done
    case $kind in policy) plural=policies ;; *) plural=${kind}s ;; esac
    echo "extern const struct $kind *const $plural[];"
    echo "const struct $kind *const $plural[] = {"
    for n in $names; do echo "    &$n,"; done
    printf '    0,\n};\n'
done
