//! Who may use which route. What is not listed is refused.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use errors::{Fault, Kind};
use ids::Role;
use runtime::Caller;
use runtime::objects::Access;

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Needs {
    /// Nothing: it checks what it is given itself.
    Nobody,
    /// Somebody who is signed in and has one of these roles.
    Roles(&'static [Role]),
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) needs: Needs,
}

const fn rule(method: &'static str, path: &'static str, needs: Needs) -> Rule {
    Rule { method, path, needs }
}

const EVERYBODY: &[Role] = &[Role::Agent, Role::Supervisor, Role::Admin];
const ADMIN: &[Role] = &[Role::Admin];

/// The routes with handlers of their own.
pub(super) const RULES: [Rule; 21] = [
    rule("POST", "/unified-admin/v1/auth/sign-in", Needs::Nobody),
    rule("POST", "/unified-admin/v1/auth/links", Needs::Nobody),
    rule("POST", "/unified-admin/v1/auth/operator", Needs::Nobody),
    rule("POST", "/unified-admin/v1/auth/refresh", Needs::Nobody),
    rule("POST", "/unified-admin/v1/auth/sign-out", Needs::Nobody),
    rule("GET", "/unified-admin/v1/.well-known/jwks.json", Needs::Nobody),
    rule("POST", "/unified-admin/v1/auth/password", Needs::Roles(EVERYBODY)),
    rule("GET", "/unified-admin/v1/auth/me", Needs::Roles(EVERYBODY)),
    rule("POST", "/unified-admin/v1/users/{id}/links", Needs::Roles(ADMIN)),
    rule("POST", "/unified-admin/v1/tenants/{id}/administrators", Needs::Roles(ADMIN)),
    rule("GET", "/unified-admin/v1/auth/second-factor", Needs::Roles(EVERYBODY)),
    rule("POST", "/unified-admin/v1/auth/second-factor", Needs::Roles(EVERYBODY)),
    rule("POST", "/unified-admin/v1/auth/second-factor/confirm", Needs::Nobody),
    rule("POST", "/unified-admin/v1/auth/second-factor/remove", Needs::Roles(EVERYBODY)),
    rule("DELETE", "/unified-admin/v1/users/{id}/second-factor", Needs::Roles(ADMIN)),
    rule("GET", "/unified-admin/v1/auth/sessions", Needs::Roles(EVERYBODY)),
    rule("DELETE", "/unified-admin/v1/auth/sessions/{id}", Needs::Roles(EVERYBODY)),
    rule("POST", "/unified-admin/v1/auth/sessions/end-others", Needs::Roles(EVERYBODY)),
    rule("GET", "/unified-admin/v1/users/{id}/sessions", Needs::Roles(ADMIN)),
    rule("DELETE", "/unified-admin/v1/users/{id}/sessions", Needs::Roles(ADMIN)),
    rule("GET", "/unified-admin/v1/audit", Needs::Roles(ADMIN)),
];

/// A kind of document: five routes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Documents {
    pub(super) path: &'static str,
    pub(super) access: Access,
}

/// Everybody reads, administrators write.
const fn shared(path: &'static str) -> Documents {
    Documents { path, access: Access::ADMIN_WRITES }
}

pub(super) const TEAMS: Documents = shared("/unified-admin/v1/teams");
pub(super) const SETTINGS: Documents = shared("/unified-admin/v1/settings");
pub(super) const REASONS: Documents = shared("/unified-admin/v1/reasons");
pub(super) const WRAP_UP_CODES: Documents = shared("/unified-admin/v1/wrap-up-codes");
pub(super) const FORMS: Documents = shared("/unified-admin/v1/forms");
pub(super) const CANNED_ANSWERS: Documents =
    Documents { path: "/unified-admin/v1/canned-answers", access: Access { read: EVERYBODY, write: &[Role::Supervisor, Role::Admin] } };
pub(super) const USERS: Documents =
    Documents { path: "/unified-admin/v1/users", access: Access { read: &[Role::Supervisor, Role::Admin], write: ADMIN } };
pub(super) const TENANTS: Documents = Documents { path: "/unified-admin/v1/tenants", access: Access { read: ADMIN, write: ADMIN } };

pub(super) const DOCUMENTS: [Documents; 8] = [TEAMS, SETTINGS, REASONS, WRAP_UP_CODES, FORMS, CANNED_ANSWERS, USERS, TENANTS];

/// What that route needs; none if it is not listed.
pub(super) fn needs(method: &Method, path: &str) -> Option<Needs> {
    let reads = method == Method::GET || method == Method::HEAD;
    let listed = if reads { "GET" } else { method.as_str() };
    if let Some(rule) = RULES.iter().find(|rule| rule.method == listed && rule.path == path) {
        return Some(rule.needs);
    }
    let collection = path.strip_suffix("/{id}").unwrap_or(path);
    let documents = DOCUMENTS.iter().find(|documents| documents.path == collection)?;
    Some(Needs::Roles(if reads { documents.access.read } else { documents.access.write }))
}

/// Lets a request through to its handler if the table does.
pub(super) async fn authorise(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    match needs(request.method(), path) {
        Some(Needs::Nobody) => next.run(request).await,
        Some(Needs::Roles(roles)) => match request.extensions().get::<Caller>().map(|caller| caller.require(roles)) {
            Some(Ok(())) => next.run(request).await,
            Some(Err(fault)) => fault.into_response(),
            None => Fault::new(Kind::Unauthenticated, "NO_TOKEN", "sign in first").into_response(),
        },
        None => Fault::new(Kind::Forbidden, "NOT_ALLOWED", "nobody may do this").into_response(),
    }
}

/// Every route there is.
#[cfg(test)]
pub(crate) fn routes() -> Vec<(Method, String, Needs)> {
    let own = RULES.iter().map(|rule| (rule.method.parse().unwrap(), rule.path.to_owned()));
    let documents = DOCUMENTS.iter().flat_map(|documents| {
        let one = format!("{}/{{id}}", documents.path);
        let all = [(Method::GET, documents.path.to_owned()), (Method::POST, documents.path.to_owned())];
        all.into_iter().chain([(Method::GET, one.clone()), (Method::PUT, one.clone()), (Method::DELETE, one)])
    });
    own.chain(documents).map(|(method, path)| (method.clone(), path.clone(), needs(&method, &path).unwrap())).collect()
}
