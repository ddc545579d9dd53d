#include "CVersion.h"

const char *apus_version(void)
{
    return APUS_VERSION;
}

const char *apus_commit(void)
{
    return APUS_COMMIT;
}
