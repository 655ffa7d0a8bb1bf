/* SPDX-License-Identifier: Apache-2.0
 *
 * How many threads there are and which one this is; one where OpenMP is absent. */
#ifndef DEMERIT_ENGINE_THREADS_H
#define DEMERIT_ENGINE_THREADS_H

#include <stdint.h>

#ifdef _OPENMP
#include <omp.h>

static inline int32_t
dm_threads_available(void)
{
    return omp_get_num_procs();
}

static inline int32_t
dm_thread_index(void)
{
    return omp_get_thread_num();
}
#else
static inline int32_t
dm_threads_available(void)
{
    return 1;
}

static inline int32_t
dm_thread_index(void)
{
    return 0;
}
#endif

#endif
