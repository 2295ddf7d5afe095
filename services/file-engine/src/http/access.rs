//! Who may use which route. What is not listed is refused.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use errors::{Fault, Kind};
use ids::Role;
use runtime::Caller;
use runtime::objects::Access;

pub(super) const FILES: &str = "/file-engine/v1/files";
pub(super) const FILE: &str = "/file-engine/v1/files/{id}";
pub(super) const CONTENT: &str = "/file-engine/v1/files/{id}/content";
const RELEASE: &str = "/file-engine/v1/files/{id}/release";
const ERASURES: &str = "/file-engine/v1/erasures";

/// They see every conversation. Agents get links with the conversations they are in.
pub(super) const SEE_ALL: &[Role] = &[Role::Supervisor, Role::Admin];

/// People's routes: method, path, who.
const RULES: [(&str, &str, &[Role]); 5] = [
    ("GET", FILES, SEE_ALL),
    ("GET", FILE, SEE_ALL),
    // What is erased cannot be brought back.
    ("DELETE", FILE, SEE_ALL),
    // Whoever lets a virus out answers for it.
    ("POST", RELEASE, &[Role::Admin]),
    ("POST", ERASURES, SEE_ALL),
];

/// A kind of document: five routes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Documents {
    pub(super) path: &'static str,
    pub(super) access: Access,
}

pub(super) const POLICIES: Documents = Documents { path: "/file-engine/v1/policies", access: Access::ADMIN_WRITES };

fn needs(method: &Method, path: &str) -> Option<&'static [Role]> {
    let reads = method == Method::GET || method == Method::HEAD;
    let listed = if reads { "GET" } else { method.as_str() };
    if let Some((_, _, roles)) = RULES.iter().find(|(method, route, _)| *method == listed && *route == path) {
        return Some(roles);
    }
    let collection = path.strip_suffix("/{id}").unwrap_or(path);
    (collection == POLICIES.path).then_some(if reads { POLICIES.access.read } else { POLICIES.access.write })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_manage_no_files_and_only_administrators_let_them_out() {
        for (method, path, roles) in RULES {
            assert!(!roles.contains(&Role::Agent), "{method} {path}");
        }
        assert_eq!(needs(&Method::POST, RELEASE), Some(&[Role::Admin][..]));
        assert_eq!(needs(&Method::PUT, &format!("{}/{{id}}", POLICIES.path)), Some(&[Role::Admin][..]));
        assert_eq!(needs(&Method::PATCH, FILE), None);
    }
}
