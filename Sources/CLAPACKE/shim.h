#include <lapacke.h>

// The header names it by a macro, which Swift does not see.
typedef lapack_int LAPACKInteger;
