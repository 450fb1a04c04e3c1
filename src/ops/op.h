/* op.h - one thing the platform can do, whoever asks. One file, one descriptor.
 *
 * An op is the only place where a verb is described. The command line, the HTTP router, OpenAPI and the manual are
 * projections of this table; none of them knows any op by name. */
#ifndef OPS_OP_H
#define OPS_OP_H

#include "jobs/house.h"

enum answers { ONE, MANY };

struct answer {                         /* records of one shape */
    const struct shape *shape;          /* op->out, unless the data decides what the columns are */
    void               *at;
    size_t              count;
    bool                simulated;      /* where the records do not say so themselves */
    bool                insufficient;   /* an answer, and the answer is that too little is known */
    struct slice        json;           /* the document itself, where it is kept byte for byte (ONE only) */
};

struct op {
    const char         *name;           /* "import prices": what a person types; import_prices is its id */
    const char         *method, *path;  /* path parameters as {field} */
    const char         *group;          /* heading in the manual, tag in OpenAPI */
    const char         *title;          /* one line */
    const char         *about;          /* the rest, for the manual */
    const char         *example;        /* a command line without `lumia`, which the tests run */
    const struct shape *in, *out;
    const struct shape *or_out;         /* another shape it may answer with */
    enum answers        answers;
    bool                local;          /* only from the command line */
    bool                takes_body;     /* over HTTP the data itself is the body, and the fields come in the query */
    bool                storeless;      /* needs no store */
    bool                of_engine;      /* tells how the store lies, which is another thing on each engine */
    bool                slow;           /* may take long: served by a thread of its own, so that it delays nobody */
    err (*run)(struct ctx *c, const struct house *h, const void *in, struct answer *out);
    void (*put_text)(struct text *out, const struct answer *a, size_t width);   /* for a terminal; usual is a table or card */
};

extern const struct op *const ops[];    /* NULL-terminated, by name */

const struct op *op_find(struct slice name);
struct slice     op_id(struct ctx *c, const struct op *op);     /* with _ for blanks */

/* Where HTTP takes a field from: {field} of the address, the query, or the JSON that is the body; nowhere for a LOCAL one. */
enum place { FROM_NOWHERE, FROM_PATH, FROM_QUERY, FROM_BODY };

enum place op_place(const struct op *op, const struct field *f);
bool       op_has_body(const struct op *op);    /* JSON, with the fields in it */

/* The field of an input that asks for a past state of the store: a TIME named as_of, or known_at where as_of is a day of the market. */
const struct field *op_looks_back(const struct op *op);

/* Runs an op on an input that has been read and checked; leases a store where one is needed. */
err op_answer(struct ctx *c, const struct house *h, const struct op *op, const void *in, struct answer *out);

/* The answer as a document. JSON: the record, or {"count", "items"}; CSV: a header and a row per item; a table or a card of
 * `width` columns. Simulated data is named in every one of them. */
void answer_put_json(struct text *out, const struct op *op, const struct answer *a);
void answer_put_csv(struct text *out, const struct op *op, const struct answer *a);
void answer_put_table(struct text *out, const struct op *op, const struct answer *a, size_t width);

bool answer_is_simulated(const struct answer *a);

#endif
