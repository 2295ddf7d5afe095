//! For whom a gRPC call is made: set by the caller, believed only beside a service's token.

use std::sync::Arc;

use errors::{Fault, Kind};
use http::HeaderMap;
use ids::{Principal, Role, TenantId, Trace};
use tonic::metadata::MetadataValue;
use tonic::{Request, Status};

pub(crate) const TENANT: &str = "switchboard-tenant";
pub(crate) const ACTOR: &str = "switchboard-actor";
pub(crate) const ROLES: &str = "switchboard-roles";
/// W3C Trace Context.
pub(crate) const TRACEPARENT: &str = "traceparent";

/// A request on behalf of that principal.
pub fn call<T>(principal: &Principal, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let roles: Vec<_> = principal.roles.iter().map(|role| role.as_str()).collect();
    for (key, value) in [(TENANT, principal.tenant.as_str()), (ACTOR, &principal.actor), (ROLES, roles.join(",").as_str())] {
        // A tenant or actor that is no header value would be refused by the callee as absent.
        if let Ok(value) = MetadataValue::try_from(value) {
            request.metadata_mut().insert(key, value);
        }
    }
    request
}

/// The principal of a call, put there by the server's layer once the caller's token was checked.
#[derive(Clone, Debug)]
pub struct Scoped {
    /// For whom.
    pub principal: Principal,
    /// Through which service, `svc:<name>`.
    pub caller: Arc<str>,
}

/// The scope of a call.
pub fn scope<T>(request: &Request<T>) -> Result<Scoped, Status> {
    let scoped = request.extensions().get::<Scoped>().cloned();
    scoped.ok_or_else(|| Fault::new(Kind::Unauthenticated, "NO_SCOPE", "the call names nobody it is made for").into())
}

/// The trace of a call; a caller that names none begins one.
pub(crate) fn trace_of(headers: &HeaderMap) -> Trace {
    let given = headers.get(TRACEPARENT).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    given.unwrap_or_else(Trace::begin)
}

/// For whom a service asks over HTTP, as [`call`] says it over gRPC. Believed only beside the service's token.
pub fn principal_of(headers: &HeaderMap) -> Option<Principal> {
    let text = |key: &str| headers.get(key).and_then(|value| value.to_str().ok());
    let roles = text(ROLES).unwrap_or_default().split(',').filter_map(Role::parse).collect();
    Some(Principal { tenant: TenantId::new(text(TENANT)?), actor: text(ACTOR)?.into(), roles })
}
