//! Calls of the core, on behalf of an agent.

use contracts::cim_customer::GetCustomerRequest;
use contracts::cim_customer::cim_customer_service_client::CimCustomerServiceClient;
use contracts::conversation_manager::conversation_manager_service_client::ConversationManagerServiceClient;
use contracts::conversation_manager::{
    AppendRequest, AppendResponse, Change, Conversation, GetConversationRequest, ListConversationsRequest, MayReadRequest,
    RaiseReceiptRequest, ReadActivitiesRequest, ReadActivitiesResponse, SignalRequest, change::Kind,
};
use contracts::routing_engine::routing_engine_service_client::RoutingEngineServiceClient;
use errors::Fault;
use ids::Principal;
use runtime::{Context, Peer, call};
use serde_json::Value;

/// Clients of the services that desks need.
#[derive(Clone)]
pub(crate) struct Core {
    conversations: ConversationManagerServiceClient<Peer>,
    customers: CimCustomerServiceClient<Peer>,
    routing: RoutingEngineServiceClient<Peer>,
}

impl Core {
    pub(crate) fn new(cx: &Context) -> Self {
        Self {
            conversations: ConversationManagerServiceClient::new(cx.peer("conversation-manager")),
            customers: CimCustomerServiceClient::new(cx.peer("cim-customer")),
            routing: RoutingEngineServiceClient::new(cx.peer("routing-engine")),
        }
    }

    /// The routing engine's client, for its many small calls.
    pub(crate) fn routing(&self) -> RoutingEngineServiceClient<Peer> {
        self.routing.clone()
    }

    pub(crate) async fn conversation(&self, by: &Principal, id: &str) -> errors::Result<Conversation> {
        let request = GetConversationRequest { conversation_id: id.to_owned() };
        let answer = self.conversations.clone().get_conversation(call(by, request)).await?.into_inner();
        answer.conversation.ok_or_else(|| Fault::not_found("conversation", id))
    }

    pub(crate) async fn read(&self, by: &Principal, request: ReadActivitiesRequest) -> errors::Result<ReadActivitiesResponse> {
        Ok(self.conversations.clone().read_activities(call(by, request)).await?.into_inner())
    }

    pub(crate) async fn append(
        &self,
        by: &Principal,
        conversation_id: &str,
        request_id: &str,
        change: Kind,
    ) -> errors::Result<AppendResponse> {
        let request = AppendRequest {
            request_id: request_id.to_owned(),
            conversation_id: conversation_id.to_owned(),
            change: Some(Change { kind: Some(change) }),
        };
        Ok(self.conversations.clone().append(call(by, request)).await?.into_inner())
    }

    pub(crate) async fn signal(&self, by: &Principal, request: SignalRequest) -> errors::Result<()> {
        self.conversations.clone().signal(call(by, request)).await?;
        Ok(())
    }

    pub(crate) async fn raise_receipt(&self, by: &Principal, request: RaiseReceiptRequest) -> errors::Result<()> {
        self.conversations.clone().raise_receipt(call(by, request)).await?;
        Ok(())
    }

    pub(crate) async fn past(&self, by: &Principal, request: ListConversationsRequest) -> errors::Result<Vec<Conversation>> {
        Ok(self.conversations.clone().list_conversations(call(by, request)).await?.into_inner().conversations)
    }

    /// Whether the agent, or somebody of their team, took part in the conversation.
    pub(crate) async fn may_read(&self, by: &Principal, conversation_id: &str) -> errors::Result<bool> {
        let request = MayReadRequest { conversation_id: conversation_id.to_owned() };
        Ok(self.conversations.clone().may_read(call(by, request)).await?.into_inner().may)
    }

    /// The customer's document; null if they were erased.
    pub(crate) async fn customer(&self, by: &Principal, id: &str) -> errors::Result<Value> {
        let request = GetCustomerRequest { customer_id: id.to_owned() };
        match self.customers.clone().get_customer(call(by, request)).await {
            Ok(answer) => {
                let customer = answer.into_inner().customer.unwrap_or_default();
                Ok(serde_json::from_slice(&customer.document_json).unwrap_or_default())
            }
            Err(status) if status.code() == tonic::Code::NotFound => Ok(Value::Null),
            Err(status) => Err(status.into()),
        }
    }
}
