/* What Package.swift knows of this build. In C, because Swift's conditions have no values. */
#pragma once

/* Such as 0.1.0. */
const char *apus_version(void);

/* The commit that was built, abbreviated; empty where nobody said. */
const char *apus_commit(void);
