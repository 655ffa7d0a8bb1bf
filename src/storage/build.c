/* SPDX-License-Identifier: Apache-2.0
 *
 * Which compiler this was built with. */
#include "build.h"

const char *
dm_build_compiler(void)
{
#if defined(__clang__)
    return "clang " __clang_version__;
#elif defined(__GNUC__)
    return "gcc " __VERSION__;
#else
    return "unknown";
#endif
}
