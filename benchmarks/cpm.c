/* What schedule.py measures the engine against: the critical path method on one calendar, without dates. */

#include <stdint.h>
#include <stdlib.h>
void walks(int64_t n, int64_t m, const int64_t *s, const int64_t *t, const int64_t *w, const int64_t *d,
           int64_t *early, int64_t *tail) {
    for (int64_t i = 0; i < n; i++) { early[i] = 0; tail[i] = d[i]; }
    for (int64_t e = 0; e < m; e++) { int64_t c = early[s[e]] + w[e]; if (c > early[t[e]]) early[t[e]] = c; }
    for (int64_t e = m; e-- > 0;) { int64_t c = tail[t[e]] + w[e]; if (c > tail[s[e]]) tail[s[e]] = c; }
}
void whole(int64_t n, int64_t m, const int64_t *s, const int64_t *t, const int64_t *w, const int64_t *d,
           int64_t *early, int64_t *room) {
    int64_t *first = calloc(n + 2, 8), *out = malloc(m * 8), *waits = calloc(n, 8), *order = malloc(n * 8);
    int64_t k = 0, end = 0;
    for (int64_t e = 0; e < m; e++) { first[s[e] + 2]++; waits[t[e]]++; }
    for (int64_t i = 2; i < n + 2; i++) first[i] += first[i - 1];
    for (int64_t e = 0; e < m; e++) out[first[s[e] + 1]++] = e;
    for (int64_t i = 0; i < n; i++) { early[i] = 0; if (!waits[i]) order[k++] = i; }
    for (int64_t at = 0; at < k; at++) {
        int64_t i = order[at];
        for (int64_t o = first[i]; o < first[i + 1]; o++) {
            int64_t e = out[o], c = early[i] + w[e];
            if (c > early[t[e]]) early[t[e]] = c;
            if (!--waits[t[e]]) order[k++] = t[e];
        }
        if (early[i] + d[i] > end) end = early[i] + d[i];
    }
    for (int64_t i = 0; i < n; i++) room[i] = end - d[i];
    for (int64_t at = k; at-- > 0;) {
        int64_t i = order[at];
        for (int64_t o = first[i]; o < first[i + 1]; o++) {
            int64_t c = room[t[out[o]]] - w[out[o]];
            if (c < room[i]) room[i] = c;
        }
    }
    for (int64_t i = 0; i < n; i++) room[i] -= early[i];
    free(first); free(out); free(waits); free(order);
}
