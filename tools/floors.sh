#!/bin/sh
# Fail when a source includes what src/FLOORS does not allow its floor, or a pure floor touches the world.
#   tools/floors.sh [SRC_FOLDER]
cd "${1:-$(dirname "$0")/../src}" || exit 2
grep -HnE '^ *# *include' */*.[ch] | awk '
    BEGIN {
        while ((getline line < "FLOORS") > 0) {
            if (line ~ /^#/ || split(line, half, ":") < 2) continue
            split(half[1], left, " ")
            known[left[1]] = may[left[1] " " left[1]] = 1
            pure[left[1]] = left[2] == "pure"
            n = split(half[2], right, " ")
            for (i = 1; i <= n; i++) may[left[1] " " right[i]] = 1
        }
    }
    function no(why) { print "src/" file ":" number ": " why; bad = 1 }
    {
        split($0, part, ":"); file = part[1]; number = part[2]
        from = file; sub("/.*", "", from)
        if (!known[from]) no("floor " from " is not in src/FLOORS")
        if (match($0, /"[a-z_]+\//)) {
            to = substr($0, RSTART + 1, RLENGTH - 2)
            if (!may[from " " to]) no(from " may not include " to)
            if (pure[from] && to == "base" && $0 ~ /"base\/(file|log|thread)\.h"/) no(from " is pure and may not touch the world")
        } else if (pure[from] && /<(stdio|time|unistd|fcntl|signal|pthread|sys\/.*|curl\/.*|sqlite3|microhttpd|libpq.*)\.h>/)
            no(from " is pure and may not touch the world")
    }
    END { if (!bad) print "floors: ok"; exit bad }'
