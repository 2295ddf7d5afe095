//! RPC → operation.

use std::sync::Arc;

use contracts::file_engine as proto;
use contracts::file_engine::file_engine_service_server::{FileEngineService, FileEngineServiceServer};
use tonic::{Request, Response, Status};

use crate::domain::File;
use crate::ops;
use crate::state::State;

pub(crate) fn server(state: &Arc<State>) -> FileEngineServiceServer<Grpc> {
    FileEngineServiceServer::new(Grpc(state.clone()))
}

/// The service's RPCs. Who calls is a service: the runtime has checked its token.
pub(crate) struct Grpc(Arc<State>);

#[tonic::async_trait]
impl FileEngineService for Grpc {
    async fn open_upload(&self, request: Request<proto::OpenUploadRequest>) -> Result<Response<proto::OpenUploadResponse>, Status> {
        let tenant = runtime::scope(&request)?.principal.tenant;
        Ok(Response::new(ops::open_upload::open_upload(&self.0, tenant, request.into_inner()).await?))
    }

    async fn attach_file(&self, request: Request<proto::AttachFileRequest>) -> Result<Response<proto::AttachFileResponse>, Status> {
        let tenant = runtime::scope(&request)?.principal.tenant;
        let proto::AttachFileRequest { file_id, conversation_id, message_id } = request.into_inner();
        let attached = ops::attach_file::attach_file(&self.0, &tenant, &file_id, (&conversation_id, &message_id)).await;
        Ok(Response::new(proto::AttachFileResponse { file: Some(wire(attached.map_err(errors::Fault::from)?)) }))
    }

    async fn get_file(&self, request: Request<proto::GetFileRequest>) -> Result<Response<proto::GetFileResponse>, Status> {
        let tenant = runtime::scope(&request)?.principal.tenant;
        let found = ops::attach_file::get_file(&self.0, &tenant, &request.into_inner().file_id).await;
        Ok(Response::new(proto::GetFileResponse { file: Some(wire(found.map_err(errors::Fault::from)?)) }))
    }
}

fn wire(file: File) -> proto::File {
    proto::File {
        has_thumbnail: file.has_thumbnail(),
        id: file.id,
        state: file.state.as_str().to_owned(),
        name: file.name,
        mime_type: file.mime,
        size: file.size,
        width: i32::try_from(file.width).unwrap_or_default(),
        height: i32::try_from(file.height).unwrap_or_default(),
        conversation_id: file.conversation_id,
        customer_id: file.customer_id,
        sha256: file.sha256,
        created_at_ms: file.created_at,
    }
}
