import AgentLoop
import Claims

/// The loop tells of each survey, and keeps announced what claims hold.
extension ClaimPreparer: DeviceHolder {}
