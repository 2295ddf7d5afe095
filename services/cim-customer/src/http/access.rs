//! Who may use which route. What is not listed is refused.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use errors::{Fault, Kind};
use ids::Role;
use runtime::Caller;
use runtime::objects::Access;

pub(super) const CUSTOMERS: &str = "/cim-customer/v1/customers";
pub(super) const CUSTOMER: &str = "/cim-customer/v1/customers/{id}";
pub(super) const SUGGESTIONS: &str = "/cim-customer/v1/customers/{id}/suggestions";
pub(super) const NOT_SAME: &str = "/cim-customer/v1/customers/{id}/not-same";
pub(super) const MERGES: &str = "/cim-customer/v1/customers/{id}/merges";
pub(super) const UNDO: &str = "/cim-customer/v1/merges/{id}/undo";
pub(super) const IDENTITIES: &str = "/cim-customer/v1/customers/{id}/identities";

const EVERYBODY: &[Role] = &[Role::Agent, Role::Supervisor, Role::Admin];

/// The routes with handlers of their own: method, path, who.
pub(super) const RULES: [(&str, &str, &[Role]); 12] = [
    ("GET", CUSTOMERS, EVERYBODY),
    ("POST", CUSTOMERS, EVERYBODY),
    ("GET", CUSTOMER, EVERYBODY),
    ("PUT", CUSTOMER, EVERYBODY),
    // What is erased cannot be brought back.
    ("DELETE", CUSTOMER, &[Role::Supervisor, Role::Admin]),
    ("GET", SUGGESTIONS, EVERYBODY),
    ("POST", NOT_SAME, EVERYBODY),
    ("GET", MERGES, EVERYBODY),
    // Nothing is lost by it: what it takes to undo it is kept.
    ("POST", MERGES, EVERYBODY),
    ("POST", UNDO, EVERYBODY),
    ("GET", IDENTITIES, EVERYBODY),
    ("POST", IDENTITIES, EVERYBODY),
];

/// A kind of document: five routes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Documents {
    pub(super) path: &'static str,
    pub(super) access: Access,
}

pub(super) const SCHEMA: Documents = Documents { path: "/cim-customer/v1/schema", access: Access::ADMIN_WRITES };
pub(super) const LABELS: Documents = Documents { path: "/cim-customer/v1/labels", access: Access::ADMIN_WRITES };
pub(super) const DOCUMENTS: [Documents; 2] = [SCHEMA, LABELS];

/// Who may use that route; none if it is not listed.
pub(super) fn needs(method: &Method, path: &str) -> Option<&'static [Role]> {
    let reads = method == Method::GET || method == Method::HEAD;
    let listed = if reads { "GET" } else { method.as_str() };
    if let Some((_, _, roles)) = RULES.iter().find(|(method, route, _)| *method == listed && *route == path) {
        return Some(roles);
    }
    let collection = path.strip_suffix("/{id}").unwrap_or(path);
    let documents = DOCUMENTS.iter().find(|documents| documents.path == collection)?;
    Some(if reads { documents.access.read } else { documents.access.write })
}

/// Lets a request through to its handler if the table does.
pub(super) async fn authorise(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let Some(roles) = needs(request.method(), path) else {
        return Fault::new(Kind::Forbidden, "NOT_ALLOWED", "nobody may do this").into_response();
    };
    match request.extensions().get::<Caller>().map(|caller| caller.require(roles)) {
        Some(Ok(())) => next.run(request).await,
        Some(Err(fault)) => fault.into_response(),
        None => Fault::new(Kind::Unauthenticated, "NO_TOKEN", "sign in first").into_response(),
    }
}

/// Every route there is.
#[cfg(test)]
pub(crate) fn routes() -> Vec<(Method, String, &'static [Role])> {
    let own = RULES.iter().map(|(method, path, _)| (method.parse().unwrap(), (*path).to_owned()));
    let documents = DOCUMENTS.iter().flat_map(|documents| {
        let one = format!("{}/{{id}}", documents.path);
        let all = [(Method::GET, documents.path.to_owned()), (Method::POST, documents.path.to_owned())];
        all.into_iter().chain([(Method::GET, one.clone()), (Method::PUT, one.clone()), (Method::DELETE, one)])
    });
    own.chain(documents).map(|(method, path): (Method, String)| (method.clone(), path.clone(), needs(&method, &path).unwrap())).collect()
}
