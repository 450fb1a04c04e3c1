/* bert_config.h - config.json of a BERT model: its sizes and the names of its labels. Pure. */
#ifndef NLP_BERT_CONFIG_H
#define NLP_BERT_CONFIG_H

#include "base/ctx.h"

enum {
    BERT_CONFIG_SIZE_MAX = 1 << 20,
    BERT_LAYERS_MAX      = 64,
    BERT_LABELS_MAX      = 64,
    BERT_HIDDEN_MAX      = 4096,
    BERT_INNER_MAX       = 16384,
    BERT_POSITIONS_MAX   = 8192,
};

struct bert_config {
    size_t       vocabulary, hidden, layers, heads, inner, positions, types;
    float        epsilon;
    size_t       label_count;                   /* 0: an encoder without a head */
    struct slice label[BERT_LABELS_MAX];        /* by their numbers */
};

/* ERR_DATA names the file and what is missing, out of its bounds, or not BERT. */
err bert_config_read(struct ctx *c, const char *name, struct slice json, struct bert_config *ret);

#endif
