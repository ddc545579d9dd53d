#include "CPCIGuard.h"
typedef int pci_guard_placeholder;
