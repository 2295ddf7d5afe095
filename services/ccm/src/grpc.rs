//! RPC → operation.

use contracts::ccm::ccm_service_server::{CcmService, CcmServiceServer};
use contracts::ccm::{
    Channel as WireChannel, EndSessionRequest, EndSessionResponse, GetChannelRequest, GetChannelResponse, GetSessionRequest,
    GetSessionResponse, ReadOutboundRequest, ReadOutboundResponse, ReadSessionRequest, ReadSessionResponse, ReceiveInboundRequest,
    ReceiveInboundResponse, ReceiveMessageRequest, ReceiveMessageResponse, ReceiveReceiptRequest, ReceiveReceiptResponse,
    ReceiveSignalRequest, ReceiveSignalResponse, ReceiveStatusRequest, ReceiveStatusResponse, ReportAttemptRequest, ReportAttemptResponse,
    ResolveChannelRequest, ResolveChannelResponse, ResolveHostRequest, ResolveHostResponse, Session as WireSession, StartSessionRequest,
    StartSessionResponse,
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
    async fn resolve_host(&self, request: Request<ResolveHostRequest>) -> Result<Response<ResolveHostResponse>, Status> {
        scope(&request)?;
        let tenant = ops::resolve_host::resolve_host(&self.0, &request.into_inner().host).await.map_err(Fault::from)?;
        Ok(Response::new(ResolveHostResponse { tenant: tenant.as_str().to_owned() }))
    }

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

    async fn resolve_channel(&self, request: Request<ResolveChannelRequest>) -> Result<Response<ResolveChannelResponse>, Status> {
        // Whose channel it is, is the answer; who may know it, the service's own token says.
        let caller = scope(&request)?.caller;
        let pod = caller.strip_prefix("svc:").unwrap_or_default();
        let id = request.into_inner().channel_id;
        Ok(Response::new(ops::resolve_channel::resolve_channel(&self.0, pod, &id).await.map_err(Fault::from)?))
    }

    async fn read_outbound(&self, request: Request<ReadOutboundRequest>) -> Result<Response<ReadOutboundResponse>, Status> {
        let scope = scope(&request)?;
        let pod = scope.caller.strip_prefix("svc:").unwrap_or_default();
        let id = request.get_ref().outbound_id.clone();
        let body_json = ops::read_outbound::read_outbound(&self.0, &scope.principal.tenant, pod, &id).await?;
        Ok(Response::new(ReadOutboundResponse { body_json }))
    }

    async fn receive_inbound(&self, request: Request<ReceiveInboundRequest>) -> Result<Response<ReceiveInboundResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        Ok(Response::new(ops::receive_inbound::receive_inbound(&self.0, tenant, request.into_inner()).await?))
    }

    async fn receive_status(&self, request: Request<ReceiveStatusRequest>) -> Result<Response<ReceiveStatusResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        Ok(Response::new(ops::follow_delivery::receive_status(&self.0, &tenant, request.into_inner()).await?))
    }

    async fn report_attempt(&self, request: Request<ReportAttemptRequest>) -> Result<Response<ReportAttemptResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        ops::follow_delivery::report_attempt(&self.0, &tenant, request.into_inner()).await?;
        Ok(Response::new(ReportAttemptResponse {}))
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
