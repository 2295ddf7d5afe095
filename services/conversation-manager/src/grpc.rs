//! RPC → operation.

use contracts::conversation_manager::conversation_manager_service_server::{ConversationManagerService, ConversationManagerServiceServer};
use contracts::conversation_manager::{
    AppendRequest, AppendResponse, GetConversationRequest, GetConversationResponse, ListConversationsRequest, ListConversationsResponse,
    MayReadRequest, MayReadResponse, OpenConversationRequest, OpenConversationResponse, RaiseReceiptRequest, RaiseReceiptResponse,
    ReadActivitiesRequest, ReadActivitiesResponse, SignalRequest, SignalResponse,
};
use errors::Fault;
use runtime::scope;
use tonic::{Request, Response, Status};

use crate::{State, ops};

pub(crate) fn server(state: State) -> ConversationManagerServiceServer<Rpc> {
    ConversationManagerServiceServer::new(Rpc(state))
}

#[derive(Clone)]
pub(crate) struct Rpc(State);

#[tonic::async_trait]
impl ConversationManagerService for Rpc {
    async fn open_conversation(&self, request: Request<OpenConversationRequest>) -> Result<Response<OpenConversationResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let opened = ops::open_conversation::open_conversation(&self.0, tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(opened))
    }

    async fn may_read(&self, request: Request<MayReadRequest>) -> Result<Response<MayReadResponse>, Status> {
        let principal = scope(&request)?.principal;
        let id = request.into_inner().conversation_id;
        let may = ops::search_messages::may_read(&self.0, &principal, &id).await.map_err(Fault::from)?;
        Ok(Response::new(MayReadResponse { may }))
    }

    async fn append(&self, request: Request<AppendRequest>) -> Result<Response<AppendResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let appended = ops::append::append(&self.0, tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(appended))
    }

    async fn signal(&self, request: Request<SignalRequest>) -> Result<Response<SignalResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        ops::signal::signal(&self.0, tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(SignalResponse {}))
    }

    async fn raise_receipt(&self, request: Request<RaiseReceiptRequest>) -> Result<Response<RaiseReceiptResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        ops::raise_receipt::raise_receipt(&self.0, tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(RaiseReceiptResponse {}))
    }

    async fn get_conversation(&self, request: Request<GetConversationRequest>) -> Result<Response<GetConversationResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let id = request.into_inner().conversation_id;
        let conversation = ops::get_conversation::get_conversation(&self.0, tenant, id).await.map_err(Fault::from)?;
        Ok(Response::new(GetConversationResponse { conversation: Some(conversation) }))
    }

    async fn read_activities(&self, request: Request<ReadActivitiesRequest>) -> Result<Response<ReadActivitiesResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let read = ops::read_activities::read_activities(&self.0, tenant, request.into_inner()).await.map_err(Fault::from)?;
        Ok(Response::new(read))
    }

    async fn list_conversations(&self, request: Request<ListConversationsRequest>) -> Result<Response<ListConversationsResponse>, Status> {
        let tenant = scope(&request)?.principal.tenant;
        let conversations = ops::list_conversations::list_conversations(&self.0, &tenant, request.get_ref()).await.map_err(Fault::from)?;
        Ok(Response::new(ListConversationsResponse { conversations }))
    }
}
