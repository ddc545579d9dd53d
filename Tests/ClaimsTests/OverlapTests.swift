import Documents
import Hardware
import Testing

@testable import Claims

@Suite("A device that shares its hardware with one that is held") struct OverlapTests {
    private let other = reference("2a1d-0002", name: "other")

    /// The GPU 1 is a virtual function of the GPU 0.
    private let functions = Inventory.machine { accelerators in
        let physical = accelerators[0].address
        accelerators[0].function.sriov = .physical(
            PhysicalFunction(
                totalVFs: 7, enabledVFs: 1, virtualFunctions: [.init(index: 0, address: accelerators[1].address)]))
        accelerators[1].function.sriov = .virtual(of: physical, index: 0)
    }

    /// The GPU 1 is a partition of the GPU 0.
    private let partitions = Inventory.machine { accelerators in
        let whole = accelerators[0]
        accelerators[1].function = whole.function
        accelerators[1].partition = Partition(parent: whole.name, division: .compute(mode: "CPX"), index: 0)
    }

    private func chosen(_ index: Int, in inventory: Inventory, isAdministrative: Bool = false) -> Chosen {
        var chosen = Chosen(device: inventory.accelerators[index].name.description)
        if isAdministrative { chosen.more = [.init("adminAccess", true)] }
        return chosen
    }

    private func expectRefusal(of part: Int, beside holder: Int, on node: NodeDevices) throws {
        let held = chosen(holder, in: node.surveyed.inventory)
        let claim = try #require(try decide([held], as: other, on: node))
        let wanted = chosen(part, in: node.surveyed.inventory)
        #expect(
            throws: PreparationError.partlyHeld(reference(), device: wanted.device, with: held.device, by: other)
        ) { try decide([wanted], on: node, beside: [claim]) }
    }

    @Test(arguments: [PhysicalFunctionPolicy.hide, .counters])
    func `is refused: a virtual function beside its physical one, and the other way round`(
        policy: PhysicalFunctionPolicy
    ) throws {
        let node = NodeDevices.machine(functions, physicalFunctions: policy)
        try expectRefusal(of: 1, beside: 0, on: node)
        try expectRefusal(of: 0, beside: 1, on: node)
    }

    @Test func `is refused: a partition beside its card, and the other way round`() throws {
        let node = NodeDevices.machine(partitions, physicalFunctions: .offer)
        try expectRefusal(of: 1, beside: 0, on: node)
        try expectRefusal(of: 0, beside: 1, on: node)
    }

    @Test func `is given where functions are offered as if they were independent`() throws {
        let node = NodeDevices.machine(functions, physicalFunctions: .offer)
        let claim = try #require(try decide([chosen(0, in: functions)], as: other, on: node))
        #expect(try decide([chosen(1, in: functions)], on: node, beside: [claim]) != nil)
    }

    @Test func `is given to an administrator, and beside one`() throws {
        let node = NodeDevices.machine(functions)
        for isHolder in [true, false] {
            let held = chosen(0, in: functions, isAdministrative: isHolder)
            let claim = try #require(try decide([held], as: other, on: node))
            let wanted = chosen(1, in: functions, isAdministrative: !isHolder)
            #expect(try decide([wanted], on: node, beside: [claim]) != nil)
        }
    }

    @Test func `is no device whose name merely begins alike`() throws {
        let node = NodeDevices.machine(functions)
        let claim = try #require(try decide([.gpu(3)], as: other, on: node))
        #expect(try decide([.gpu(2)], on: node, beside: [claim]) != nil)
    }
}
