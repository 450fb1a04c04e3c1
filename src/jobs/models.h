/* models.h - the models that this machine has: folders as the public hubs lay them out (config.json, model.safetensors, tokenizer.json or
 * vocab.txt). Added ones lie in the data folder; the encoder that comes with the program lies beside it. */
#ifndef JOBS_MODELS_H
#define JOBS_MODELS_H

#include "jobs/house.h"
#include "nlp/classifier.h"

enum { MODEL_NAME_SIZE_MAX = 64, MODELS_MAX = 1000 };

struct model_place {
    const char *name, *folder;
    bool        added;                  /* lies in the data folder, and can be removed */
};

/* In the order of their names; an added one hides one of the program. */
err models_list(struct ctx *c, const struct house *h, struct model_place **ret, size_t *ret_count);

/* ERR_NOT_FOUND names those there are, and tells how one is had. */
err models_find(struct ctx *c, const struct house *h, const char *name, struct model_place *ret);

/* The files of a folder, mapped; tokenizer.json goes before vocab.txt. ERR_DATA tells which is missing. */
err models_read(struct ctx *c, const char *folder, struct model_files *ret);

/* Opens a model as `precision` says, CHOICE_NONE as the settings say; `head` may be empty. It lives in the ctx. */
err models_open(struct ctx *c, const struct house *h, const char *name, struct slice head, int32_t precision, struct classifier *ret);

/* Copies the files of a folder into the data folder, whole or not at all; they have been checked. ERR_CONFLICT where another model has
 * that name. */
err models_add(struct ctx *c, const struct house *h, const char *name, const struct model_files *files);

/* ERR_CONFLICT for one that came with the program. */
err models_remove(struct ctx *c, const struct house *h, const char *name);

/* Small letters, digits, - _ . and not the name of a scorer: ERR_INVALID tells. */
err models_check_name(struct ctx *c, const char *name);

/* The crew of a house: its threads. */
struct bert_crew models_crew(const struct house *h);

#endif
