/* libpq.h - the library that speaks to PostgreSQL, loaded when the first server is asked for: linked, it would bring a TLS
 * library, Kerberos and LDAP into every start of the program. */
#ifndef STORE_LIBPQ_H
#define STORE_LIBPQ_H

#include <postgresql/libpq-fe.h>

#include "base/ctx.h"

#define LIBPQ(X)                                                                                                        \
    X(connectdbParams) X(finish) X(status) X(errorMessage) X(consumeInput) X(transactionStatus) X(parameterStatus)      \
    X(exec) X(prepare) X(describePrepared) X(execPrepared) X(nparams) X(paramtype)                                      \
    X(enterPipelineMode) X(exitPipelineMode) X(sendQueryPrepared) X(pipelineSync) X(getResult)                          \
    X(putCopyData) X(putCopyEnd)                                                                                        \
    X(resultStatus) X(resultErrorField) X(resultErrorMessage) X(clear)                                                  \
    X(ntuples) X(nfields) X(ftype) X(getisnull) X(getlength) X(getvalue) X(cmdTuples) X(setNoticeProcessor)

struct libpq {
#define X(name) typeof(PQ##name) *name;
    LIBPQ(X)
#undef X
};

extern struct libpq pq;                 /* pq.exec is PQexec; to be used after libpq_load() */

err libpq_load(struct ctx *c);

#endif
