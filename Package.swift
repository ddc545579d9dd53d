// swift-tools-version: 6.2
import PackageDescription

let version = "0.1.0"

/// `make` sets it when it builds for release; a build by hand names no commit.
let commit = Context.environment["APUS_COMMIT"] ?? ""

/// `make fuzz` sets it: all parts are then instrumented, so that libFuzzer sees which code an input reaches.
let isFuzzing = Context.environment["APUS_FUZZ_TARGETS"] != nil

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .treatAllWarnings(as: .error),
        .treatWarning("DeprecatedDeclaration", as: .warning),
    ] + (isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer"])] : [])

/// Targets that touch a pointer: every unsafe step is spelled out.
let strictMemory: [SwiftSetting] = strict + [.strictMemorySafety()]

func systemLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func part(
    _ room: String, _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = strict
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: room.isEmpty ? "Sources/\(name)" : "Sources/\(room)/\(name)",
        swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)Tests",
        swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let grpcCore: Target.Dependency = .product(name: "GRPCCore", package: "grpc-swift-2")
let grpcProtobuf: Target.Dependency = .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let grpcTransport: Target.Dependency = .product(
    name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")

func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

let package = Package(
    name: "apus",
    products: [
        .executable(name: "apus", targets: ["apus"]),
        .executable(name: "apusd", targets: ["apusd"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.11.0"),
        // Runs credential plugins, and programs in tests. Its default traits bring Foundation in.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        // What follows takes minutes to build: only the targets of the network depend on it.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // The default traits of these two bring full Foundation in.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
        // What the kubelet speaks. The default traits of the last bring full Foundation in.
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    ],
    targets: [
        systemLibrary("CPCI", pkgConfig: "libpci", apt: "libpci-dev"),
        systemLibrary("CUdev", pkgConfig: "libudev", apt: "libudev-dev"),
        systemLibrary("CJSONC", pkgConfig: "json-c", apt: "libjson-c-dev"),
        systemLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        .systemLibrary(name: "CLinux", path: "Sources/CLibraries/CLinux"),
        .target(
            name: "CPCIGuard", dependencies: ["CPCI"], path: "Sources/CLibraries/CPCIGuard",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        .target(
            name: "CQuietDispatch", path: "Sources/CLibraries/CQuietDispatch",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        part("", "PrintableText"),
        .target(
            name: "CVersion", path: "Sources/CLibraries/CVersion",
            cSettings: [
                .define("APUS_VERSION", to: "\"\(version)\""), .define("APUS_COMMIT", to: "\"\(commit)\""),
                .unsafeFlags(["-Wall", "-Wextra", "-Werror"]),
            ]),
        part("", "Version", ["CVersion"], settings: strictMemory),

        part("", "Hardware", settings: strictMemory),
        part("", "Files", ["CLinux", system], settings: strictMemory),

        part("Discovery", "Sysfs", ["Hardware", "Files", system], settings: strictMemory),
        part("Discovery", "LibPCI", ["Hardware", "Files", "CPCI", "CPCIGuard", system], settings: strictMemory),
        part("Discovery", "LibUdev", ["Hardware", "CUdev", system], settings: strictMemory),
        part("Discovery", "HostEvents", ["CLinux", "Files", "LibUdev", system], settings: strictMemory),
        part(
            "Discovery", "Survey",
            ["Hardware", "Files", "Sysfs", "LibPCI", "LibUdev", "DriverFiles", "DriverFacts", system]),
        part("Discovery", "DriverFiles", ["Hardware", "Files", "Sysfs", "Documents"]),
        part(
            "Discovery", "DriverFacts", ["Hardware", "Files", "Sysfs", "Documents", "CLinux", system],
            settings: strictMemory),
        part(
            "Discovery", "Recording",
            ["Hardware", "Files", "Sysfs", "DriverFiles", "DriverFacts", "Documents", system],
            settings: strictMemory),

        part("Rendering", "Documents", ["PrintableText", "CJSONC", "CYAML"], settings: strictMemory),
        part("Rendering", "CDI", ["Hardware", "Documents"]),
        part("Rendering", "ResourceSlices", ["Hardware", "Documents"]),
        part("Rendering", "InventoryViews", ["Hardware", "Documents", "PrintableText", "CDI"]),

        part("Publishing", "CDIDirectory", ["Files", "CDI", system]),
        part(
            "Publishing", "Delivery", ["Files", "Documents", "Hardware", "ResourceSlices", system],
            settings: strictMemory),
        part(
            "Publishing", "HTTPExchange",
            [
                "PrintableText", "Files", "Delivery", system, httpClient, nio("NIOCore"), nio("NIOPosix"),
                nio("NIOHTTP1"),
                nioSSL,
            ], settings: strictMemory),
        part(
            "Publishing", "HTTPSink",
            [
                "HTTPExchange", "Delivery", "Documents", "ResourceSlices", system, httpClient, nio("NIOCore"),
                nio("NIOHTTP1"),
            ]),
        part(
            "Publishing", "KubernetesAPI",
            [
                "HTTPExchange", "Delivery", "Documents", "Hardware", "ResourceSlices", system, httpClient, asn1,
                subprocess,
                nio("NIOCore"),
                nio("NIOHTTP1"), nioSSL,
            ]),

        part(
            "Preparation", "Claims",
            ["Documents", "Hardware", "Files", "CDI", "ResourceSlices", system]),
        // Generated from the .proto files beside it by `make protos`.
        .target(
            name: "KubeletProtocol", dependencies: [grpcCore, grpcProtobuf, protobuf],
            path: "Sources/Preparation/KubeletProtocol", exclude: ["Protos", "SHA256SUMS"], swiftSettings: strict),
        part(
            "Preparation", "KubeletPlugin",
            [
                "KubeletProtocol", "Claims", "Delivery", "Files", "Hardware", "HostEvents", grpcCore, grpcTransport,
                grpcProtobuf, protobuf, serviceLifecycle, crypto, system, nio("NIOCore"), nio("NIOPosix"),
            ]),
        part("Preparation", "PodResources", ["KubeletProtocol", "Claims", "Files", grpcCore, grpcTransport, system]),

        part(
            "Agent", "AgentConfiguration",
            ["Delivery", "Hardware", "Files", "Documents", "PrintableText", "CDI", "ResourceSlices", "Survey", system]),
        part(
            "Agent", "AgentLoop",
            [
                "Hardware", "Survey", "HostEvents", "CDI", "ResourceSlices", "CDIDirectory",
                "Delivery", "AgentConfiguration",
                serviceLifecycle, system,
            ]),
        part(
            "Agent", "StatusFile", ["Hardware", "Sysfs", "Documents", "InventoryViews", "Delivery"],
            settings: strictMemory),
        part(
            "Agent", "Operations",
            [
                "AgentLoop", "StatusFile", "Files", "Documents", "Hardware", "PrintableText", "Delivery", logging,
                serviceLifecycle, system,
            ],
            settings: strictMemory),
        part(
            "Agent", "Endpoint",
            [
                "AgentConfiguration", "Operations", "StatusFile", "Hardware", "InventoryViews", "PrintableText",
                "Files",
                "Delivery", "HTTPExchange", hummingbirdCore, httpTypes, nio("NIOCore"), nio("NIOPosix"),
                nio("NIOHTTP1"), nioSSL,
                logging, serviceLifecycle, system,
            ], settings: strictMemory),
        part(
            "", "Diagnosis",
            [
                "Hardware", "Files", "Sysfs", "Documents", "CDI", "InventoryViews", "StatusFile", "Delivery",
                "PrintableText",
            ]),
        .executableTarget(
            name: "apusd",
            dependencies: [
                argumentParser, "AgentLoop", "AgentConfiguration", "Operations", "StatusFile", "Endpoint", "Delivery",
                "HTTPSink",
                "KubernetesAPI", "CDI", "CDIDirectory", "Claims", "KubeletPlugin", "PodResources", "Documents", "Files",
                "Sysfs",
                "Survey",
                "Recording", "Hardware", "HostEvents", "DriverFacts", "DriverFiles", "LibPCI", "ResourceSlices",
                "CLinux", "CQuietDispatch", "Version", logging, serviceLifecycle,
                unixSignals,
                system,
            ],
            path: "Sources/apusd", swiftSettings: strictMemory),
        .executableTarget(
            name: "apus",
            dependencies: [
                argumentParser, "Hardware", "Sysfs", "Survey", "DriverFacts", "Recording", "Documents", "CDI",
                "ResourceSlices", "InventoryViews", "StatusFile", "Diagnosis", "Files", "HostEvents", "LibPCI",
                "CDIDirectory", "AgentConfiguration", "PrintableText", "Version",
                system,
            ],
            path: "Sources/apus", swiftSettings: strictMemory),

        .target(
            name: "TestSupport", dependencies: ["Hardware", "CIsolation", subprocess, system], path: "Tests/Support",
            swiftSettings: strict),
        // Apart from TestSupport, so that generate-host can be built where the testing library is not, statically.
        .target(name: "HostBuilding", dependencies: ["Hardware"], path: "Tests/HostBuilding", swiftSettings: strict),
        .executableTarget(
            name: "generate-host", dependencies: [argumentParser, "HostBuilding", "DriverFiles"],
            path: "Tests/GenerateHost",
            swiftSettings: strict),
        .target(
            name: "Measurement", dependencies: [subprocess, system], path: "Tests/Measurement", swiftSettings: strict),
        .executableTarget(
            name: "measure-latency", dependencies: [argumentParser, "Measurement"], path: "Tests/MeasureLatency",
            swiftSettings: strict),
        .executableTarget(
            name: "measure-cluster", dependencies: [argumentParser, "Measurement", "FakeAPIServer"],
            path: "Tests/MeasureCluster", swiftSettings: strict),
        .executableTarget(
            name: "measure-preparation",
            dependencies: [
                argumentParser, "Measurement", "FakeAPIServer", "Documents", "KubeletPlugin", "KubeletProtocol",
                "KubernetesAPI", "Delivery", "Files", grpcCore, grpcTransport, nio("NIOCore"), nio("NIOPosix"), system,
            ],
            path: "Tests/MeasurePreparation", swiftSettings: strict),
        .target(
            name: "CIsolation", path: "Tests/CIsolation", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        tests("TestSupport", []),
        tests("HostBuilding", ["HostBuilding", "Hardware"]),
        tests("Version", ["Version", "apus", "apusd"]),
        tests("Hardware", ["Hardware"]),
        tests("Sysfs", ["Sysfs", "Hardware"]),
        tests("LibUdev", ["LibUdev", system]),
        tests("LibPCI", ["LibPCI", "Hardware", system]),
        tests("Survey", ["Survey", "Sysfs", "Recording", "Hardware", "HostBuilding", system]),
        tests("DriverFiles", ["DriverFiles", "CDI", "Recording", "Survey", "Sysfs", "Hardware"]),
        tests(
            "DriverFacts",
            ["DriverFacts", "apus", "Recording", "Survey", "Sysfs", "Hardware", system]),
        tests("Recording", ["Recording", "Survey", "Sysfs", "Hardware"]),
        tests("PrintableText", ["PrintableText"]),
        tests("Documents", ["Documents"]),
        tests("CDI", ["CDI", "Hardware", "Documents"]),
        tests("ResourceSlices", ["ResourceSlices", "Hardware", "Documents"]),
        tests("Files", ["Files", system]),
        tests("HostEvents", ["HostEvents", "LibUdev", system]),
        tests(
            "Delivery",
            [
                "Delivery", "SinkContract", "Files", "Documents", "Hardware", "ResourceSlices",
                system,
            ]),
        tests(
            "HTTPSink",
            [
                "HTTPSink", "Delivery", "MisbehavingServer", "SinkContract", "Documents", "Hardware", "ResourceSlices",
                system, nioSSL,
            ]),
        // The behaviour that both network sinks share.
        tests(
            "HTTPExchange",
            [
                "HTTPExchange", "HTTPSink", "KubernetesAPI", "MisbehavingServer", "FakeAPIServer", "Delivery",
                "Documents",
                "Hardware", "ResourceSlices", system, nio("NIOCore"), nioSSL,
            ]),
        tests(
            "KubernetesAPI",
            [
                "KubernetesAPI", "HTTPExchange", "FakeAPIServer", "Delivery", "SinkContract", "Documents", "Hardware",
                "ResourceSlices",
                system, nio("NIOCore"), nio("NIOPosix"),
            ]),
        // Apart from TestSupport, so that measure-cluster can be built where the testing library is not, statically.
        .target(
            name: "FakeAPIServer",
            dependencies: [
                "Documents", "ResourceSlices", nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nioSSL,
            ],
            path: "Tests/FakeAPIServer", swiftSettings: strict),
        // A raw server, for the tests of both network sinks.
        .target(
            name: "MisbehavingServer", dependencies: [nio("NIOCore"), nio("NIOPosix"), nioSSL],
            path: "Tests/MisbehavingServer", swiftSettings: strict),
        // What every sink must do, for the tests of each.
        .target(
            name: "SinkContract", dependencies: ["Delivery", "Documents", "Hardware", "ResourceSlices", "TestSupport"],
            path: "Tests/SinkContract", swiftSettings: strict),
        tests(
            "Claims",
            ["Claims", "CDI", "CDIDirectory", "Documents", "Files", "Hardware", "ResourceSlices", system]),
        // Claims together with a cluster.
        tests(
            "ClaimStory",
            [
                "Claims", "KubernetesAPI", "FakeAPIServer", "CDI", "Delivery", "Documents", "Hardware",
                "ResourceSlices", system,
            ]),
        tests(
            "KubeletPlugin",
            [
                "KubeletPlugin", "KubeletProtocol", "Claims", "Files", "Hardware", grpcCore, grpcTransport, logging,
                serviceLifecycle, system,
            ]),
        tests(
            "PodResources",
            ["PodResources", "KubeletProtocol", "Claims", grpcCore, grpcTransport, system]),
        tests(
            "Operations",
            [
                "Operations", "StatusFile", "AgentLoop", "Hardware", "Documents", "Delivery", logging,
                serviceLifecycle, system,
            ]),
        tests(
            "Endpoint",
            [
                "Endpoint", "AgentConfiguration", "Operations", "StatusFile", "AgentLoop", "Delivery", "Hardware",
                "FakeAPIServer",
                httpClient,
                nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nioSSL,
                logging,
                .product(name: "InMemoryLogging", package: "swift-log"), serviceLifecycle, system,
            ]),
        tests(
            "AgentLoop",
            [
                "AgentLoop", "AgentConfiguration", "Operations", "SinkContract", "Hardware", "CDI",
                "ResourceSlices", "CDIDirectory",
                "Delivery", "Survey", "Sysfs", "HostBuilding", "Files", logging, serviceLifecycle, system,
            ]),
        // A real apusd, driven from outside.
        tests(
            "Daemon",
            [
                "apusd", "mock-host", "FakeAPIServer", "Claims", "KubeletProtocol", "Documents", "CDI", "DriverFiles",
                "Hardware", "HostBuilding", grpcCore, grpcTransport, system,
            ]),
        .systemLibrary(
            name: "CUMockdev", path: "Tests/CUMockdev", pkgConfig: "umockdev-1.0",
            providers: [.apt(["libumockdev-dev"])]),
        .executableTarget(
            name: "mock-host", dependencies: ["CUMockdev"], path: "Tests/MockHost",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        tests("CDIDirectory", ["CDIDirectory", "Files", "CDI", system]),
        // Examples and documentation are checked through the command, so it has to be built.
        tests("Command", ["apus", "Documents", "HostBuilding"]),
        tests("CDIExamples", ["apus"]),
        tests("Documentation", ["apus", "apusd", "HostBuilding"]),
        tests("Packaging", ["apus", "Documents"]),
        tests(
            "AgentConfiguration",
            ["AgentConfiguration", "Delivery", "Hardware", "Documents", "CDI", "ResourceSlices", system]),
    ]
)

if isFuzzing {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CLibFuzzer", "Hardware", "Files", "Sysfs", "Survey", "Recording", "Documents", "CDI", "InventoryViews",
                "AgentConfiguration", "Delivery", "HTTPSink", "KubernetesAPI", "ResourceSlices", "MisbehavingServer",
                "FakeAPIServer", nioSSL, system,
            ],
            path: "Tests/Fuzz", exclude: ["CLibFuzzer", "Seeds", "Dictionaries"], swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
}
