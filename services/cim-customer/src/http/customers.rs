//! Customers over HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use errors::Fault;
use ids::Principal;
use runtime::{Caller, once};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::domain::customer::{Customer, Shown};
use crate::ops;
use crate::ops::change_customer::Edit;
use crate::ops::list_customers;
use crate::state::State;

#[derive(Deserialize, IntoParams)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    after: Option<String>,
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CustomerPage)]
pub(super) struct Page {
    items: Vec<Shown>,
    /// The next page's `after`; null on the last.
    next: Option<String>,
}

/// A document as it is shown, sent back. What the service itself keeps is taken and not looked at.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CustomerChange)]
pub(super) struct Body {
    version: Option<i64>,
    first_name: Option<String>,
    is_anonymous: Option<bool>,
    phone_number: Option<Vec<String>>,
    email: Option<Vec<String>>,
    labels: Option<Vec<String>>,
    attributes: Option<BTreeMap<String, Value>>,
    #[serde(rename = "id")]
    _id: Option<Value>,
    #[serde(rename = "createdAt")]
    _created_at: Option<Value>,
    #[serde(rename = "updatedAt")]
    _updated_at: Option<Value>,
}

impl From<Body> for Edit {
    fn from(body: Body) -> Self {
        let Body { first_name, is_anonymous, phone_number, email, labels, attributes, .. } = body;
        Self { first_name, is_anonymous, phone_number, email, labels, attributes }
    }
}

/// Customers, found by name, identity or label.
#[utoipa::path(get, path = "/cim-customer/v1/customers", responses((status = 200, description = "Customers, found by name, identity or label", body = Page)))]
pub(super) async fn list(Shared(state): Shared<Arc<State>>, caller: Caller, Query(search): Query<Search>) -> errors::Result<Json<Page>> {
    let query = list_customers::Query { text: search.q, after: search.after, limit: search.limit };
    let page = list_customers::list_customers(&state, &caller.principal.tenant, query).await?;
    let items = ops::show_customer::show_customers(&state, &caller.principal, &page.items).await?;
    Ok(Json(Page { items, next: page.next }))
}

/// One customer.
#[utoipa::path(get, path = "/cim-customer/v1/customers/{id}", params(("id" = String, Path)), responses((status = 200, description = "One customer", body = Shown)))]
pub(super) async fn read(Shared(state): Shared<Arc<State>>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Shown>> {
    let customer = ops::get_customer::get_customer(&state, &caller.principal.tenant, &id).await?;
    shown(&state, &caller.principal, customer).await
}

/// A new customer; repeated with the same `Idempotency-Key`, the one it made.
#[utoipa::path(post, path = "/cim-customer/v1/customers", request_body = Body, responses((status = 201, description = "A new customer; repeated with the same `Idempotency-Key`, the one it made", body = Shown)))]
pub(super) async fn create(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    headers: HeaderMap,
    Json(body): Json<Body>,
) -> errors::Result<(StatusCode, Json<Shown>)> {
    let key = once::key(&headers)?;
    let customer = ops::create_customer::create_customer(&state, &caller.principal, body.into(), key).await?;
    Ok((StatusCode::CREATED, shown(&state, &caller.principal, customer).await?))
}

/// Changes a customer; a `version` that is no longer current is refused.
#[utoipa::path(put, path = "/cim-customer/v1/customers/{id}", params(("id" = String, Path)), request_body = Body, responses((status = 200, description = "Changes a customer; a `version` that is no longer current is refused", body = Shown)))]
pub(super) async fn change(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<Body>,
) -> errors::Result<Json<Shown>> {
    let version = body.version.ok_or_else(|| Fault::invalid("VERSION_MISSING", "a change names the `version` it was made from"))?;
    let customer = ops::change_customer::change_customer(&state, &caller.principal, &id, version, body.into()).await?;
    shown(&state, &caller.principal, customer).await
}

/// Erases a customer.
#[utoipa::path(delete, path = "/cim-customer/v1/customers/{id}", params(("id" = String, Path)), responses((status = 204, description = "Erases a customer")))]
pub(super) async fn erase(Shared(state): Shared<Arc<State>>, caller: Caller, Path(id): Path<String>) -> errors::Result<StatusCode> {
    ops::erase_customer::erase_customer(&state, &caller.principal, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn shown(state: &State, principal: &Principal, customer: Customer) -> errors::Result<Json<Shown>> {
    let mut shown = ops::show_customer::show_customers(state, principal, &[customer]).await?;
    shown.pop().map(Json).ok_or_else(|| Fault::internal("one customer in, none out"))
}
