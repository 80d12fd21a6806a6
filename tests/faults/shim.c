/* Fails the n-th call of a kind, from the moment when the program itself begins to be loaded.

   Loaded by LD_PRELOAD. FAULT_STATE names a file that is mapped: counts by kind, and what was
   failed. FAULT_KIND, FAULT_AT (from 1; 0: only count), FAULT_ERRNO, FAULT_MORE (1: all after it,
   too). Counting begins when a file of claude_doctor/cli is opened: what comes before is the
   interpreter's own start. Only the process that opens it is looked at. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static const char *KINDS[] = {
    "open", "read", "write", "connect", "send", "recv", "socket", "fsync", "rename", "mmap",
    "random", "epoll", "thread", "load", "pread", "pwrite", "unlink", "mkdir", "lock", "truncate",
    "resolve", "name", "close", "spawn", "wait", 0};
enum {
    OPEN, READ, WRITE, CONNECT, SEND, RECV, SOCKET, FSYNC, RENAME, MMAP, RANDOM, EPOLL, THREAD, LOAD,
    PREAD, PWRITE, UNLINK, MKDIR, LOCK, TRUNCATE, RESOLVE, NAME, CLOSE, SPAWN, WAIT, COUNT
};

struct state {
    int32_t pid, failed, kind, at;
    int32_t counts[32];
    char what[216];
};

static struct state *state;
static int wanted = -1, at, error, more;
static char code[4096]; /* descriptors of code that is being loaded */

static void begin(void) {
    const char *file = getenv("FAULT_STATE"), *kind = getenv("FAULT_KIND");
    if (!file) return;
    int number = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC);
    if (number < 0) return;
    void *held = (void *)syscall(SYS_mmap, 0, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0);
    syscall(SYS_close, number);
    if (held == MAP_FAILED) return;
    at = atoi(getenv("FAULT_AT") ? getenv("FAULT_AT") : "0");
    error = atoi(getenv("FAULT_ERRNO") ? getenv("FAULT_ERRNO") : "5");
    more = getenv("FAULT_MORE") != 0;
    for (int i = 0; kind && KINDS[i]; i++)
        if (!strcmp(kind, KINDS[i])) wanted = i;
    state = held;
}

/* The same from inside a process that has forked: it is looked at from here on. */
void fault_arm(const char *kind, int from, int number, int all) {
    wanted = -1;
    for (int i = 0; kind && KINDS[i]; i++)
        if (!strcmp(kind, KINDS[i])) wanted = i;
    at = from;
    error = number;
    more = all;
    if (state) state->pid = (int32_t)syscall(SYS_getpid);
}

__attribute__((constructor)) static void loaded(void) { begin(); }

static int fails(int kind, const char *what) {
    if (!state || !state->pid || state->pid != (int32_t)syscall(SYS_getpid)) return 0;
    int n = __atomic_add_fetch(&state->counts[kind], 1, __ATOMIC_SEQ_CST);
    if (kind != wanted || !at || n < at || (n > at && !more)) return 0;
    if (!__atomic_fetch_add(&state->failed, 1, __ATOMIC_SEQ_CST)) {
        state->kind = kind;
        state->at = n;
        strncpy(state->what, what ? what : "", sizeof state->what - 1);
    }
    errno = error;
    return 1;
}

static int ends(const char *path, const char *end) {
    size_t a = strlen(path), b = strlen(end);
    return a >= b && !strcmp(path + a - b, end);
}

static int is_code(const char *path) {
    return ends(path, ".py") || ends(path, ".pyc") || ends(path, ".so") || strstr(path, "/__pycache__");
}

static void marked(const char *path) {
    if (state && !state->pid && path && strstr(path, "claude_doctor/") && strstr(path, "/cli."))
        state->pid = (int32_t)syscall(SYS_getpid);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int opened(int number, const char *path) {
    if (number >= 0 && number < (int)sizeof code) code[number] = (char)is_code(path);
    return number;
}

#define OPENED(call) \
    marked(path); \
    if (fails(is_code(path) ? LOAD : OPEN, path)) return -1; \
    int mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list more_; \
        va_start(more_, flags); \
        mode = va_arg(more_, int); \
        va_end(more_); \
    } \
    return opened(call, path)

