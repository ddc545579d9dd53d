import TestSupport
import Testing

/// A library with the functions of NVIDIA's that Apus calls, for one GPU at 0000:07:00.0 with one MIG instance.
struct FakeLibrary {
    let path: String

    static var isPossible: Bool { Program("/usr/bin/cc").isExecutable }

    /// `conduct` is a statement of C that runs when the library is started.
    init(in directory: TemporaryDirectory, conduct: String = "return 0;") async throws {
        let source = try directory.put(Self.source.replacing("CONDUCT", with: conduct), at: "nvml.c")
        path = directory.path + "/libnvidia-ml.so.1"
        let outcome = try #require(await Program("/usr/bin/cc").run(["-shared", "-fPIC", "-Wall", "-o", path, source]))
        try #require(outcome.status == 0, "\(outcome.output)")
    }

    private static let source = """
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>

        static int gpu, instance;

        int nvmlInitWithFlags(unsigned flags) { CONDUCT }
        const char *nvmlErrorString(int code) { return code == 4 ? "Insufficient Permissions" : "Not Found"; }
        int nvmlSystemGetCudaDriverVersion_v2(int *version) { *version = 12040; return 0; }
        int nvmlDeviceGetHandleByPciBusId_v2(const char *address, void **device)
        {
            *device = &gpu;
            return strcmp(address, "0000:07:00.0") ? 6 : 0;
        }
        int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned index, void **handle)
        {
            *handle = &instance;
            return index == 3 ? 0 : 6;
        }
        int nvmlDeviceGetUUID(void *device, char *text, unsigned size)
        {
            return snprintf(text, size, device == &gpu ? "GPU-1" : "MIG-1") < 0;
        }
        int nvmlDeviceGetName(void *device, char *text, unsigned size)
        {
            return snprintf(text, size, device == &gpu ? "NVIDIA A100" : "NVIDIA A100 MIG 3g.20gb") < 0;
        }
        int nvmlDeviceGetSerial(void *device, char *text, unsigned size)
        {
            // As a text that fills its room and does not end.
            memset(text, '7', size);
            return 0;
        }
        int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *memory)
        {
            memory[0] = device == &gpu ? 42949672960 : 20937965568;
            return 0;
        }
        int nvmlDeviceGetArchitecture(void *device, unsigned *number) { *number = 7; return 0; }
        int nvmlDeviceGetBrand(void *device, unsigned *number) { *number = 4096; return 0; }
        int nvmlDeviceGetCudaComputeCapability(void *device, int *major, int *minor) { *major = 8; *minor = 0; return 0; }
        int nvmlDeviceGetMigMode(void *device, unsigned *current, unsigned *pending) { *current = 1; return 0; }
        int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *count) { *count = 7; return 0; }
        int nvmlDeviceGetGpuInstanceId(void *device, unsigned *id) { *id = 1; return 0; }
        int nvmlDeviceGetComputeInstanceId(void *device, unsigned *id) { *id = 0; return 0; }
        """
}
