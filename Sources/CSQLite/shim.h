#ifndef LIANBAN_CSQLITE_H
#define LIANBAN_CSQLITE_H

/* Swift cannot call functions with a variable number of arguments. */
int sqlite3_config(int option, ...);

/* SQLITE_CONFIG_MEMSTATUS off: without it every allocation of every connection takes one lock of the whole process. */
static inline int sqlite3_stop_counting_memory(void) {
    return sqlite3_config(9, 0);
}

#endif
