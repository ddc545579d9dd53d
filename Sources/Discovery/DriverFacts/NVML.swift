private import Glibc

/// NVIDIA's management library, opened where it is installed. Everything it says is optional: an older library lacks
/// functions, and a GPU may not support one. It is never shut down: the process ends with what it was opened for, and the
/// library can do no more harm.
@safe struct NVML {
    private let library: UnsafeMutableRawPointer

    /// A GPU or a MIG instance.
    @safe struct Device {
        fileprivate let handle: UnsafeMutableRawPointer
    }

    /// Loads and starts the library, but leaves GPUs alone that are not asked about.
    init(path: String) throws(NVMLError) {
        guard let library = unsafe dlopen(path, RTLD_NOW) else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) }
            throw .unloadable(path, reason: reason ?? "the loader does not say why")
        }
        unsafe self.library = unsafe library
        try start()
    }

    private func start() throws(NVMLError) {
        let code: Int32
        if let start = function("nvmlInitWithFlags", (@convention(c) (UInt32) -> Int32).self) {
            let doNotAttach: UInt32 = 2
            code = start(doNotAttach)
        } else if let start = function("nvmlInit_v2", (@convention(c) () -> Int32).self) {
            code = start()
        } else {
            throw .incomplete
        }
        guard code == 0 else { throw .refused("to start", reason: reason(code)) }
    }

    func device(at address: String) throws(NVMLError) -> Device {
        typealias Call =
            @convention(c) (UnsafePointer<CChar>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Int32
        guard let find = unsafe function("nvmlDeviceGetHandleByPciBusId_v2", Call.self) else { throw .incomplete }
        var handle: UnsafeMutableRawPointer?
        let code = unsafe find(address, &handle)
        guard code == 0, let handle = unsafe handle else {
            throw .refused("to show the GPU", reason: reason(code))
        }
        return unsafe Device(handle: handle)
    }

    /// The MIG instance at a place, of which not each has one.
    func instance(_ index: UInt32, of device: Device) -> Device? {
        typealias Call =
            @convention(c) (
                UnsafeMutableRawPointer, UInt32, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
            ) -> Int32
        guard let find = unsafe function("nvmlDeviceGetMigDeviceHandleByIndex", Call.self) else { return nil }
        var handle: UnsafeMutableRawPointer?
        guard unsafe find(device.handle, index, &handle) == 0, let handle = unsafe handle else { return nil }
        return unsafe Device(handle: handle)
    }

    /// `12040` is 12.4.
    var cudaDriverVersion: Int32? {
        typealias Call = @convention(c) (UnsafeMutablePointer<Int32>?) -> Int32
        guard let ask = unsafe function("nvmlSystemGetCudaDriverVersion_v2", Call.self) else { return nil }
        var version: Int32 = 0
        return unsafe ask(&version) == 0 ? version : nil
    }

    func text(_ name: String, of device: Device) -> String? {
        typealias Call = @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<CChar>?, UInt32) -> Int32
        guard let ask = unsafe function(name, Call.self) else { return nil }
        // One more than the library is told of, so that the text ends whatever it does.
        var buffer = [CChar](repeating: 0, count: 97)
        guard unsafe ask(device.handle, &buffer, 96) == 0 else { return nil }
        let text = String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }

    func number(_ name: String, of device: Device) -> UInt32? {
        typealias Call = @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<UInt32>?) -> Int32
        guard let ask = unsafe function(name, Call.self) else { return nil }
        var number: UInt32 = 0
        return unsafe ask(device.handle, &number) == 0 ? number : nil
    }

    func pair(_ name: String, of device: Device) -> (UInt32, UInt32)? {
        typealias Call =
            @convention(c) (
                UnsafeMutableRawPointer, UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<UInt32>?
            ) -> Int32
        guard let ask = unsafe function(name, Call.self) else { return nil }
        var pair: (UInt32, UInt32) = (0, 0)
        return unsafe ask(device.handle, &pair.0, &pair.1) == 0 ? pair : nil
    }

    /// The first of `nvmlMemory_t`'s three numbers: total, free, used.
    func totalMemory(of device: Device) -> UInt64? {
        typealias Call = @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<UInt64>?) -> Int32
        guard let ask = unsafe function("nvmlDeviceGetMemoryInfo", Call.self) else { return nil }
        var memory: [UInt64] = [0, 0, 0]
        return unsafe ask(device.handle, &memory) == 0 && memory[0] > 0 ? memory[0] : nil
    }

    private func reason(_ code: Int32) -> String {
        typealias Call = @convention(c) (Int32) -> UnsafePointer<CChar>?
        let text = unsafe function("nvmlErrorString", Call.self).flatMap { unsafe $0(code) }
        return unsafe text.map { unsafe "\(String(cString: $0)) (\(code))" } ?? "code \(code)"
    }

    private func function<Call>(_ name: String, _ type: Call.Type) -> Call? {
        unsafe dlsym(library, name).map { unsafe unsafeBitCast($0, to: type) }
    }
}

/// Why NVIDIA's library tells nothing. Descriptions are sentences without a final stop.
package enum NVMLError: Error, Hashable, CustomStringConvertible {
    case unloadable(String, reason: String)
    case incomplete
    case refused(String, reason: String)

    package var description: String {
        switch self {
        case .unloadable(let path, let reason): "\(path) cannot be loaded: \(reason)"
        case .incomplete: "the driver's library lacks functions that each of its versions has"
        case .refused(let what, let reason): "the driver's library refuses \(what): \(reason)"
        }
    }
}
