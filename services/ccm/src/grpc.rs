//! RPC → operation.

use contracts::ccm::ccm_service_server::{CcmService, CcmServiceServer};
use contracts::ccm::{
    Channel as WireChannel, EndSessionRequest, EndSessionResponse, GetChannelRequest, GetChannelResponse, GetSessionRequest,
    GetSessionResponse, ReadSessionRequest, ReadSessionResponse, ReceiveMessageRequest, ReceiveMessageResponse, ReceiveReceiptRequest,
    ReceiveReceiptResponse, ReceiveSignalRequest, ReceiveSignalResponse, Session as WireSession, StartSessionRequest, StartSessionResponse,
};
use errors::Fault;
use runtime::scope;
use tonic::{Request, Response, Status};

use crate::domain::Session;
use crate::{State, ops};

pub(crate) fn server(state: State) -> CcmServiceServer<Rpc> {
    CcmServiceServer::new(Rpc(state))
}

#[derive(Clone)]
pub(crate) struct Rpc(State);

#[tonic::async_trait]
impl CcmService for Rpc {
    async fn get_channel(&self, request: Request<GetChannelRequest>) -> Result<Response<GetChannelResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let request = request.into_inner();
        let found = ops::get_channel::get_channel(&self.0, &tenant, &request.service_identifier, &request.channel_type)
            .await
            .map_err(Fault::from)?;
        let channel = WireChannel {
            id: found.id.clone(),
            name: found.doc.name.clone(),
            service_identifier: found.doc.service_identifier.clone(),
            channel_type: found.doc.channel_type.clone(),
            legacy_identity: found.doc.legacy_identity,
            enabled: found.doc.enabled,
        };
        Ok(Response::new(GetChannelResponse { channel: Some(channel) }))
    }

    async fn start_session(&self, request: Request<StartSessionRequest>) -> Result<Response<StartSessionResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let (session, created) = ops::start_session::start_session(&self.0, tenant, request.into_inner()).await?;
        Ok(Response::new(StartSessionResponse { session: Some(wire(session)), created }))
    }

    async fn get_session(&self, request: Request<GetSessionRequest>) -> Result<Response<GetSessionResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let request = request.into_inner();
        let channel = (request.service_identifier.as_str(), request.channel_type.as_str());
        let found =
            ops::get_session::get_session(&self.0, &tenant, channel, &request.channel_customer_identifier).await.map_err(Fault::from)?;
        Ok(Response::new(GetSessionResponse { session: found.map(wire) }))
    }

    async fn receive_message(&self, request: Request<ReceiveMessageRequest>) -> Result<Response<ReceiveMessageResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        Ok(Response::new(ops::receive_message::receive_message(&self.0, tenant, request.into_inner()).await?))
    }

    async fn receive_signal(&self, request: Request<ReceiveSignalRequest>) -> Result<Response<ReceiveSignalResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        ops::receive_signal::receive_signal(&self.0, tenant, request.into_inner()).await?;
        Ok(Response::new(ReceiveSignalResponse {}))
    }

    async fn receive_receipt(&self, request: Request<ReceiveReceiptRequest>) -> Result<Response<ReceiveReceiptResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        ops::receive_signal::receive_receipt(&self.0, tenant, request.into_inner()).await?;
        Ok(Response::new(ReceiveReceiptResponse {}))
    }

    async fn end_session(&self, request: Request<EndSessionRequest>) -> Result<Response<EndSessionResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        ops::end_session::end_session(&self.0, tenant, request.into_inner()).await?;
        Ok(Response::new(EndSessionResponse {}))
    }

    async fn read_session(&self, request: Request<ReadSessionRequest>) -> Result<Response<ReadSessionResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        Ok(Response::new(ops::read_session::read_session(&self.0, tenant, request.into_inner()).await?))
    }
}

fn wire(session: Session) -> WireSession {
    WireSession {
        id: session.id,
        channel_id: session.channel_id,
        service_identifier: session.service_identifier,
        channel_customer_identifier: session.customer_identifier,
        customer_id: session.customer_id,
        customer_name: session.customer_name,
        conversation_id: session.conversation_id,
        state: session.state.as_str().to_owned(),
        reason_code: session.reason_code,
        started_at_ms: session.started_at,
    }
}
