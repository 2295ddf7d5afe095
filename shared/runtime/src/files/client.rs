//! Uploading, fetching, and what a message that names a file becomes.

use axum::body::Body;
use contracts::file_engine::file_engine_service_client::FileEngineServiceClient;
use contracts::file_engine::{AttachFileRequest, File, GetFileRequest, OpenUploadRequest, OpenUploadResponse};
use errors::{Fault, Kind};
use http::{Request, Response, header};
use ids::Principal;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::context::Context;
use crate::peer::Peer;
use crate::scope::call;

/// Longest refusal that is read, in bytes.
const MAX_REFUSAL: usize = 16_384;

/// What a service says of a file that it brings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Upload<'a> {
    /// As the sender called it; what is no part of a name is cleaned away.
    pub name: &'a str,
    /// As the sender or the provider declares it; empty if nobody did.
    pub mime_type: &'a str,
    /// Bytes, if they are known before.
    pub size: Option<u64>,
    /// Where it comes from, for people who ask: `whatsapp:wamid.…`.
    pub origin: &'a str,
    /// Decides which of the tenant's limits hold: `WHATSAPP`, `SMS`, …
    pub channel_type: &'a str,
    /// The conversation it belongs to: start the session first.
    pub conversation_id: &'a str,
    /// The customer it belongs to, for erasure.
    pub customer_id: &'a str,
}

/// A file as file-engine describes it over HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StoredFile {
    /// For the header's `file_id`.
    pub id: String,
    /// `AVAILABLE`, `QUARANTINED`, …
    pub state: String,
    /// Cleaned.
    pub name: String,
    /// What it is, by its own bytes.
    pub mime_type: String,
    /// Bytes.
    pub size: i64,
    /// Of pictures; 0 otherwise.
    pub width: i32,
    /// Of pictures; 0 otherwise.
    pub height: i32,
    /// Of the bytes that are handed out, hexadecimal.
    pub sha256: String,
}

impl StoredFile {
    /// The `attachment` of a message that carries the file.
    pub fn attachment(&self) -> Value {
        let mut attachment = json!({ "fileId": self.id, "mimeType": self.mime_type, "size": self.size, "mediaName": self.name });
        if self.width > 0 && self.height > 0 {
            attachment["width"] = self.width.into();
            attachment["height"] = self.height.into();
        }
        attachment
    }

    /// The `type` of a message that carries the file.
    pub fn body_type(&self) -> &'static str {
        match self.mime_type.split('/').next() {
            Some("image") => "IMAGE",
            Some("audio") => "AUDIO",
            Some("video") => "VIDEO",
            _ => "FILE",
        }
    }
}

impl From<File> for StoredFile {
    fn from(file: File) -> Self {
        let File { id, state, name, mime_type, size, width, height, sha256, .. } = file;
        Self { id, state, name, mime_type, size, width, height, sha256 }
    }
}

/// A file on its way to whoever asked.
#[derive(Debug)]
pub struct Fetched {
    /// What it is.
    pub file: StoredFile,
    /// Its bytes, as they come.
    pub body: Body,
}

/// The client of file-engine.
#[derive(Clone)]
pub struct Files {
    peer: Peer,
    engine: FileEngineServiceClient<Peer>,
}

impl Files {
    /// file-engine, wherever it runs.
    pub fn new(cx: &Context) -> Self {
        let peer = cx.peer("file-engine");
        Self { engine: FileEngineServiceClient::new(peer.clone()), peer }
    }

    /// Brings a file. The answer means that it is stored, checked, and may be named in a message. What file-engine refuses (too large, not
    /// what it says, infected) is refused for good: only a fault whose kind may be retried is worth another try.
    pub async fn upload(&self, by: &Principal, upload: Upload<'_>, body: Body) -> errors::Result<StoredFile> {
        let text = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        let path = format!(
            "/file-engine/v1/files?name={}&origin={}&channelType={}&conversationId={}&customerId={}",
            text(upload.name),
            text(upload.origin),
            text(upload.channel_type),
            text(upload.conversation_id),
            text(upload.customer_id)
        );
        let mut request = Request::post(path);
        if !upload.mime_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, upload.mime_type);
        }
        if let Some(size) = upload.size {
            request = request.header(header::CONTENT_LENGTH, size);
        }
        let request = request.body(body).map_err(|_| Fault::invalid("MALFORMED", "the declared type is no header"))?;
        let response = accepted(self.peer.stream(by, request).await?).await?;
        let body = axum::body::to_bytes(response.into_body(), MAX_REFUSAL).await.map_err(Fault::internal)?;
        serde_json::from_slice(&body).map_err(Fault::internal)
    }

    /// A file and its bytes.
    pub async fn fetch(&self, by: &Principal, id: &str) -> errors::Result<Fetched> {
        let file = self.get(by, id).await?;
        let request = Request::get(format!("/file-engine/v1/files/{}/content", file.id)).body(Body::empty()).map_err(Fault::internal)?;
        let response = accepted(self.peer.stream(by, request).await?).await?;
        Ok(Fetched { file: file.into(), body: response.into_body() })
    }

    /// What is known of a file.
    pub async fn get(&self, by: &Principal, id: &str) -> errors::Result<File> {
        let answer = self.engine.clone().get_file(call(by, GetFileRequest { file_id: id.to_owned() })).await?.into_inner();
        answer.file.ok_or_else(|| Fault::not_found("file", id))
    }

    /// Asks for an address to which a browser may upload one file.
    pub async fn open_upload(&self, by: &Principal, request: OpenUploadRequest) -> errors::Result<OpenUploadResponse> {
        Ok(self.engine.clone().open_upload(call(by, request)).await?.into_inner())
    }

    /// What a message with an attachment becomes: the file it names must be there and the conversation's own, and what the message says
    /// of it is replaced by what it is. Answers the file's id for the header; empty if the message names none.
    pub async fn attach(&self, by: &Principal, (conversation, message): (&str, &str), body: &mut Value) -> errors::Result<String> {
        let Some(id) = body.pointer("/attachment/fileId").map(|id| id.as_str().unwrap_or_default().to_owned()) else {
            return Ok(String::new());
        };
        let request = AttachFileRequest { file_id: id, conversation_id: conversation.to_owned(), message_id: message.to_owned() };
        let answer = self.engine.clone().attach_file(call(by, request)).await?.into_inner();
        let file = StoredFile::from(answer.file.ok_or_else(|| Fault::internal("file-engine answered no file"))?);
        body["type"] = file.body_type().into();
        body["attachment"] = file.attachment();
        Ok(file.id)
    }
}

/// The response, or the fault it is.
async fn accepted(response: Response<Body>) -> errors::Result<Response<Body>> {
    #[derive(Deserialize)]
    struct Refusal {
        code: String,
        detail: String,
    }
    let status = response.status().as_u16();
    if (200..300).contains(&status) {
        return Ok(response);
    }
    let body = axum::body::to_bytes(response.into_body(), MAX_REFUSAL).await.unwrap_or_default();
    let kind = Kind::from_http(status);
    Err(serde_json::from_slice(&body).map_or_else(
        |_| Fault::new(kind, "PEER_HTTP", format!("file-engine answered {status}")),
        |refusal: Refusal| Fault::new(kind, refusal.code, refusal.detail),
    ))
}
