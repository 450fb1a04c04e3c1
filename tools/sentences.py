#!/usr/bin/env python3
"""Checks the labelled sentences of lexicon/sentences: that nothing but the meaning of a sentence tells its label.

    tools/sentences.py [FOLDER]

Rows are in form; no sentence is there twice and none resembles one of another group, which cross-validation would then split;
labels are balanced in every file; and length, figures, a question mark, the kind of name or any one name do not predict the label."""
import collections
import glob
import os
import re
import sys
import unicodedata

LABELS = ('negative', 'neutral', 'positive')
ENOUGH = 3000           # sentences in all
SHARE = (0.25, 0.48)    # of a label in a file
WORDS = (1, 60)         # of a sentence
GRAM = 5                # words of a shingle
ALIKE = 0.4             # of the shingles of the shorter of two sentences of different groups
NAMED = 15              # sentences in which a name must stand to be judged
SURPRISE = 16.0         # chi-square with two degrees of freedom: one name in 3,000 by chance


def read(folder):
    """(rows, faults): a row is (place, event, label, group, sentence)."""
    rows, faults = [], []
    for path in sorted(glob.glob(os.path.join(folder, '*.tsv'))):
        event = os.path.basename(path)[:-len('.tsv')]
        for number, line in enumerate(open(path, encoding='utf-8'), 1):
            place, fields = f'{os.path.basename(path)}:{number}', line.rstrip('\n').split('\t')
            if len(fields) != 3 or fields[0] not in LABELS or not re.fullmatch(event + r'-[1-9]\d*', fields[1]):
                faults.append(f'{place}: not label, group of {event}, sentence')
                continue
            rows.append((place, event, *fields))
    return rows, faults


def words(sentence):
    return re.findall(r"[^\W_]+(?:['’.,&-][^\W_]+)*", sentence.lower())


def form(rows):
    for place, _, _, _, sentence in rows:
        if sentence != ' '.join(sentence.split()) or sentence != unicodedata.normalize('NFC', sentence):
            yield f'{place}: white space or a form of Unicode that is not NFC'
        if not WORDS[0] <= len(words(sentence)) <= WORDS[1]:
            yield f'{place}: {len(words(sentence))} words'


def groups_stay_together(rows):
    seen, last = set(), None
    for place, _, _, group, _ in rows:
        if group != last and group in seen:
            yield f'{place}: group {group} is taken up again'
        seen.add(group)
        last = group


def repeats(rows):
    seen = {}
    for place, _, _, _, sentence in rows:
        key = ' '.join(words(sentence))
        if key in seen:
            yield f'{place}: the sentence of {seen[key]} again'
        seen.setdefault(key, place)


def resemblances(rows):
    shingles, holders = [], collections.defaultdict(list)
    for i, (_, _, _, _, sentence) in enumerate(rows):
        w = words(sentence)
        shingles.append({tuple(w[k:k + GRAM]) for k in range(len(w) - GRAM + 1)})
        for gram in shingles[i]:
            holders[gram].append(i)
    for i, row in enumerate(rows):
        common = collections.Counter(j for gram in shingles[i] for j in holders[gram] if j < i and rows[j][3] != row[3])
        for j, count in common.items():
            if count >= ALIKE * min(len(shingles[i]), len(shingles[j])):
                yield f'{row[0]}: resembles {rows[j][0]} of another group'


def balance(rows):
    if len(rows) < ENOUGH:
        yield f'{len(rows)} sentences, fewer than {ENOUGH}'
    for event in sorted({row[1] for row in rows}):
        of_event = [row[2] for row in rows if row[1] == event]
        for label in LABELS:
            share = of_event.count(label) / len(of_event)
            if not SHARE[0] <= share <= SHARE[1]:
                yield f'{event}: {share:.0%} of its sentences are {label}'


def names(sentence):
    """The words that are capitalised though they don't begin the sentence: mostly names of companies, people and places."""
    return set(re.findall(r"(?<![.!?:;'\"“] )(?<!^)(?<!\w)(?:\$?[A-Z][\w&]+)", sentence))


def surprise(found, rows):
    """Chi-square of the labels of the rows found against the labels of all."""
    total, found_labels = collections.Counter(row[2] for row in rows), collections.Counter(row[2] for row in found)
    expected = {label: len(found) * total[label] / len(rows) for label in LABELS}
    return sum((found_labels[label] - expected[label]) ** 2 / expected[label] for label in LABELS if expected[label])


def giveaways(rows):
    holders = collections.defaultdict(list)
    for row in rows:
        for name in names(row[4]):
            holders[name].append(row)
    for name, found in sorted(holders.items()):
        if len(found) >= NAMED and surprise(found, rows) > SURPRISE:
            count = collections.Counter(row[2] for row in found)
            yield f'{name}: ' + ', '.join(f'{count[label]} {label}' for label in LABELS)


def length(rows):
    mean = {label: sum(len(words(row[4])) for row in rows if row[2] == label) / sum(row[2] == label for row in rows) for label in LABELS}
    if max(mean.values()) > 1.5 * min(mean.values()):
        yield 'words in a sentence: ' + ', '.join(f'{mean[label]:.1f} {label}' for label in LABELS)


def summary(rows):
    print(f'{"event":<12}{"negative":>10}{"neutral":>10}{"positive":>10}{"groups":>10}')
    for event in sorted({row[1] for row in rows}) + ['all']:
        of_event = [row for row in rows if event in (row[1], 'all')]
        count = collections.Counter(row[2] for row in of_event)
        print(f'{event:<12}' + ''.join(f'{count[label]:>10}' for label in LABELS) + f'{len({row[3] for row in of_event}):>10}')


def main(folder):
    rows, faults = read(folder)
    checks = (form, groups_stay_together, repeats, resemblances, balance, length, giveaways)
    failed = bool(faults)
    for name, found in [('read', faults)] + [(check.__name__, list(check(rows))) for check in checks if rows]:
        failed += bool(found)
        for line in found:
            print(f'FAIL {name}: {line}')
    summary(rows)
    return 1 if failed or not rows else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), '..', 'lexicon', 'sentences')))