int open(const char *path, int flags, ...) {
    REAL(int, "open", const char *, int, ...);
    OPENED(real(path, flags, mode));
}
int open64(const char *path, int flags, ...) {
    REAL(int, "open64", const char *, int, ...);
    OPENED(real(path, flags, mode));
}
int openat(int folder, const char *path, int flags, ...) {
    REAL(int, "openat", int, const char *, int, ...);
    OPENED(real(folder, path, flags, mode));
}
int openat64(int folder, const char *path, int flags, ...) {
    REAL(int, "openat64", int, const char *, int, ...);
    OPENED(real(folder, path, flags, mode));
}
ssize_t read(int number, void *to, size_t size) {
    REAL(ssize_t, "read", int, void *, size_t);
    int loads = number >= 0 && number < (int)sizeof code && code[number];
    if (fails(loads ? LOAD : READ, loads ? "code" : "")) return -1;
    return real(number, to, size);
}
ssize_t write(int number, const void *from, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (fails(WRITE, number == 1 ? "stdout" : number == 2 ? "stderr" : "")) return -1;
    return real(number, from, size);
}
#define SIMPLE(type, name, kind, what, params, args, bad) \
    type name params { \
        static type(*real) params; \
        if (!real) real = (type(*) params)dlsym(RTLD_NEXT, #name); \
        if (fails(kind, what)) return bad; \
        return real args; \
    }

SIMPLE(ssize_t, pread64, PREAD, "", (int n, void *to, size_t size, off64_t o), (n, to, size, o), -1)
SIMPLE(ssize_t, pread, PREAD, "", (int n, void *to, size_t size, off_t o), (n, to, size, o), -1)
SIMPLE(ssize_t, pwrite64, PWRITE, "", (int n, const void *from, size_t size, off64_t o),
       (n, from, size, o), -1)
SIMPLE(ssize_t, pwrite, PWRITE, "", (int n, const void *from, size_t size, off_t o),
       (n, from, size, o), -1)
SIMPLE(int, connect, CONNECT, "", (int n, const struct sockaddr *to, socklen_t size), (n, to, size), -1)
SIMPLE(ssize_t, sendto, SEND, "", (int n, const void *from, size_t size, int f,
       const struct sockaddr *to, socklen_t s), (n, from, size, f, to, s), -1)
SIMPLE(ssize_t, sendmsg, SEND, "", (int n, const struct msghdr *m, int f), (n, m, f), -1)
SIMPLE(ssize_t, recvfrom, RECV, "", (int n, void *to, size_t size, int f, struct sockaddr *a,
       socklen_t *s), (n, to, size, f, a, s), -1)
SIMPLE(int, socket, SOCKET, "", (int family, int kind, int protocol), (family, kind, protocol), -1)

/* A loop's own pair of sockets, over which nothing comes from outside, neither breaks nor stalls. */
static char own[4096];
int socketpair(int family, int kind, int protocol, int two[2]) {
    REAL(int, "socketpair", int, int, int, int[2]);
    if (fails(SOCKET, "pair")) return -1;
    int done = real(family, kind, protocol, two);
    for (int i = 0; !done && i < 2; i++)
        if (two[i] < (int)sizeof own) own[two[i]] = 1;
    return done;
}
static int is_own(int number) { return number >= 0 && number < (int)sizeof own && own[number]; }
ssize_t send(int number, const void *from, size_t size, int flags) {
    REAL(ssize_t, "send", int, const void *, size_t, int);
    if (!is_own(number) && fails(SEND, "")) return -1;
    return real(number, from, size, flags);
}
ssize_t recv(int number, void *to, size_t size, int flags) {
    REAL(ssize_t, "recv", int, void *, size_t, int);
    if (!is_own(number) && fails(RECV, "")) return -1;
    return real(number, to, size, flags);
}
SIMPLE(int, setsockopt, NAME, "setsockopt", (int n, int l, int o, const void *v, socklen_t s),
       (n, l, o, v, s), -1)
SIMPLE(int, getsockopt, NAME, "getsockopt", (int n, int l, int o, void *v, socklen_t *s),
       (n, l, o, v, s), -1)
SIMPLE(int, getpeername, NAME, "getpeername", (int n, struct sockaddr *a, socklen_t *s), (n, a, s), -1)
SIMPLE(int, getsockname, NAME, "getsockname", (int n, struct sockaddr *a, socklen_t *s), (n, a, s), -1)
SIMPLE(int, fsync, FSYNC, "", (int n), (n), -1)
SIMPLE(int, fdatasync, FSYNC, "", (int n), (n), -1)
SIMPLE(int, rename, RENAME, to, (const char *from, const char *to), (from, to), -1)
SIMPLE(int, unlink, UNLINK, path, (const char *path), (path), -1)
SIMPLE(int, mkdir, MKDIR, path, (const char *path, mode_t mode), (path, mode), -1)
SIMPLE(int, ftruncate, TRUNCATE, "", (int n, off_t size), (n, size), -1)
SIMPLE(int, ftruncate64, TRUNCATE, "", (int n, off64_t size), (n, size), -1)
SIMPLE(void *, mmap, MMAP, "", (void *a, size_t s, int p, int f, int n, off_t o), (a, s, p, f, n, o),
       MAP_FAILED)
SIMPLE(void *, mmap64, MMAP, "", (void *a, size_t s, int p, int f, int n, off64_t o),
       (a, s, p, f, n, o), MAP_FAILED)
SIMPLE(ssize_t, getrandom, RANDOM, "", (void *to, size_t size, unsigned f), (to, size, f), -1)
SIMPLE(int, epoll_create1, EPOLL, "create", (int f), (f), -1)
SIMPLE(int, epoll_ctl, EPOLL, "ctl", (int e, int o, int n, struct epoll_event *v), (e, o, n, v), -1)
SIMPLE(int, epoll_wait, WAIT, "", (int e, struct epoll_event *v, int m, int t), (e, v, m, t), -1)
SIMPLE(int, getaddrinfo, RESOLVE, host, (const char *host, const char *port,
       const struct addrinfo *h, struct addrinfo **r), (host, port, h, r), EAI_SYSTEM)
SIMPLE(pid_t, fork, SPAWN, "fork", (void), (), -1)

int close(int number) {
    REAL(int, "close", int);
    if (number >= 0 && number < (int)sizeof code) code[number] = own[number] = 0;
    int done = real(number); /* closed all the same, as Linux does */
    if (fails(CLOSE, "")) return -1;
    return done;
}
int fcntl64(int number, int what, ...) {
    REAL(int, "fcntl64", int, int, ...);
    va_list more_;
    va_start(more_, what);
    void *value = va_arg(more_, void *);
    va_end(more_);
    if ((what == F_SETLK || what == F_SETLKW || what == F_GETLK) && fails(LOCK, "")) return -1;
    return real(number, what, value);
}
int pthread_create(pthread_t *made, const pthread_attr_t *how, void *(*run)(void *), void *with) {
    REAL(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (fails(THREAD, "")) return error;
    return real(made, how, run, with);
}
