#pragma once
// Of the C library, but not of Swift's Glibc module.
#include <sys/eventfd.h>
