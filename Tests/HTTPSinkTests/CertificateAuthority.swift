import NIOSSL
import TestSupport
import Testing

/// A private CA of one test, and the certificates that it signs.
struct CertificateAuthority {
    private let directory: TemporaryDirectory

    init() async throws {
        directory = try TemporaryDirectory()
        try await Self.openSSL(["req", "-x509", "-subj", "/CN=Test CA"] + Self.newKey(in: directory, "ca"))
    }

    /// The file of the CA's own certificate.
    var file: String { "\(directory.path)/ca.pem" }

    /// A certificate with its key.
    struct Pair {
        let certificate: String
        let key: String
        /// Kept for as long as somebody may want the files.
        var directory: TemporaryDirectory?

        var leaf: NIOSSLCertificate? { (try? NIOSSLCertificate.fromPEMFile(certificate))?.first }

        /// What a server needs that shows this certificate, and wants one from the given CA where there is one.
        func serverContext(clientsFrom ca: CertificateAuthority? = nil) throws -> NIOSSLContext {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            if let ca {
                configuration.certificateVerification = .noHostnameVerification
                configuration.trustRoots = .file(ca.file)
            }
            return try NIOSSLContext(configuration: configuration)
        }
    }

    func issue(_ name: String, for hosts: String = "DNS:localhost,IP:127.0.0.1", expired: Bool = false) async throws
        -> Pair
    {
        let request = "\(directory.path)/\(name).csr"
        let pair = pair(name)
        try await Self.openSSL(
            [
                "req", "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(hosts)", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-keyout", pair.key, "-out", request,
            ])
        // `openssl ca` is the one way to dates of the past that both old and new releases have.
        let configuration = try directory.put(
            """
            [ca]
            default_ca = test
            [test]
            database = \(directory.path)/index
            new_certs_dir = \(directory.path)
            rand_serial = yes
            default_md = sha256
            policy = names
            copy_extensions = copy
            [names]
            commonName = supplied

            """, at: "ca.cnf")
        _ = try directory.put("", at: "index")
        try await Self.openSSL(
            [
                "ca", "-batch", "-notext", "-config", configuration, "-cert", file, "-keyfile",
                "\(directory.path)/ca.key", "-in", request, "-out", pair.certificate,
            ] + (expired ? ["-startdate", "200101000000Z", "-enddate", "200102000000Z"] : ["-days", "2"]))
        return pair
    }

    func issueSelfSigned(_ name: String) async throws -> Pair {
        try await Self.openSSL(
            [
                "req", "-x509", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            ] + Self.newKey(in: directory, name))
        return pair(name)
    }

    private func pair(_ name: String) -> Pair {
        Pair(certificate: "\(directory.path)/\(name).pem", key: "\(directory.path)/\(name).key", directory: directory)
    }

    private static func newKey(in directory: TemporaryDirectory, _ name: String) -> [String] {
        [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            "\(directory.path)/\(name).key", "-out", "\(directory.path)/\(name).pem", "-days", "2",
        ]
    }

    private static func openSSL(_ arguments: [String]) async throws {
        let outcome = try #require(await Program("/usr/bin/env").run(["openssl"] + arguments))
        try #require(outcome.status == 0, "openssl \(arguments): \(outcome.output)")
    }
}
