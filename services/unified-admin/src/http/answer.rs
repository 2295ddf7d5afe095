//! Refusals on their way out.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use errors::Fault;

use crate::error::{Error, seconds};

pub(super) type Answer<T> = Result<T, Refused>;

/// An error on its way out, with what the shared shape of errors has no room for.
pub(super) struct Refused {
    fault: Fault,
    wait: Option<HeaderValue>,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let wait = if let Error::Throttled { wait } = error { HeaderValue::from_str(&seconds(wait).to_string()).ok() } else { None };
        Self { fault: error.into(), wait }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { fault, wait: None }
    }
}

impl From<db::Error> for Refused {
    fn from(error: db::Error) -> Self {
        Self { fault: error.into(), wait: None }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.fault.into_response();
        if let Some(wait) = self.wait {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}
