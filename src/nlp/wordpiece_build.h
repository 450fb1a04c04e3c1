/* wordpiece_build.h - how the readers of the two kinds of file make a tokenizer. Private to them. */
#ifndef NLP_WORDPIECE_BUILD_H
#define NLP_WORDPIECE_BUILD_H

#include "nlp/wordpiece.h"

/* Room for `count` tokens. */
err wordpiece_begin(struct ctx *c, const char *name, size_t count, struct wordpiece *w);

/* Adds a token; the last of two equal ones counts. The text must outlive the tokenizer. */
err wordpiece_add(struct ctx *c, const char *name, struct wordpiece *w, struct slice token, int64_t id);

err wordpiece_add_special(struct ctx *c, const char *name, struct wordpiece *w, struct slice token, int64_t id);

/* Finds the tokens that every text needs; `unknown` is the name of the one for what has no pieces. */
err wordpiece_end(struct ctx *c, const char *name, struct wordpiece *w, struct slice unknown);

/* The number of a token as the file spells it, or -1. */
int32_t wordpiece_find(const struct wordpiece *w, struct slice token);

#endif
