import Hardware
import Testing

@Suite("A product name")
struct ProductNameTests {
    struct Row: CustomTestStringConvertible {
        let entry: String
        let product: String?
        let architecture: String?
        let family: String?
        let model: String?

        var testDescription: String { entry }
    }

    @Test(arguments: [
        Row(entry: "DG2 [Arc A770]", product: "Arc A770", architecture: "DG2", family: "Arc", model: "A770"),
        Row(
            entry: "GA102 [GeForce RTX 3090]", product: "GeForce RTX 3090", architecture: "GA102",
            family: "GeForce RTX", model: "3090"),
        Row(entry: "GA107GL [A2 / A16]", product: "A2 / A16", architecture: "GA107GL", family: nil, model: "A2 / A16"),
        Row(
            entry: "ATS-M [Data Center GPU Flex 170]", product: "Data Center GPU Flex 170", architecture: "ATS-M",
            family: "Data Center GPU Flex", model: "170"),
        Row(
            entry: "Alder Lake-P GT2 [Iris Xe Graphics]", product: "Iris Xe Graphics", architecture: "Alder Lake-P GT2",
            family: nil, model: "Iris Xe Graphics"),
        Row(entry: "Lunar Lake NPU", product: "Lunar Lake NPU", architecture: nil, family: nil, model: nil),
        Row(entry: "[Arc A770]", product: "Arc A770", architecture: nil, family: "Arc", model: "A770"),
        Row(entry: "Odd []", product: "Odd []", architecture: nil, family: nil, model: nil),
        Row(entry: "Odd ]", product: "Odd ]", architecture: nil, family: nil, model: nil),
        Row(
            entry: "Chip [one] [Two 2]", product: "Two 2", architecture: "Chip [one]", family: "Two", model: "2"),
    ])
    func `comes apart into architecture, family and model`(row: Row) {
        let name = ProductName(entry: row.entry)
        #expect(name.product == row.product)
        #expect(name.architecture == row.architecture)
        #expect(name.family == row.family)
        #expect(name.model == row.model)
    }

    @Test func `is the driver's, where that says one`() {
        let both = ProductName(vendor: "NVIDIA Corporation", entry: "GH100 [H100 SXM5 80GB]", driverName: "NVIDIA H100")
        #expect(both.product == "NVIDIA H100")
        #expect(both.productSource == .driver)
        #expect(both.architecture == "GH100")
        #expect(ProductName(driverName: "NVIDIA H200").product == "NVIDIA H200")
        #expect(ProductName(entry: "DG2 [Arc A770]").productSource == .pciIDs)
        #expect(ProductName(vendor: "Intel Corporation").productSource == nil)
    }

    @Test func `that pci.ids does not have is absent in all its parts`() {
        let name = ProductName(vendor: "Intel Corporation")
        #expect(name.product == nil && name.architecture == nil && name.family == nil && name.model == nil)
    }
}
