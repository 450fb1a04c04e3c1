#!/usr/bin/env python3
# Print src/nlp/wordpiece_table.h from the Unicode Character Database (Debian: unicode-data). Run by hand when a newer Unicode is wanted.
#   tools/wordpiece.py [FOLDER] > src/nlp/wordpiece_table.h
# Marks, punctuation and what is neither are those of Unicode 8.0, which is what Hugging Face's tokenizers know.
import os
import sys

folder = sys.argv[1] if len(sys.argv) > 1 else '/usr/share/unicode'
KNOWN = (8, 0)
HANGUL = range(0xAC00, 0xD7A4)


def lines(name):
    with open(os.path.join(folder, name), encoding='utf-8') as f:
        for line in f:
            line = line.split('#')[0].strip()
            if line:
                yield [part.strip() for part in line.split(';')]


age = {}
for span, version in lines('DerivedAge.txt'):
    first, *last = (int(x, 16) for x in span.split('..'))
    for rune in range(first, (last or [first])[0] + 1):
        age[rune] = tuple(map(int, version.split('.')))

category, parts, began = {}, {}, 0
for row in lines('UnicodeData.txt'):
    rune = int(row[0], 16)
    for r in range(began if row[1].endswith('Last>') else rune, rune + 1):
        category[r] = row[2]
    if row[5] and not row[5].startswith('<'):
        parts[rune] = [int(x, 16) for x in row[5].split()]
    began = rune

marks = [r for r in category if category[r] == 'Mn' and age[r] <= KNOWN]
is_mark = set(marks)


def decomposed(rune):
    return [x for p in parts[rune] for x in decomposed(p)] if rune in parts else [rune]


def runs(name, runes):
    print(f'static const struct rune_run {name}[] = {{')
    out, runes = [], sorted(r for r in runes if r >= 128)
    for r in runes:
        if out and out[-1][1] == r - 1:
            out[-1][1] = r
        else:
            out.append([r, r])
    fold([f'{{0x{a:X}, 0x{b:X}}},' for a, b in out])


def fold(items):
    line = '   '
    for item in items:
        if len(line) + len(item) > 118:
            print(line)
            line = '   '
        line += ' ' + item
    print(line + '\n};\n')


print(f'''/* Made by tools/wordpiece.py from the Unicode Character Database: what is beyond ASCII, in order. Marks that take no space, punctuation
 * and characters that are neither letter nor sign as Unicode 8.0 had them; decompositions of today, without those marks. */
#include <stdint.h>

struct rune_run  {{ uint32_t first, last; }};
struct rune_bare {{ uint32_t rune, to[3]; }};      /* what it is made of; nought: nothing more */
''')
runs('mark_runs', marks)
runs('punctuation_runs', (r for r in category if category[r][0] == 'P' and age[r] <= KNOWN))
runs('other_runs', (r for r in category if category[r] in ('Cc', 'Cf', 'Co') and age[r] <= KNOWN))
bare = []
for rune in sorted(parts):
    to = [r for r in decomposed(rune) if r not in is_mark]
    assert len(to) <= 3 and rune not in HANGUL
    bare.append((rune, to))
widest = max(len(to) for _, to in bare)
print('static const struct rune_bare bare_runes[] = {')
fold([f'{{0x{rune:X}, {{{", ".join(f"0x{r:X}" for r in to) or "0"}}}}},' for rune, to in bare])
print(f'static_assert(sizeof bare_runes->to / sizeof *bare_runes->to >= {widest});')
