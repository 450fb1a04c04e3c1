#include "ops/model_row.h"

#include "base/file.h"

SHAPE(model_row, MODEL_ROW);

err model_row_read(struct ctx *c, const struct house *h, const struct model_place *place, struct model_row *ret)
{
    struct model_files files;
    struct bert_config config;
    const char       **labels;
    TRY(models_read(c, place->folder, &files));
    TRY(bert_config_read(c, ctx_print(c, "%s/config.json", place->folder), files.config, &config));
    TRY(NEW(c, labels, config.label_count));
    for (size_t i = 0; i < config.label_count; i++) {
        labels[i] = ctx_copy(c, config.label[i]);
        if (!labels[i]) return ERR_NOMEM;
    }
    *ret = (struct model_row){place->name, {labels, config.label_count}, (int64_t)config.layers, (int64_t)config.hidden, (int64_t)config.vocabulary,
                              (int64_t)config.positions, (int64_t)files.weights.size, place->added, h->remote ? NULL : place->folder};
    return OK;
}
