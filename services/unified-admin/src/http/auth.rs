//! Signing in and out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use ids::Ms;
use runtime::Caller;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::Answer;
use super::origin::Origin;
use crate::domain::second_factor::Enrolment;
use crate::domain::user::{OPERATOR, Shown};
use crate::error::Error;
use crate::ops;
use crate::ops::open_session::{Entered, Opened};
use crate::ops::set_password::NewPassword;
use crate::ops::sign_in::SignIn;
use crate::state::State;

const COOKIE: &str = "switchboard_refresh";
const COOKIE_PATH: &str = "/unified-admin/v1/auth";

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    username: String,
    password: String,
    /// Of the second factor, for whoever has one.
    code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkTokenBody {
    token: String,
    /// Of the second factor, for whoever has one.
    code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PasswordBody {
    new_password: String,
    current_password: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    access_token: String,
    expires_at: String,
    user: Shown,
}

/// Signs in by password.
#[utoipa::path(post, path = "/unified-admin/v1/auth/sign-in", request_body = SignInBody, responses((status = 200, description = "Signs in by password", body = Session), (status = 202, description = "A second factor must be set up first; its first code opens the session", body = Enrolment)), security(()))]
pub(super) async fn sign_in(Shared(state): Shared<Arc<State>>, origin: Origin, Json(body): Json<SignInBody>) -> Answer<Response> {
    let command =
        SignIn { tenant: origin.tenant, username: body.username, password: body.password, code: body.code, address: origin.address };
    Ok(entered(ops::sign_in::sign_in(&state, command).await?, origin.https))
}

/// Signs in by a one-time link.
#[utoipa::path(post, path = "/unified-admin/v1/auth/links", request_body = LinkTokenBody, responses((status = 200, description = "Signs in by a one-time link", body = Session), (status = 202, description = "A second factor must be set up first; its first code opens the session", body = Enrolment)), security(()))]
pub(super) async fn use_link(Shared(state): Shared<Arc<State>>, origin: Origin, Json(body): Json<LinkTokenBody>) -> Answer<Response> {
    let given = (body.token.as_str(), body.code.as_deref());
    Ok(entered(ops::use_link::use_link(&state, given, &origin.address).await?, origin.https))
}

/// Signs in whoever runs the installation.
#[utoipa::path(post, path = "/unified-admin/v1/auth/operator", request_body = TokenBody, responses((status = 200, description = "Signs in whoever runs the installation", body = Session)), security(()))]
pub(super) async fn operator(Shared(state): Shared<Arc<State>>, origin: Origin, Json(body): Json<TokenBody>) -> Answer<Response> {
    Ok(opened(ops::operator_sign_in::operator_sign_in(&state, &body.token, &origin.address).await?, origin.https))
}

/// A new access token for the refresh cookie.
#[utoipa::path(post, path = "/unified-admin/v1/auth/refresh", responses((status = 200, description = "A new access token for the refresh cookie", body = Session)), security(()))]
pub(super) async fn refresh(Shared(state): Shared<Arc<State>>, origin: Origin, headers: HeaderMap) -> Answer<Response> {
    from_script(&headers)?;
    let token = cookie(&headers).ok_or(Error::SessionOver)?;
    Ok(opened(ops::refresh::refresh(&state, token, &origin.address).await?, origin.https))
}

/// Ends the session of the refresh cookie.
#[utoipa::path(post, path = "/unified-admin/v1/auth/sign-out", responses((status = 204, description = "Ends the session of the refresh cookie")), security(()))]
pub(super) async fn sign_out(Shared(state): Shared<Arc<State>>, origin: Origin, headers: HeaderMap) -> Answer<Response> {
    from_script(&headers)?;
    if let Some(token) = cookie(&headers) {
        ops::sign_out::sign_out(&state, token, &origin.address).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, "", 0, origin.https);
    Ok(response)
}

/// Sets the caller’s password.
#[utoipa::path(post, path = "/unified-admin/v1/auth/password", request_body = PasswordBody, responses((status = 204, description = "Sets the caller’s password")))]
pub(super) async fn password(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Json(body): Json<PasswordBody>,
) -> Answer<StatusCode> {
    let given = NewPassword { new: body.new_password, current: body.current_password };
    ops::set_password::set_password(&state, &caller, given, &origin.address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who the caller is.
#[utoipa::path(get, path = "/unified-admin/v1/auth/me", responses((status = 200, description = "Who the caller is", body = Shown)))]
pub(super) async fn me(Shared(state): Shared<Arc<State>>, caller: Caller) -> Answer<Json<Shown>> {
    let tenant = &caller.principal.tenant;
    if caller.claims.sub == OPERATOR {
        return Ok(Json(Shown::of_claims(&caller.claims)));
    }
    let user = state.kinds.users.get(tenant, &caller.claims.sub).await?.ok_or(Error::SessionOver)?;
    Ok(Json(Shown::new(tenant.as_str(), &user)))
}

/// Public keys of users’ tokens (RFC 7517).
#[utoipa::path(get, path = "/unified-admin/v1/.well-known/jwks.json", responses((status = 200, description = "Public keys of users’ tokens (RFC 7517)", body = Value)), security(()))]
pub(super) async fn jwks(Shared(state): Shared<Arc<State>>) -> Json<::auth::Jwks> {
    Json(state.issuer.jwks())
}

/// A form on another site can send our cookie but not this header.
fn from_script(headers: &HeaderMap) -> Result<(), Error> {
    let given = headers.get("x-switchboard").is_some_and(|value| value == "1");
    if given { Ok(()) } else { Err(Error::HeaderMissing) }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let lists = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == COOKIE && !value.is_empty()).map(|(_, value)| value)
}

fn entered(entered: Entered, https: bool) -> Response {
    match entered {
        Entered::Session(session) => opened(session, https),
        Entered::Enrol(enrolment) => no_store((StatusCode::ACCEPTED, Json(enrolment)).into_response()),
    }
}

fn opened(opened: Opened, https: bool) -> Response {
    session(Json(session_body(&opened)).into_response(), opened, https)
}

pub(super) fn session_body(opened: &Opened) -> Session {
    Session { access_token: opened.access.text.clone(), expires_at: ids::rfc3339(opened.access.expires_at), user: opened.user.clone() }
}

/// An answer that begins a session: with its cookie.
pub(super) fn session(response: Response, opened: Opened, https: bool) -> Response {
    let mut response = no_store(response);
    if let Some(refresh) = opened.refresh {
        set_cookie(&mut response, &refresh.token, refresh.seconds, https);
    }
    response
}

/// An answer with something in it that nobody may keep.
pub(super) fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `Secure` only where the browser speaks https: on plain http it would throw such a cookie away.
fn set_cookie(response: &mut Response, token: &str, seconds: Ms, https: bool) {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path={COOKIE_PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}
