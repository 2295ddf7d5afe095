//! Fault → `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::{Fault, Kind, Violation};

/// The body of every error answer over HTTP.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable URI of the problem's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened, for a person.
    pub detail: String,
    /// What happened, for a program.
    pub code: String,
    /// Fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// Which request it was: 32 hexadecimal digits that the log has too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        let status = StatusCode::from_u16(fault.kind().http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            kind: format!("urn:switchboard:problem:{}", fault.code().to_lowercase().replace('_', "-")),
            title: status.canonical_reason().unwrap_or("error"),
            status: status.as_u16(),
            detail: fault.detail().to_owned(),
            code: fault.code().to_owned(),
            violations: fault.violations().to_vec(),
            trace_id: ids::Trace::current().map(|trace| trace.id()),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if self.kind() == Kind::Internal {
            tracing::error!(error = self.chain(), "request failed");
        }
        let problem = Problem::from(&self);
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.kind().retryable() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
