#!/bin/sh
# Print embed.c: the pages of the dashboard, the packages they import and the manual's guides, as bytes in the program.
#   tools/embed.sh FILE...
set -eu
vendor='web/node_modules/uplot/dist/uPlot.esm.js web/node_modules/uplot/dist/uPlot.min.css'
echo '/* Made by tools/embed.sh. */'
echo '#include "app/embed.h"'
n=0
for f in "$@" $vendor; do
    printf '__asm__(".section .rodata\\n" "embed_%d: .incbin \\"%s\\"\\n" "embed_%d_end: .byte 0\\n" ".previous");\n' $n "$f" $n
    printf 'extern const char embed_%d[], embed_%d_end[];\n' $n $n
    n=$((n + 1))
done
echo 'const struct embedded embedded_files[] = {'
n=0
for f in "$@" $vendor; do
    printf '    {"%s", embed_%d, embed_%d_end},\n' "$(echo "$f" | sed 's|web/node_modules/.*/|vendor/|; s|^web/||')" $n $n
    n=$((n + 1))
done
printf '    {0, 0, 0},\n};\n'
