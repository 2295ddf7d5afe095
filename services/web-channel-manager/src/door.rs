//! Calls of ccm, the door to the core.

use std::collections::HashMap;

use contracts::ccm::ccm_service_client::CcmServiceClient;
use contracts::ccm::{
    Channel, EndSessionRequest, GetChannelRequest, GetSessionRequest, ReadSessionRequest, ReadSessionResponse, ReceiveMessageRequest,
    ReceiveMessageResponse, ReceiveReceiptRequest, ReceiveSignalRequest, ResolveHostRequest, Session, StartSessionRequest,
};
use errors::Fault;
use ids::{Principal, TenantId};
use runtime::{Context, Peer, call};

use crate::identity::Identity;

pub(crate) const CHANNEL_TYPE: &str = "WEB";

#[derive(Clone)]
pub(crate) struct Door(CcmServiceClient<Peer>);

/// This service, acting for itself.
pub(crate) fn own(tenant: &TenantId) -> Principal {
    Principal::service(tenant.clone(), "web-channel-manager")
}

impl Door {
    pub(crate) fn new(cx: &Context) -> Self {
        Self(CcmServiceClient::new(cx.peer("ccm")))
    }

    /// Whose visitors come to a host name.
    pub(crate) async fn tenant(&self, host: String) -> errors::Result<TenantId> {
        let answer = self.0.clone().resolve_host(call(&own(&TenantId::default()), ResolveHostRequest { host })).await?.into_inner();
        Ok(TenantId::new(answer.tenant))
    }

    pub(crate) async fn channel(&self, tenant: &TenantId, service_identifier: &str) -> errors::Result<Channel> {
        let request = GetChannelRequest { service_identifier: service_identifier.to_owned(), channel_type: CHANNEL_TYPE.to_owned() };
        let answer = self.0.clone().get_channel(call(&own(tenant), request)).await?.into_inner();
        answer.channel.ok_or_else(|| Fault::not_found("channel", service_identifier))
    }

    /// The identity's live session, or its newest.
    pub(crate) async fn session(&self, identity: &Identity) -> errors::Result<Option<Session>> {
        let request = GetSessionRequest {
            service_identifier: identity.service.clone(),
            channel_type: CHANNEL_TYPE.to_owned(),
            channel_customer_identifier: identity.customer.clone(),
        };
        Ok(self.0.clone().get_session(call(&own(&identity.tenant), request)).await?.into_inner().session)
    }

    pub(crate) async fn start(
        &self,
        identity: &Identity,
        data_json: Vec<u8>,
        attributes: HashMap<String, String>,
    ) -> errors::Result<Session> {
        let request = StartSessionRequest {
            service_identifier: identity.service.clone(),
            channel_type: CHANNEL_TYPE.to_owned(),
            channel_customer_identifier: identity.customer.clone(),
            data_json,
            attributes,
            other_identifiers: Vec::new(),
        };
        let answer = self.0.clone().start_session(call(&own(&identity.tenant), request)).await?.into_inner();
        answer.session.ok_or_else(|| Fault::internal("ccm answered no session"))
    }

    pub(crate) async fn send(&self, tenant: &TenantId, request: ReceiveMessageRequest) -> errors::Result<ReceiveMessageResponse> {
        Ok(self.0.clone().receive_message(call(&own(tenant), request)).await?.into_inner())
    }

    pub(crate) async fn signal(&self, tenant: &TenantId, session_id: &str, name: &str) -> errors::Result<()> {
        let request = ReceiveSignalRequest { session_id: session_id.to_owned(), name: name.to_owned() };
        self.0.clone().receive_signal(call(&own(tenant), request)).await?;
        Ok(())
    }

    pub(crate) async fn receipt(&self, tenant: &TenantId, request: ReceiveReceiptRequest) -> errors::Result<()> {
        self.0.clone().receive_receipt(call(&own(tenant), request)).await?;
        Ok(())
    }

    pub(crate) async fn end(&self, tenant: &TenantId, session_id: &str) -> errors::Result<()> {
        let request = EndSessionRequest { session_id: session_id.to_owned(), reason_code: "CUSTOMER".to_owned() };
        self.0.clone().end_session(call(&own(tenant), request)).await?;
        Ok(())
    }

    /// What the customer may see after that number.
    pub(crate) async fn read(&self, tenant: &TenantId, session_id: &str, after_seq: i64) -> errors::Result<ReadSessionResponse> {
        let request = ReadSessionRequest { session_id: session_id.to_owned(), after_seq, limit: 500 };
        Ok(self.0.clone().read_session(call(&own(tenant), request)).await?.into_inner())
    }
}
