package import Hardware

extension ContainerEdits {
    /// Tells Gaudi's libraries what a container has: its devices by the numbers of their nodes, and by their places on the
    /// board, where the driver says them of all. A runtime keeps the last value of a variable, so they are set only where
    /// these are all Gaudis of a container.
    package static func gaudiVariables(of accelerators: [Accelerator]) -> [String] {
        let gaudis = accelerators.filter(\.isGaudi)
        let numbers = gaudis.compactMap(\.nodeNumber)
        guard !gaudis.isEmpty, numbers.count == gaudis.count else { return [] }
        let modules = gaudis.compactMap(\.module)
        return ["HABANA_VISIBLE_DEVICES=\(numbers.map(String.init).joined(separator: ","))"]
            + (modules.count < gaudis.count
                ? [] : ["HABANA_VISIBLE_MODULES=\(modules.map(String.init).joined(separator: ","))"])
    }
}

extension Accelerator {
    package var isGaudi: Bool { function.driver == "habanalabs" && attachment == .native }

    /// N of `/dev/accel/accelN`, or of `/dev/hlN`.
    fileprivate var nodeNumber: UInt? {
        guard let path = nodes.first(where: { $0.kind == .accel })?.path else { return nil }
        return UInt(String(path.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()))
    }
}
