#pragma once
// Nothing is called from here; see CQuietDispatch.c.
