// Two faults of nng 1.5.2 that no use of its interface avoids, and that a peer can set off at will.
// Told in NNG/LibraryFaults.swift. Both are mended by replacing functions of the C library as
// libnng, and nobody else, sees them.

#ifndef CNNG_FAULTS_H
#define CNNG_FAULTS_H

#include <errno.h>
#include <link.h>
#include <nng/nng.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// MARK: A peer that leaves during negotiation

// sendmsg(2), but says ECONNRESET where the kernel says EPIPE.
static inline ssize_t cnng_sendmsg(int descriptor, const struct msghdr *message, int flags) {
    ssize_t sent = sendmsg(descriptor, message, flags);
    if (sent < 0 && errno == EPIPE) {
        errno = ECONNRESET;
    }
    return sent;
}

// MARK: A connection that is closed while a message comes

// The beginning of 1.5.2's struct nng_aio (src/core/aio.h, src/core/taskq.h), as far as is needed
// to see whether it is stuck.
struct cnng_aio {
    size_t count;
    uint64_t expire;
    int32_t timeout;
    int32_t result;
    uint8_t stop; // no new operation may begin
    uint8_t sleep, expire_ok, expiring;
    void *task_node[2];
    void *task_argument;
    void *task_callback;
    void *task_queue;
    unsigned busy;
    uint8_t prepared; // an operation has begun, and nobody has finished it
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    pthread_mutex_t *condition_mutex;
};

// In glibc since 2.30, but declared under _GNU_SOURCE only.
extern int pthread_cond_clockwait(
    pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);

// Whether nng is waiting here for an aio that was stopped. What is looked at need not be an aio;
// nothing else looks like one. Its condition is read first: that is always there.
static inline bool cnng_awaits_stopped(
    const struct cnng_aio *aio, const pthread_cond_t *condition, const pthread_mutex_t *mutex) {
    return condition == &aio->condition && aio->condition_mutex == mutex && aio->stop == 1;
}

// Whether this is the one thread on which nng takes closed connections apart.
static inline bool cnng_is_reaper(void) {
    char name[16] = "";
    prctl(PR_GET_NAME, name);
    return strncmp(name, "nng:reap", 8) == 0;
}

// pthread_cond_wait(3), but when the reaper has waited a second for an operation that has been
// stopped and that nobody is going to finish, finishes it. All callers are loops that test their
// condition.
static inline int cnng_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
    struct cnng_aio *aio = (struct cnng_aio *)((char *)mutex - offsetof(struct cnng_aio, mutex));
    if (!cnng_awaits_stopped(aio, condition, mutex) || !cnng_is_reaper()) {
        return pthread_cond_wait(condition, mutex);
    }
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += 1;
    int result = pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &deadline);
    if (result != ETIMEDOUT) {
        return result;
    }
    if (aio->prepared == 1 && aio->busy == 1) {
        pthread_mutex_unlock(mutex);
        nng_aio_finish((nng_aio *)aio, NNG_ECLOSED);
        pthread_mutex_lock(mutex);
    }
    return 0;
}

// MARK: Replacing

// Points one slot of a table of imported functions at another function. The loader may have left
// its page read-only: it is made writable and stays so, as other things may live in it.
static inline bool cnng_replace_slot(uintptr_t slot, void *function) {
    uintptr_t page = slot & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
    if (mprotect((void *)page, slot + sizeof(void *) - page, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    __atomic_store_n((void **)slot, function, __ATOMIC_RELEASE);
    return true;
}

// Replaces the import of `name` in one loaded library.
static inline bool cnng_replace_import(
    const struct link_map *library, const char *name, void *function) {
    ElfW(Addr) tables[2] = {0, 0}; // relocations of calls, and of data
    size_t bytes[2] = {0, 0};
    const ElfW(Sym) *symbols = NULL;
    const char *names = NULL;
    for (const ElfW(Dyn) *entry = library->l_ld; entry->d_tag != DT_NULL; entry++) {
        switch (entry->d_tag) {
        case DT_JMPREL: tables[0] = entry->d_un.d_ptr; break;
        case DT_PLTRELSZ: bytes[0] = entry->d_un.d_val; break;
        case DT_RELA: tables[1] = entry->d_un.d_ptr; break;
        case DT_RELASZ: bytes[1] = entry->d_un.d_val; break;
        case DT_SYMTAB: symbols = (const ElfW(Sym) *)entry->d_un.d_ptr; break;
        case DT_STRTAB: names = (const char *)entry->d_un.d_ptr; break;
        }
    }
    if (symbols == NULL || names == NULL) {
        return false;
    }
    bool replaced = false;
    for (int kind = 0; kind < 2; kind++) {
        const ElfW(Rela) *table = (const ElfW(Rela) *)tables[kind];
        for (size_t i = 0; i < bytes[kind] / sizeof(*table); i++) {
            // The number of the symbol is the upper half (ELF64_R_SYM).
            const char *imported = names + symbols[table[i].r_info >> 32].st_name;
            if (strcmp(imported, name) == 0) {
                replaced |= cnng_replace_slot(library->l_addr + table[i].r_offset, function);
            }
        }
    }
    return replaced;
}

// Mends both faults. False if libnng is another version, no shared library, or built in another
// way. Only before nng is first used.
static inline bool cnng_mend(void) {
    if (strcmp(nng_version(), "1.5.2") != 0) {
        return false;
    }
    for (struct link_map *library = _r_debug.r_map; library != NULL; library = library->l_next) {
        const char *slash = strrchr(library->l_name, '/');
        if (slash != NULL && strncmp(slash, "/libnng.so", 10) == 0) {
            return cnng_replace_import(library, "sendmsg", (void *)cnng_sendmsg) &&
                   cnng_replace_import(library, "pthread_cond_wait", (void *)cnng_cond_wait);
        }
    }
    return false;
}

#endif
