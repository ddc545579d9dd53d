// libdispatch wakes up once a second for as long as a process lives, to see whether all threads of one of its shared pools
// are blocked, and then starts more. An agent at rest must not wake up, and never blocks them all: what may block has a
// queue of its own, whose threads are not watched in any case, and a survey that is divided among all cores borrows one
// thread of the pool fewer than there are.
//
// Where libdispatch is linked statically, as in every release, these two functions stand in for its own (workqueue.c), so
// that it never begins. Where it is a shared library, or has other names for them, they are without effect; `make bench`
// shows which it is.

void _dispatch_workq_worker_register(void *pool);
void _dispatch_workq_worker_unregister(void *pool);

void _dispatch_workq_worker_register(void *pool) { (void)pool; }

void _dispatch_workq_worker_unregister(void *pool) { (void)pool; }
