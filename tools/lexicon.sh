#!/bin/sh
# Print lexicon.c: the word lists that become part of the program, as bytes; the lists themselves are left in FOLDER.
#   tools/lexicon.sh FOLDER
set -eu
folder=$1
node lexicon/lists.mjs words > "$folder/words.txt"
node lexicon/lists.mjs emoji > "$folder/emoji.txt"
node lexicon/lists.mjs common > "$folder/common.txt"
cat <<END
/* Made by tools/lexicon.sh. */
#include "nlp/lexicon.h"
END
for list in "words $folder/words.txt" "emoji $folder/emoji.txt" "common $folder/common.txt" "finance lexicon/finance.txt" "head lexicon/head.txt"; do
    name=${list%% *} file=${list#* }
    printf '__asm__(".globl lexicon_%s, lexicon_%s_end\\n");\n' "$name" "$name"     # the linker may part the asm from its users
    printf '__asm__(".section .rodata\\n" "lexicon_%s: .incbin \\"%s\\"\\n" "lexicon_%s_end: .byte 0\\n" ".previous");\n' "$name" "$file" "$name"
    printf 'extern const char lexicon_%s[], lexicon_%s_end[];\n' "$name" "$name"
    printf 'struct slice list_%s(void) { return (struct slice){lexicon_%s, (size_t)(lexicon_%s_end - lexicon_%s)}; }\n' "$name" "$name" "$name" "$name"
done
