/* cluster.h - articles that tell nearly the same within a day of each other. Written by the job `cluster`. */
#ifndef MODEL_CLUSTER_H
#define MODEL_CLUSTER_H

#include "shape/table.h"

#define CLUSTER(X, T)                                                                               \
    X(T, I64,   article_id, KEY,   "article")                                                       \
    X(T, I64,   cluster_id, INDEX, "the oldest of those that tell nearly the same; itself where none does") \
    X(T, BYTES, sketch,     0,     "MinHash of its pairs of words; empty where it has none")

TABLE(cluster, CLUSTER, "articles that tell nearly the same");

#endif
