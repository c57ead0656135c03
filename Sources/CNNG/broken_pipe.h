// What NNG/BrokenPipe.swift needs and Swift cannot say. The fault and the reason are told there.

#ifndef CNNG_BROKEN_PIPE_H
#define CNNG_BROKEN_PIPE_H

#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

// sendmsg(2), but says ECONNRESET where the kernel says EPIPE.
static inline ssize_t cnng_sendmsg(int descriptor, const struct msghdr *message, int flags) {
    ssize_t sent = sendmsg(descriptor, message, flags);
    if (sent < 0 && errno == EPIPE) {
        errno = ECONNRESET;
    }
    return sent;
}

// Points one slot of a table of imported functions at cnng_sendmsg. The loader has left its page
// read-only (RELRO) or not: it is made writable, and stays so, as others may live in it.
static inline bool cnng_replace_slot(uintptr_t slot) {
    uintptr_t page = slot & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
    if (mprotect((void *)page, slot + sizeof(void *) - page, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    __atomic_store_n((void **)slot, (void *)cnng_sendmsg, __ATOMIC_RELEASE);
    return true;
}

// Replaces the import of sendmsg in one loaded library.
static inline bool cnng_replace_in(const struct link_map *library) {
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
            const char *name = names + symbols[table[i].r_info >> 32].st_name;
            if (strcmp(name, "sendmsg") == 0) {
                replaced |= cnng_replace_slot(library->l_addr + table[i].r_offset);
            }
        }
    }
    return replaced;
}

// Makes libnng, and nobody else, call cnng_sendmsg. False if libnng is not a shared library, or was
// built in another way. Only before nng is first used.
static inline bool cnng_replace_sendmsg(void) {
    for (struct link_map *library = _r_debug.r_map; library != NULL; library = library->l_next) {
        const char *slash = strrchr(library->l_name, '/');
        if (slash != NULL && strncmp(slash, "/libnng.so", 10) == 0) {
            return cnng_replace_in(library);
        }
    }
    return false;
}

#endif
