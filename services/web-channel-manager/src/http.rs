//! The transcript, for whoever holds the customer's token.

use ::http::{HeaderMap, header};
use axum::Json;
use axum::extract::State as Extract;
use errors::{Fault, Kind};
use ids::{TenantId, rfc3339};
use runtime::{Api, routes};
use serde_json::{Value, json};

use crate::State;
use crate::activity::{Viewer, value};
use crate::identity::{Identity, claims};

/// Pages of a transcript at most, of 500 rows each.
const PAGES: usize = 40;

pub(crate) fn router(state: State) -> Api {
    Api::new().routes(routes!(transcript)).with_state(state)
}

/// The customer’s conversation; the token is the customer’s.
#[utoipa::path(get, path = "/web-channel-manager/v1/transcript", responses((status = 200, description = "The customer’s conversation; the token is the customer’s", body = Value)))]
async fn transcript(Extract(state): Extract<State>, headers: HeaderMap) -> errors::Result<Json<Value>> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let claims =
        claims(&state, token.ok_or_else(|| Fault::new(Kind::Unauthenticated, "NO_TOKEN", "a transcript needs the customer's token"))?)?;
    let identity = Identity {
        tenant: TenantId::new(claims.tid),
        service: claims.svc,
        customer: claims.sub,
        proven: true,
        legacy: false,
        address: [0, 0, 0, 0].into(),
    };
    let session = state.door.session(&identity).await?.ok_or_else(|| Fault::not_found("chat", "of this customer"))?;
    let mut activities = Vec::new();
    let mut after = 0;
    for _ in 0..PAGES {
        let read = state.door.read(&identity.tenant, &session.id, after).await?;
        after = read.activities.last().map_or(after, |activity| activity.seq);
        let viewer = Viewer { links: &state.links, tenant: &identity.tenant, customer: &identity.customer };
        activities.extend(read.activities.iter().map(|activity| value(activity, viewer)));
        if !read.more {
            break;
        }
    }
    let shown = json!({
        "state": session.state,
        "startedAt": rfc3339(session.started_at_ms),
        "serviceIdentifier": session.service_identifier,
        "customerName": session.customer_name,
    });
    Ok(Json(json!({ "session": shown, "activities": activities })))
}
