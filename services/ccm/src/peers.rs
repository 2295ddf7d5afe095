//! The services behind the door.

use contracts::cim_customer::cim_customer_service_client::CimCustomerServiceClient;
use contracts::cim_customer::{IdentifyCustomerRequest, IdentifyCustomerResponse};
use contracts::conversation_manager::conversation_manager_service_client::ConversationManagerServiceClient;
use contracts::conversation_manager::{
    ActivityEvent, AppendRequest, AppendResponse, Change, Conversation, GetConversationRequest, OpenConversationRequest,
    RaiseReceiptRequest, ReadActivitiesRequest, ReadActivitiesResponse, SignalRequest, change::Kind,
};
use ids::{Principal, TenantId};
use runtime::{Context, Peer, call};

/// Clients of the services that ccm calls.
#[derive(Clone)]
pub(crate) struct Peers {
    conversations: ConversationManagerServiceClient<Peer>,
    customers: CimCustomerServiceClient<Peer>,
}

fn own(tenant: &TenantId) -> Principal {
    Principal::service(tenant.clone(), "ccm")
}

impl Peers {
    pub(crate) fn new(cx: &Context) -> Self {
        Self {
            conversations: ConversationManagerServiceClient::new(cx.peer("conversation-manager")),
            customers: CimCustomerServiceClient::new(cx.peer("cim-customer")),
        }
    }

    pub(crate) async fn identify(&self, tenant: &TenantId, request: IdentifyCustomerRequest) -> errors::Result<IdentifyCustomerResponse> {
        Ok(self.customers.clone().identify_customer(call(&own(tenant), request)).await?.into_inner())
    }

    pub(crate) async fn open_conversation(&self, tenant: &TenantId, customer_id: &str) -> errors::Result<String> {
        let request = OpenConversationRequest { customer_id: customer_id.to_owned() };
        Ok(self.conversations.clone().open_conversation(call(&own(tenant), request)).await?.into_inner().conversation_id)
    }

    pub(crate) async fn append(
        &self,
        tenant: &TenantId,
        conversation_id: &str,
        request_id: &str,
        change: Kind,
    ) -> errors::Result<AppendResponse> {
        let request = AppendRequest {
            request_id: request_id.to_owned(),
            conversation_id: conversation_id.to_owned(),
            change: Some(Change { kind: Some(change) }),
        };
        Ok(self.conversations.clone().append(call(&own(tenant), request)).await?.into_inner())
    }

    pub(crate) async fn signal(&self, tenant: &TenantId, request: SignalRequest) -> errors::Result<()> {
        self.conversations.clone().signal(call(&own(tenant), request)).await?;
        Ok(())
    }

    pub(crate) async fn raise_receipt(&self, tenant: &TenantId, request: RaiseReceiptRequest) -> errors::Result<()> {
        self.conversations.clone().raise_receipt(call(&own(tenant), request)).await?;
        Ok(())
    }

    pub(crate) async fn read(&self, tenant: &TenantId, request: ReadActivitiesRequest) -> errors::Result<ReadActivitiesResponse> {
        Ok(self.conversations.clone().read_activities(call(&own(tenant), request)).await?.into_inner())
    }

    /// The row of the log that an event is about.
    pub(crate) async fn row(&self, event: &bus::Envelope) -> errors::Result<ActivityEvent> {
        runtime::log::row(&self.conversations, "ccm", event).await
    }

    pub(crate) async fn conversation(&self, tenant: &TenantId, id: &str) -> errors::Result<Conversation> {
        let request = GetConversationRequest { conversation_id: id.to_owned() };
        let answer = self.conversations.clone().get_conversation(call(&own(tenant), request)).await?.into_inner();
        Ok(answer.conversation.unwrap_or_default())
    }
}
