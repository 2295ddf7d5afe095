//! Bodies in, refusals out.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use errors::{Fault, Kind};
use serde::de::DeserializeOwned;

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

/// A JSON body; anything else is refused in the shape of all errors.
pub(super) struct Given<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let body = Json::<T>::from_request(request, state).await;
        body.map(|Json(body)| Self(body)).map_err(|rejection| refusal(&rejection))
    }
}

fn refusal(rejection: &JsonRejection) -> Fault {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Fault::new(Kind::TooLarge, "TOO_LARGE", "the body is too large");
    }
    // Not what the parser says: it would repeat what was typed.
    Fault::invalid("MALFORMED", "the body is not the JSON that is expected here")
}
