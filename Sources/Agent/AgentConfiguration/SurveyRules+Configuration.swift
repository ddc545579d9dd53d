package import Survey

extension SurveyRules {
    package init(_ configuration: Configuration) {
        self.init(
            selection: configuration.candidates, physicalFunctionWithVFs: configuration.physicalFunctionWithVFs,
            attachments: configuration.attachments, vfio: configuration.vfio,
            nameList: configuration.pciIDs)
    }
}
