//! Every method of every gRPC service, by hand; a test holds the list against the contracts.

/// What another tenant is answered whose people name what is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is not there.
    Refused,
    /// Something of the other tenant's own, such as an empty list: it must not show anything of ours.
    Own,
}
use Answer::{Own, Refused};

/// Service without `switchboard.`, method, what is answered.
pub(super) const METHODS: &[(&str, &str, Answer)] = &[
    ("ccm.v1.CcmService", "ResolveHost", Own),
    ("ccm.v1.CcmService", "GetChannel", Refused),
    ("ccm.v1.CcmService", "StartSession", Refused),
    ("ccm.v1.CcmService", "GetSession", Own),
    ("ccm.v1.CcmService", "ReceiveMessage", Refused),
    ("ccm.v1.CcmService", "ReceiveSignal", Refused),
    ("ccm.v1.CcmService", "ReceiveReceipt", Refused),
    ("ccm.v1.CcmService", "EndSession", Refused),
    ("ccm.v1.CcmService", "ReadSession", Refused),
    ("ccm.v1.CcmService", "ResolveChannel", Refused),
    ("ccm.v1.CcmService", "ReceiveInbound", Refused),
    ("ccm.v1.CcmService", "ReceiveStatus", Own),
    ("ccm.v1.CcmService", "ReportAttempt", Refused),
    ("ccm.v1.CcmService", "ReadOutbound", Refused),
    ("cim_customer.v1.CimCustomerService", "IdentifyCustomer", Own),
    ("cim_customer.v1.CimCustomerService", "GetCustomer", Refused),
    ("conversation_manager.v1.ConversationManagerService", "OpenConversation", Own),
    ("conversation_manager.v1.ConversationManagerService", "Append", Refused),
    ("conversation_manager.v1.ConversationManagerService", "Signal", Refused),
    ("conversation_manager.v1.ConversationManagerService", "RaiseReceipt", Refused),
    ("conversation_manager.v1.ConversationManagerService", "GetConversation", Refused),
    ("conversation_manager.v1.ConversationManagerService", "ReadActivities", Own),
    ("conversation_manager.v1.ConversationManagerService", "MayRead", Own),
    ("conversation_manager.v1.ConversationManagerService", "ListConversations", Own),
    ("file_engine.v1.FileEngineService", "OpenUpload", Own),
    ("file_engine.v1.FileEngineService", "AttachFile", Refused),
    ("file_engine.v1.FileEngineService", "GetFile", Refused),
    ("routing_engine.v1.RoutingEngineService", "AssignResource", Refused),
    ("routing_engine.v1.RoutingEngineService", "RevokeResource", Own),
    ("routing_engine.v1.RoutingEngineService", "ReleaseConversation", Own),
    ("routing_engine.v1.RoutingEngineService", "AcceptTask", Refused),
    ("routing_engine.v1.RoutingEngineService", "DeclineTask", Refused),
    ("routing_engine.v1.RoutingEngineService", "LeaveTask", Refused),
    ("routing_engine.v1.RoutingEngineService", "FinishWrapUp", Refused),
    ("routing_engine.v1.RoutingEngineService", "LoginAgent", Own),
    ("routing_engine.v1.RoutingEngineService", "LogoutAgent", Own),
    ("routing_engine.v1.RoutingEngineService", "SetAgentState", Own),
    ("routing_engine.v1.RoutingEngineService", "SetMrdState", Refused),
    ("routing_engine.v1.RoutingEngineService", "ReportPresence", Own),
    ("routing_engine.v1.RoutingEngineService", "GetAgent", Refused),
    ("routing_engine.v1.RoutingEngineService", "TransferTask", Refused),
    ("routing_engine.v1.RoutingEngineService", "InviteAgent", Refused),
    ("routing_engine.v1.RoutingEngineService", "WithdrawInvitation", Refused),
    ("routing_engine.v1.RoutingEngineService", "ConvertConsultation", Refused),
    ("routing_engine.v1.RoutingEngineService", "JoinConversation", Refused),
    ("routing_engine.v1.RoutingEngineService", "FetchRequest", Refused),
    ("routing_engine.v1.RoutingEngineService", "ChangeRequest", Refused),
    ("routing_engine.v1.RoutingEngineService", "ExplainRequest", Refused),
    ("routing_engine.v1.RoutingEngineService", "ListQueues", Own),
    ("routing_engine.v1.RoutingEngineService", "GetBoard", Own),
    ("routing_engine.v1.RoutingEngineService", "FlushQueue", Refused),
    ("routing_engine.v1.RoutingEngineService", "ListFetchable", Own),
];
