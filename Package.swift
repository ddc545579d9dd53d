// swift-tools-version: 6.2
import PackageDescription

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

/// Targets that touch a C library: every unsafe step is spelled out.
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

let package = Package(
    name: "apus",
    products: [
        .executable(name: "apus", targets: ["apus"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    ],
    targets: [
        systemLibrary("CPCI", pkgConfig: "libpci", apt: "libpci-dev"),
        systemLibrary("CUdev", pkgConfig: "libudev", apt: "libudev-dev"),
        systemLibrary("CJSONC", pkgConfig: "json-c", apt: "libjson-c-dev"),
        systemLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        .target(
            name: "CPCIGuard", dependencies: ["CPCI"], path: "Sources/CLibraries/CPCIGuard",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        part("", "Hardware"),

        part("Discovery", "Sysfs", ["Hardware"], settings: strictMemory),
        part("Discovery", "LibPCI", ["Hardware", "CPCI", "CPCIGuard"], settings: strictMemory),
        part("Discovery", "LibUdev", ["Hardware", "CUdev"], settings: strictMemory),
        part("Discovery", "Survey", ["Hardware", "Sysfs", "LibPCI", "LibUdev"]),
        part("Discovery", "Recording", ["Hardware", "Sysfs"], settings: strictMemory),

        part("Rendering", "Documents", ["CJSONC", "CYAML"], settings: strictMemory),
        part("Rendering", "CDI", ["Hardware", "Documents"]),
        part("Rendering", "ResourceSlices", ["Hardware", "Documents"]),
        part("Rendering", "InventoryViews", ["Hardware", "Documents"]),

        part("Publishing", "AtomicFiles", [system]),
        part("Publishing", "SpecDirectory", ["AtomicFiles", "CDI", system]),

        part("Agent", "Configuration", ["Hardware", "Documents", "CDI", "ResourceSlices", system]),
        .executableTarget(
            name: "apus",
            dependencies: [
                argumentParser, "Hardware", "Sysfs", "Survey", "Recording", "Documents", "CDI", "ResourceSlices",
                "InventoryViews", "AtomicFiles", "SpecDirectory", "Configuration",
            ],
            path: "Sources/apus", swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Hardware", "CIsolation", system], path: "Tests/Support",
            swiftSettings: strict),
        // Apart from TestSupport, so that generate-host can be built where the testing library is not, statically.
        .target(name: "HostBuilding", dependencies: ["Hardware"], path: "Tests/HostBuilding", swiftSettings: strict),
        .executableTarget(
            name: "generate-host", dependencies: [argumentParser, "HostBuilding"], path: "Tests/GenerateHost",
            swiftSettings: strict),
        .target(
            name: "CIsolation", path: "Tests/CIsolation", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        tests("HostBuilding", ["HostBuilding", "Hardware"]),
        tests("Hardware", ["Hardware"]),
        tests("Sysfs", ["Sysfs", "Hardware"]),
        tests("LibUdev", ["LibUdev"]),
        tests("LibPCI", ["LibPCI", "Hardware", "HostBuilding"]),
        tests("Survey", ["Survey", "Sysfs", "LibPCI", "Recording", "Hardware", "HostBuilding"]),
        tests("Recording", ["Recording", "Survey", "Sysfs", "Hardware"]),
        tests("Documents", ["Documents"]),
        tests("CDI", ["CDI", "Hardware", "Documents"]),
        tests("ResourceSlices", ["ResourceSlices", "Hardware", "Documents"]),
        tests("AtomicFiles", ["AtomicFiles", system]),
        tests("SpecDirectory", ["SpecDirectory", "AtomicFiles", "CDI", system]),
        // Examples and documentation are checked through the command, so it has to be built.
        tests("Command", ["apus", "Documents", "HostBuilding"]),
        tests("CDIExamples", ["apus"]),
        tests("Documentation", ["apus"]),
        tests("Configuration", ["Configuration", "Hardware", "Documents", "CDI", "ResourceSlices", system]),
    ]
)

if isFuzzing {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CLibFuzzer", "Hardware", "Sysfs", "Survey", "Recording", "Documents", "CDI", "InventoryViews",
                "Configuration", system,
            ],
            path: "Tests/Fuzz", exclude: ["CLibFuzzer", "Seeds", "Dictionaries"], swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
}
