//! The five routes of every kind of document.

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use errors::Fault;
use http::{HeaderMap, StatusCode};
use ids::{Principal, Role};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::Api;
use crate::client::ClientAddress;
use crate::http::Caller;
use crate::objects::describe::describe;
use crate::objects::secrets;
use crate::objects::{By, Object, Objects, Stored};
use crate::once;

/// Who may read and who may change documents of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// Any of these may read.
    pub read: &'static [Role],
    /// Any of these may change.
    pub write: &'static [Role],
}

impl Access {
    /// Everybody who is signed in reads, administrators change.
    pub const ADMIN_WRITES: Self = Self { read: &[Role::Agent, Role::Supervisor, Role::Admin], write: &[Role::Admin] };
}

struct Kind<T> {
    objects: Objects<T>,
    access: Access,
}

impl<T> Clone for Kind<T> {
    fn clone(&self) -> Self {
        Self { objects: self.objects.clone(), access: self.access }
    }
}

impl<T: Object> Kind<T> {
    /// Takes what is sent; whoever sends an answer back means the document in it.
    fn parse(&self, mut body: Map<String, Value>, before: Option<&T>) -> errors::Result<(Option<String>, Option<i64>, T)> {
        if self.objects.0.remark.is_some() {
            body.remove("warnings");
        }
        parse(body, before)
    }

    /// A document as it was stored, or would be, with what is said of it.
    async fn remarked(&self, principal: &Principal, stored: &Stored<T>) -> errors::Result<Value> {
        let mut value = shown(stored)?;
        if let Some(remark) = &self.objects.0.remark {
            value["warnings"] = remark(principal, &stored.id, &stored.doc).await.into();
        }
        Ok(value)
    }
}

/// Whether a change is only to be looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rehearsal {
    #[serde(default)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Items {
    items: Vec<Value>,
}

impl<T: Object> Objects<T> {
    /// `GET` and `POST` on `path`, `GET`, `PUT` and `DELETE` on `path/{id}`. A `PUT` carries the `version` it was made from.
    pub fn routes(&self, path: &str, access: Access) -> Api {
        let router = Router::new()
            .route(path, get(list::<T>).post(create::<T>))
            .route(&format!("{path}/{{id}}"), get(read::<T>).put(change::<T>).delete(remove::<T>))
            .with_state(Kind { objects: self.clone(), access });
        Api::with_openapi(describe::<T>(path, self.0.remark.is_some())).merge(router.into())
    }
}

async fn list<T: Object>(State(kind): State<Kind<T>>, caller: Caller) -> errors::Result<Json<Items>> {
    caller.require(kind.access.read)?;
    let all = kind.objects.list(&caller.principal.tenant).await?;
    Ok(Json(Items { items: all.values().map(|stored| shown(stored)).collect::<Result<_, _>>()? }))
}

async fn read<T: Object>(State(kind): State<Kind<T>>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(kind.access.read)?;
    let stored = kind.objects.get(&caller.principal.tenant, &id).await?;
    Ok(Json(shown(&*stored.ok_or_else(|| Fault::not_found(T::KIND, &id))?)?))
}

async fn create<T: Object>(
    State(kind): State<Kind<T>>,
    (caller, address): (Caller, ClientAddress),
    Query(rehearsal): Query<Rehearsal>,
    headers: HeaderMap,
    Json(body): Json<Map<String, Value>>,
) -> errors::Result<(StatusCode, Json<Value>)> {
    caller.require(kind.access.write)?;
    let (given, _, doc) = kind.parse(body, None)?;
    let principal = &caller.principal;
    if rehearsal.dry_run {
        let id = given.unwrap_or_else(ids::new_id);
        let rehearsed = kind.objects.rehearse(principal, &id, None, doc).await?;
        return Ok((StatusCode::OK, Json(kind.remarked(principal, &rehearsed).await?)));
    }
    let key = once::key(&headers)?;
    // The id follows from the key, so that the key lives as long as what it made and is written with it.
    let derived = key.map(|key| ids::derived_id(&[principal.tenant.as_str(), &principal.actor, T::KIND, key]));
    if let Some(id) = &derived
        && let Some(made) = kind.objects.get(&principal.tenant, id).await?
    {
        return Ok((StatusCode::CREATED, Json(kind.remarked(principal, &made).await?)));
    }
    let id = derived.or(given).unwrap_or_else(ids::new_id);
    let stored = kind.objects.put(By { principal, address: &address.0.to_string() }, &id, None, doc).await?;
    Ok((StatusCode::CREATED, Json(kind.remarked(principal, &stored).await?)))
}

async fn change<T: Object>(
    State(kind): State<Kind<T>>,
    (caller, address): (Caller, ClientAddress),
    Path(id): Path<String>,
    Query(rehearsal): Query<Rehearsal>,
    Json(body): Json<Map<String, Value>>,
) -> errors::Result<Json<Value>> {
    caller.require(kind.access.write)?;
    let before = kind.objects.get(&caller.principal.tenant, &id).await?;
    let (_, version, doc) = kind.parse(body, before.as_ref().map(|stored| &stored.doc))?;
    if rehearsal.dry_run {
        let rehearsed = kind.objects.rehearse(&caller.principal, &id, version, doc).await?;
        return Ok(Json(kind.remarked(&caller.principal, &rehearsed).await?));
    }
    let stored = kind.objects.put(By { principal: &caller.principal, address: &address.0.to_string() }, &id, version, doc).await?;
    Ok(Json(kind.remarked(&caller.principal, &stored).await?))
}

async fn remove<T: Object>(
    State(kind): State<Kind<T>>,
    caller: Caller,
    Path(id): Path<String>,
    address: ClientAddress,
) -> errors::Result<StatusCode> {
    caller.require(kind.access.write)?;
    kind.objects.delete(By { principal: &caller.principal, address: &address.0.to_string() }, &id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the store's own fields out of a document's body: id, version, the rest, with the secrets it had before where they are not sent.
fn parse<T: Object>(mut body: Map<String, Value>, before: Option<&T>) -> errors::Result<(Option<String>, Option<i64>, T)> {
    let id = body.remove("id").and_then(|id| id.as_str().map(str::to_owned)).filter(|id| !id.is_empty());
    if id.as_ref().is_some_and(|id| id.len() > 64) {
        return Err(Fault::invalid("ID_TOO_LONG", "an id has at most 64 bytes"));
    }
    let version = body.remove("version").and_then(|version| version.as_i64());
    body.remove("updatedAt");
    let doc = serde_json::from_value(secrets::with_kept(Value::Object(body), before)?)
        .map_err(|error| Fault::invalid("MALFORMED", format!("the {} is malformed: {error}", T::KIND)))?;
    Ok((id, version, doc))
}

fn shown<T: Object>(stored: &Stored<T>) -> errors::Result<Value> {
    let mut value = serde_json::to_value(stored).map_err(Fault::internal)?;
    secrets::mask::<T>(&mut value);
    value["updatedAt"] = ids::rfc3339(stored.updated_at).into();
    Ok(value)
}
