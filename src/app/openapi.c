#include "app/app.h"

/* OpenAPI 3.1 from the op table. A field of an input is in the path, in the query, or in the body: a GET has no body, and
 * an op that takes data as its body has its options in the query. */

static void put_parameter(struct text *out, const struct op *op, const struct field *f, bool *first)
{
    enum place place = op_place(op, f);
    bool       path  = place == FROM_PATH;
    if (!path && place != FROM_QUERY) return;
    text_print(out, "%s{\"name\":\"%s\",\"in\":\"%s\",\"required\":%s,\"description\":", *first ? "" : ",", f->name, path ? "path" : "query",
               path || (f->flags & REQUIRED) ? "true" : "false");
    *first = false;
    json_put_string(out, slice_of(f->help));
    text_put(out, ",\"schema\":");
    schema_put_field(out, f, true);
    if (f->kind == TEXTS) text_put(out, ",\"style\":\"form\",\"explode\":false");
    text_put_char(out, '}');
}

static void put_parameters(struct text *out, const struct op *op)
{
    bool first = true;
    text_put(out, "\"parameters\":[");
    for (size_t i = 0; i < op->in->field_count; i++) put_parameter(out, op, &op->in->fields[i], &first);
    if (op->in->open)
        text_put(out, ",{\"name\":\"by_name\",\"in\":\"query\",\"style\":\"form\",\"explode\":true,\"description\":\"parameters by their own names\","
                      "\"schema\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"number\"}}}");
    text_print(out, "%s{\"name\":\"format\",\"in\":\"query\",\"description\":\"how the answer is written\",\"schema\":{\"type\":\"string\","
                    "\"enum\":[\"json\",\"csv\"],\"default\":\"json\"}}", first && !op->in->open ? "" : ",");
    text_put(out, "]");
}

static void put_reply_schema(struct text *out, const struct op *op)
{
    if (op->answers == ONE) return text_print(out, "{\"$ref\":\"#/components/schemas/%s\"}", op->out->name);
    text_put(out, "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"count\",\"simulated\",\"items\"],\"properties\":{"
                  "\"count\":{\"type\":\"integer\",\"description\":\"items in the answer\"},"
                  "\"simulated\":{\"type\":\"boolean\",\"description\":\"some of it was made by `lumia simulate`\"},\"items\":{\"type\":\"array\",\"items\":");
    if (op->or_out) text_print(out, "{\"anyOf\":[{\"$ref\":\"#/components/schemas/%s\"},{\"$ref\":\"#/components/schemas/%s\"}]}", op->out->name, op->or_out->name);
    else            text_print(out, "{\"$ref\":\"#/components/schemas/%s\"}", op->out->name);
    text_put(out, "}}}");
}

static void put_op(struct text *out, const struct op *op)
{
    char method[8] = {0};
    for (size_t i = 0; op->method[i] && i < sizeof method - 1; i++) method[i] = (char)(op->method[i] | 32);
    text_print(out, "\"%s\":{\"operationId\":\"", method);
    for (const char *p = op->name; *p; p++) text_put_char(out, *p == ' ' ? '_' : *p);
    text_put(out, "\",\"tags\":[");
    json_put_string(out, slice_of(op->group));
    text_put(out, "],\"summary\":");
    json_put_string(out, slice_of(op->title));
    text_put(out, ",\"description\":");
    json_put_string(out, slice_of(op->about));
    text_put_char(out, ',');
    put_parameters(out, op);
    if (op_has_body(op))
        text_print(out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/%s_input\"}}}}",
                   op->in->name);
    if (op->takes_body)
        text_put(out, ",\"requestBody\":{\"required\":true,\"description\":\"CSV, plain or gzip or zstd\",\"content\":{\"text/csv\":{\"schema\":{\"type\":\"string\"}}}}");
    text_put(out, ",\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{\"application/json\":{\"schema\":");
    put_reply_schema(out, op);
    text_put(out, "},\"text/csv\":{\"schema\":{\"type\":\"string\"}}}},\"default\":{\"$ref\":\"#/components/responses/problem\"}}}");
}

static void put_paths(struct text *out)
{
    bool first = true;
    for (const struct op *const *o = ops; *o; o++) {
        bool told = (*o)->local;
        for (const struct op *const *before = ops; before < o && !told; before++) told = !(*before)->local && strcmp((*before)->path, (*o)->path) == 0;
        if (told) continue;
        text_print(out, "%s\"%s\":{", first ? "" : ",", (*o)->path);
        first = false;
        put_op(out, *o);
        for (const struct op *const *other = o + 1; *other; other++) {
            if ((*other)->local || strcmp((*other)->path, (*o)->path) != 0) continue;
            text_put_char(out, ',');
            put_op(out, *other);
        }
        text_put_char(out, '}');
    }
}

enum { SCHEMAS_MAX = 256 };

struct seen {
    const struct shape *shape[SCHEMAS_MAX];
    size_t              count;
};

static void put_schema(struct text *out, struct seen *seen, const struct shape *s)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->shape[i] == s) return;
    if (seen->count == SCHEMAS_MAX) {
        out->broken = true;             /* a program with more shapes than that has to raise the limit */
        return;
    }
    seen->shape[seen->count++] = s;
    text_print(out, ",\"%s\":", s->name);
    schema_put_record(out, s, false);
    for (size_t i = 0; i < s->field_count; i++)
        if (s->fields[i].of) put_schema(out, seen, s->fields[i].of);
}

static void put_components(struct text *out)
{
    struct seen seen = {0};
    text_put(out, "\"schemas\":{\"problem\":{\"type\":\"object\",\"description\":\"RFC 9457\",\"required\":[\"type\",\"title\",\"status\",\"detail\"],"
                  "\"additionalProperties\":false,\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
                  "\"detail\":{\"type\":\"string\"},\"code\":{\"type\":\"string\",\"enum\":[");
    for (int e = OK + 1; e < ERR_COUNT; e++) text_print(out, "%s\"%s\"", e > OK + 1 ? "," : "", err_name((err)e));
    text_put(out, "]},\"faults\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"path\",\"message\"],\"additionalProperties\":false,"
                  "\"properties\":{\"path\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}}}}");
    for (const struct op *const *o = ops; *o; o++) {
        if ((*o)->local) continue;
        put_schema(out, &seen, (*o)->out);
        if ((*o)->or_out) put_schema(out, &seen, (*o)->or_out);
        if (!op_has_body(*o)) continue;
        text_print(out, ",\"%s_input\":", (*o)->in->name);
        schema_put_record(out, (*o)->in, true);
    }
    text_put(out, "},\"responses\":{\"problem\":{\"description\":\"it could not be done\",\"content\":{\"application/problem+json\":{\"schema\":"
                  "{\"$ref\":\"#/components/schemas/problem\"}}}}}");
}

void openapi_put(struct text *out)
{
    text_put(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Lumia\",\"version\":\"" LUMIA_VERSION "\",\"license\":{\"name\":\"Apache-2.0\",\"identifier\":"
                  "\"Apache-2.0\"},\"description\":\"Prices, indicators, signals and personal recommendations. Every address is also a command of `lumia`.\"},"
                  "\"servers\":[{\"url\":\"/\"}],\"paths\":{");
    put_paths(out);
    text_put(out, "},\"components\":{");
    put_components(out);
    text_put(out, "}}\n");
}
