// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A room of the house: one subject, one folder, and the rooms it may import.
func room(_ name: String, _ imports: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: imports, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ imports: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: imports, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "lianban",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "lianban", targets: ["lianban"]),
        .library(name: "FEEL", targets: ["FEEL"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev", "libcairo2-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CAllocator", providers: [.apt(["libmimalloc-dev"])]),
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

        room("Vocabulary"),
        room("FEEL"),
        room("Catalog", ["Vocabulary", "FEEL", yams]),
        room("Ledger", ["Vocabulary", "CCrypto", "CPQ", "CSQLite", grdb, sqlite]),
        room("Registry", ["Vocabulary", "Ledger", "CZip"]),
        room("Eligibility", ["Vocabulary", "FEEL", "Catalog", "Ledger", "Registry"]),
        room("Cases", ["Vocabulary", "FEEL", "Catalog", "Ledger", "Registry"]),
        room("Exchange", ["Vocabulary", "Catalog", "Ledger", "Registry", "Cases", yams, httpClient, logging]),
        room("Access", ["Vocabulary", "Ledger", "CCrypto", httpClient]),
        room("Documents", ["Vocabulary", "CCairo", "CQREncode"]),
        room(
            "Web",
            [
                "Vocabulary", "FEEL", "Catalog", "Ledger", "Registry", "Eligibility", "Cases", "Exchange", "Access",
                "Documents", hummingbird, httpTypes, logging,
            ]),
        room("Simulation", ["Vocabulary", "FEEL", "Catalog", "Ledger", "Registry", "Cases", "Exchange", logging]),
        .executableTarget(
            name: "lianban",
            dependencies: [
                "Vocabulary", "FEEL", "Catalog", "Ledger", "Registry", "Eligibility", "Cases", "Exchange", "Access",
                "Documents", "Simulation", "Web", "CAllocator", grdb, sqlite, arguments, yams,
                logging, lifecycle, hummingbird, httpClient, configuration,
            ],
            swiftSettings: strict),

        tests("Vocabulary", ["Vocabulary"]),
        tests("FEEL", ["FEEL"]),
        tests("Catalog", ["Catalog", "FEEL", "Vocabulary"]),
        // Programs of other makers that tests start, a PostgreSQL of their own among them.
        .target(name: "TestPrograms", path: "Tests/TestPrograms", swiftSettings: strict),
        tests("Ledger", ["Ledger", "Vocabulary", "TestPrograms"]),
        tests("Registry", ["Registry", "Ledger", "Vocabulary", "CZip"]),
        tests(
            "Eligibility", ["Eligibility", "Catalog", "FEEL", "Ledger", "Registry", "Vocabulary", "TestPrograms"]),
        tests("Cases", ["Cases", "Catalog", "Ledger", "Registry", "Simulation", "Vocabulary"]),
        tests(
            "Exchange",
            ["Exchange", "Cases", "Catalog", "Ledger", "Registry", "Vocabulary", "TestPrograms", hummingbird]),
        tests("Access", ["Access", "CCrypto", "Ledger", "Vocabulary"]),
        tests("Documents", ["Documents", "Vocabulary", "TestPrograms"]),
        tests(
            "Web",
            [
                "Web", "Access", "Cases", "Exchange", "Eligibility", "Catalog", "Documents", "Ledger", "Registry",
                "Vocabulary", "TestPrograms", hummingbird, hummingbirdTesting, httpTypes,
            ]),
        .testTarget(
            name: "TidyTests", dependencies: ["Access", "Cases", "Catalog", "Eligibility", "Exchange", "Ledger"],
            path: "Tests/TidyTests",
            swiftSettings: strict),
    ]
)
