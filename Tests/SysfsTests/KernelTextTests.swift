import Hardware
import Sysfs
import Testing

@Suite("The kernel's text")
struct KernelTextTests {
    @Test func `gives majors of character devices only`() {
        let devices = CharacterDevices(
            procDevices:
                "Character devices:\n  1 mem\n195 nvidia-frontend\n509 nvidia-uvm\n\nBlock devices:\n 259 nvidia\n")
        #expect(devices.major(of: "nvidia-frontend", "nvidia") == 195)
        #expect(devices.major(of: "nvidia") == nil)
        #expect(devices.major(of: "nvidia-uvm") == 509)
    }

    @Test func `gives properties as they stand, and none for what is empty`() {
        let properties = UeventProperties("DRIVER=xe\nPCI_ID=8086:56A0\nODD=a=b\nEMPTY=\nnonsense\n")
        #expect(properties["DRIVER"] == "xe")
        #expect(properties["ODD"] == "a=b")
        #expect(properties["EMPTY"] == nil)
        #expect(properties["DRIVE"] == nil)
        #expect(properties.ids("PCI_ID")?.vendor == PCIID(0x8086))
        #expect(properties.ids("PCI_ID")?.device == PCIID(0x56a0))
        #expect(properties.ids("DRIVER") == nil)
    }

    @Test(arguments: ["226", "226:", ":0", "226:0:1", "a:b", "226:-1", ""])
    func `that is no device number gives none`(text: String) {
        #expect(DeviceNumber(dev: text) == nil)
    }

    @Test func `of an NVIDIA GPU leaves unknown what the driver does not know yet`() {
        let asleep = NVIDIAGPU(
            information: "Model: \t\t NVIDIA A2\nGPU UUID: \t GPU-????????-????-????\nVideo BIOS: \t ??.??.??\n"
                + "Device Minor: \t 3\nGPU Firmware: \t N/A\nGPU Excluded:\t No\n")
        #expect(asleep.minor == 3)
        #expect(asleep.uuid == nil && asleep.vbiosVersion == nil && asleep.firmwareVersion == nil)
        #expect(!asleep.isExcluded)
        let awake = NVIDIAGPU(information: "GPU UUID: \t GPU-1234\nGPU Excluded:\t Yes\nDevice Minor: \t x\n")
        #expect(awake.uuid == "GPU-1234")
        #expect(awake.isExcluded)
        #expect(awake.minor == nil)
    }
}
