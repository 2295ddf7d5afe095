//! RPC → operation.

use contracts::routing_engine::routing_engine_service_server::{RoutingEngineService, RoutingEngineServiceServer};
use contracts::routing_engine::{
    AcceptTaskRequest, AcceptTaskResponse, AssignResourceRequest, AssignResourceResponse, ChangeRequestRequest, ChangeRequestResponse,
    ConvertConsultationRequest, ConvertConsultationResponse, DeclineTaskRequest, DeclineTaskResponse, ExplainRequestRequest,
    ExplainRequestResponse, FetchRequestRequest, FetchRequestResponse, FinishWrapUpRequest, FinishWrapUpResponse, FlushQueueRequest,
    FlushQueueResponse, GetAgentRequest, GetAgentResponse, GetBoardRequest, GetBoardResponse, InviteAgentRequest, InviteAgentResponse,
    JoinConversationRequest, JoinConversationResponse, LeaveTaskRequest, LeaveTaskResponse, ListFetchableRequest, ListFetchableResponse,
    ListQueuesRequest, ListQueuesResponse, LoginAgentRequest, LoginAgentResponse, LogoutAgentRequest, LogoutAgentResponse,
    ReleaseConversationRequest, ReleaseConversationResponse, ReportPresenceRequest, ReportPresenceResponse, RevokeResourceRequest,
    RevokeResourceResponse, SetAgentStateRequest, SetAgentStateResponse, SetMrdStateRequest, SetMrdStateResponse, TransferTaskRequest,
    TransferTaskResponse, WithdrawInvitationRequest, WithdrawInvitationResponse,
};
use errors::{Fault, Kind};
use ids::Role;
use runtime::scope;
use tonic::{Request, Response, Status};

use crate::{State, ops};

pub(crate) fn server(state: State) -> RoutingEngineServiceServer<Rpc> {
    RoutingEngineServiceServer::new(Rpc(state))
}

#[derive(Clone)]
pub(crate) struct Rpc(State);

#[tonic::async_trait]
impl RoutingEngineService for Rpc {
    async fn assign_resource(&self, request: Request<AssignResourceRequest>) -> Result<Response<AssignResourceResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::assign_resource::assign_resource(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn revoke_resource(&self, request: Request<RevokeResourceRequest>) -> Result<Response<RevokeResourceResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::revoke_resource::revoke_resource(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn release_conversation(
        &self,
        request: Request<ReleaseConversationRequest>,
    ) -> Result<Response<ReleaseConversationResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::release_conversation::release_conversation(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn accept_task(&self, request: Request<AcceptTaskRequest>) -> Result<Response<AcceptTaskResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::accept_task::accept_task(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn decline_task(&self, request: Request<DeclineTaskRequest>) -> Result<Response<DeclineTaskResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::decline_task::decline_task(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn leave_task(&self, request: Request<LeaveTaskRequest>) -> Result<Response<LeaveTaskResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::leave_task::leave_task(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn finish_wrap_up(&self, request: Request<FinishWrapUpRequest>) -> Result<Response<FinishWrapUpResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::finish_wrap_up::finish_wrap_up(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn login_agent(&self, request: Request<LoginAgentRequest>) -> Result<Response<LoginAgentResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::login_agent::login_agent(&self.0, &tenant, request.into_inner()).await?;
        Ok(Response::new(answer))
    }

    async fn logout_agent(&self, request: Request<LogoutAgentRequest>) -> Result<Response<LogoutAgentResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::logout_agent::logout_agent(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn set_agent_state(&self, request: Request<SetAgentStateRequest>) -> Result<Response<SetAgentStateResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::set_agent_state::set_agent_state(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn set_mrd_state(&self, request: Request<SetMrdStateRequest>) -> Result<Response<SetMrdStateResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::set_mrd_state::set_mrd_state(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn report_presence(&self, request: Request<ReportPresenceRequest>) -> Result<Response<ReportPresenceResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::report_presence::report_presence(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn get_agent(&self, request: Request<GetAgentRequest>) -> Result<Response<GetAgentResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::get_agent::get_agent(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn transfer_task(&self, request: Request<TransferTaskRequest>) -> Result<Response<TransferTaskResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::transfer_task::transfer_task(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn invite_agent(&self, request: Request<InviteAgentRequest>) -> Result<Response<InviteAgentResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::invite_agent::invite_agent(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn withdraw_invitation(
        &self,
        request: Request<WithdrawInvitationRequest>,
    ) -> Result<Response<WithdrawInvitationResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::withdraw_invitation::withdraw_invitation(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn convert_consultation(
        &self,
        request: Request<ConvertConsultationRequest>,
    ) -> Result<Response<ConvertConsultationResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::convert_consultation::convert_consultation(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn join_conversation(&self, request: Request<JoinConversationRequest>) -> Result<Response<JoinConversationResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::join_conversation::join_conversation(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn fetch_request(&self, request: Request<FetchRequestRequest>) -> Result<Response<FetchRequestResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::fetch_request::fetch_request(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn change_request(&self, request: Request<ChangeRequestRequest>) -> Result<Response<ChangeRequestResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::change_request::change_request(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn explain_request(&self, request: Request<ExplainRequestRequest>) -> Result<Response<ExplainRequestResponse>, Status> {
        let principal = scope(&request)?.principal;
        let ExplainRequestRequest { request_id, at_ms } = request.into_inner();
        let at = (at_ms > 0).then_some(at_ms);
        let told = ops::explain_request::explain_request(&self.0, &principal.tenant, &request_id, at).await.map_err(Fault::from)?;
        let leads = principal.roles.iter().any(|role| matches!(role, Role::Supervisor | Role::Admin));
        let detail = leads.then(|| told.story.json(&request_id, &told.names, ops::explain_request::LISTED).to_string().into_bytes());
        Ok(Response::new(ExplainRequestResponse { sentence: told.story.sentence(&told.names), detail_json: detail.unwrap_or_default() }))
    }

    async fn get_board(&self, request: Request<GetBoardRequest>) -> Result<Response<GetBoardResponse>, Status> {
        let principal = scope(&request)?.principal;
        if !principal.roles.iter().any(|role| matches!(role, Role::Supervisor | Role::Admin)) {
            return Err(Fault::new(Kind::Forbidden, "ROLE_MISSING", "the board is for supervisors").into());
        }
        let answer = ops::get_board::get_board(&self.0, &principal.tenant).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn flush_queue(&self, request: Request<FlushQueueRequest>) -> Result<Response<FlushQueueResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::flush_queue::flush_queue(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn list_fetchable(&self, request: Request<ListFetchableRequest>) -> Result<Response<ListFetchableResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::list_fetchable::list_fetchable(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }

    async fn list_queues(&self, request: Request<ListQueuesRequest>) -> Result<Response<ListQueuesResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let answer = ops::list_queues::list_queues(&self.0, &tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(answer))
    }
}
