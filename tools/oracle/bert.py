#!/usr/bin/env python3
# Print tests/oracle/bert.csv: logits and mean vectors of BERT classifiers with weights drawn from a seed, computed by PyTorch (Debian:
# python3-torch) from its own layers. tests/model.c draws the same weights, so that no model has to be kept.
#   tools/oracle/bert.py > tests/oracle/bert.csv
import sys

import torch
from torch.nn import functional as F

# hidden, layers, heads, inner, vocabulary, positions, labels, dtype, seed, lengths of the sequences
MODELS = [
    (8, 1, 2, 12, 20, 16, 3, 'F32', 1, (1, 2, 16)),
    (24, 2, 3, 40, 50, 24, 3, 'F32', 2, (24, 5, 7)),
    (48, 3, 4, 100, 64, 40, 2, 'F16', 3, (3, 40, 17)),
    (64, 2, 1, 256, 100, 64, 5, 'BF16', 4, (64, 33, 1)),
    (128, 4, 2, 512, 300, 130, 3, 'F32', 5, (130, 31, 32, 4)),
    (384, 2, 12, 1536, 40, 64, 3, 'F16', 6, (10, 64)),
    (768, 1, 12, 3072, 20, 16, 3, 'F32', 7, (16, 3)),
]
EPSILON = 1e-12
MASK = (1 << 64) - 1


def mixed(z):                                   # SplitMix64 (Steele, Lea, Flood 2014)
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def fnv(text):
    h = 0xCBF29CE484222325
    for byte in text.encode():
        h = (h ^ byte) * 0x100000001B3 & MASK
    return h


# Numbers with few digits, so that F16 and BF16 hold them exactly; smaller where more of them are added up.
def drawn(name, seed, shape, dtype, hidden):
    count = 1
    for n in shape:
        count *= n
    state, bits = fnv(name) ^ seed, 24 if dtype == 'F32' else 7
    scale = 2.0 ** (1 - bits) * (0.25 if hidden < 100 else 0.125)
    out = []
    for i in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        out.append(((mixed(state) >> (64 - bits)) - (1 << (bits - 1))) * scale)
    return torch.tensor(out, dtype=torch.float32).reshape(shape)


def run(model):
    hidden, layers, heads, inner, vocabulary, positions, labels, dtype, seed, lengths = model

    def get(name, *shape):
        w = drawn(name, seed, shape, dtype, hidden)
        return 2 * w + 1 if name.endswith('LayerNorm.weight') else w

    def linear(x, name, rows, columns):
        return F.linear(x, get(name + '.weight', rows, columns), get(name + '.bias', rows))

    def norm(x, name):
        return F.layer_norm(x, (hidden,), get(name + '.weight', hidden), get(name + '.bias', hidden), EPSILON)

    for s, length in enumerate(lengths):
        ids = [mixed(seed * 1000 + s * 100 + i) % vocabulary for i in range(length)]
        x = get('bert.embeddings.word_embeddings.weight', vocabulary, hidden)[ids]
        x = x + get('bert.embeddings.token_type_embeddings.weight', 2, hidden)[0] + get('bert.embeddings.position_embeddings.weight', positions, hidden)[:length]
        x = norm(x, 'bert.embeddings.LayerNorm')
        for i in range(layers):
            at = f'bert.encoder.layer.{i}.'
            q, k, v = (linear(x, f'{at}attention.self.{n}', hidden, hidden).reshape(length, heads, -1).transpose(0, 1) for n in ('query', 'key', 'value'))
            shares = torch.softmax(q @ k.transpose(1, 2) / (hidden // heads) ** 0.5, -1)
            mixed_values = (shares @ v).transpose(0, 1).reshape(length, hidden)
            x = norm(linear(mixed_values, at + 'attention.output.dense', hidden, hidden) + x, at + 'attention.output.LayerNorm')
            y = linear(F.gelu(linear(x, at + 'intermediate.dense', inner, hidden)), at + 'output.dense', hidden, inner)
            x = norm(y + x, at + 'output.LayerNorm')
        pooled = torch.tanh(linear(x[0], 'bert.pooler.dense', hidden, hidden))
        logits = linear(pooled, 'classifier', labels, hidden)
        mean = F.normalize(x.mean(0), dim=0)
        row = [hidden, layers, heads, inner, vocabulary, positions, labels, dtype, seed, s, length]
        print(','.join(map(str, row)) + ',' + ' '.join(f'{v:.9g}' for v in logits.tolist()) + ',' + ' '.join(f'{v:.9g}' for v in mean[:8].tolist()))


with torch.no_grad():
    print(f'# PyTorch {torch.__version__} (Debian python3-torch), tools/oracle/bert.py: logits, and the first values of the mean vector of length 1')
    print('hidden,layers,heads,inner,vocabulary,positions,labels,dtype,seed,sequence,length,logits,mean')
    for m in MODELS:
        run(m)
        sys.stdout.flush()
