//! A `POST` that is made again is answered as it was the first time, and nothing is done twice.
//!
//! The one home of `Idempotency-Key`. Of a signed-in caller's `POST` with a key, the service's own store keeps what was asked and what was answered, for
//! 24 hours. The same key at the same address again, of the same caller: the first answer, if the same is asked; else a refusal. What was refused or
//! failed is not kept: it is judged anew. Nor are answers that nobody may keep (`Cache-Control: no-store`): the repetition hears that it was done.
//!
//! The answer is written behind the change, not with it. A process that dies between the two leaves a request that was begun: it is let through
//! again after a minute, when nobody can be at work on it any more. Operations that this would do twice derive their ids from the key ([`key`]), or from what
//! they act on, and find it done.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use db::{Db, Migration, Migrations, params};
use errors::{Fault, Kind};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use ids::{Clock, Ms, Principal, Trace};
use sha2::{Digest as _, Sha256};
use tokio_util::task::TaskTracker;

use crate::http::Caller;

/// How long an answer is kept, in milliseconds.
const KEPT: Ms = 24 * 3_600_000;
/// How long somebody may be at work on a request, in milliseconds; far more than anything takes.
const AT_WORK: Ms = 60_000;
const LOOKS_AGAIN: Duration = Duration::from_millis(50);
/// Bytes of a key.
const LONGEST: usize = 128;
/// Bytes of an answer that is kept; a longer one is as one that nobody may keep.
const LARGEST: usize = 1 << 20;

/// The `Idempotency-Key` of a request.
///
/// # Errors
/// If it is no text of 1 to 128 characters.
pub fn key(headers: &HeaderMap) -> errors::Result<Option<&str>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST);
    key.map(Some).ok_or_else(|| Fault::invalid("KEY_MALFORMED", "an Idempotency-Key has 1 to 128 characters of ASCII"))
}

/// The table of answers; part of every service's migrations.
pub(crate) fn migrations() -> Migrations {
    Migrations::new([Migration {
        version: 930_001,
        name: "answers to requests with a key",
        sql: "CREATE TABLE http_answer (
                tenant TEXT NOT NULL,
                actor TEXT NOT NULL,
                path TEXT NOT NULL,
                key TEXT NOT NULL,
                asked BYTEA NOT NULL,
                begun_at BIGINT NOT NULL,
                status BIGINT NOT NULL,
                kind TEXT NOT NULL,
                answer BYTEA,
                PRIMARY KEY (tenant, actor, path, key)
              );
              CREATE INDEX http_answer_age ON http_answer (tenant, begun_at);",
    }])
}

/// Answers of one service.
#[derive(Clone)]
pub(crate) struct Once {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) tracker: TaskTracker,
    /// Bytes of a request's body.
    pub(crate) max_body: usize,
    /// How long a repetition waits for whoever is at work on it.
    pub(crate) waits: Duration,
}

impl Once {
    /// The routes, asked once.
    pub(crate) fn around(self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(self, once))
    }
}

/// One request, by whom and what for.
struct Asked {
    whose: Principal,
    path: String,
    key: String,
    /// Of the whole address and the body.
    digest: Vec<u8>,
}

/// What the store has of a request.
enum Known {
    /// Nothing: it is ours to do.
    New,
    /// Somebody is at work on it.
    Begun,
    /// Something else was asked with the key.
    Other,
    Answered(Response),
}

async fn once(State(once): State<Once>, request: Request, next: Next) -> Response {
    let (whose, key) = match keyed(&request) {
        Ok(Some(keyed)) => keyed,
        Ok(None) => return next.run(request).await,
        Err(fault) => return fault.into_response(),
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, once.max_body).await else {
        return Fault::new(Kind::TooLarge, "TOO_LARGE", "the body is too large").into_response();
    };
    let path = parts.uri.path().to_owned();
    let digest = digest(parts.uri.query().unwrap_or_default(), &body);
    let asked = Asked { whose, path, key, digest };
    match once.known(&asked).await {
        Ok(Known::New) => {}
        Ok(Known::Answered(answer)) => return answer,
        Ok(Known::Other) => {
            return Fault::new(Kind::Conflict, "KEY_REUSED", "this Idempotency-Key was used for something else: take a new one")
                .into_response();
        }
        Ok(Known::Begun) => {
            return Fault::new(Kind::Conflict, "STILL_AT_WORK", "the same request is still at work: ask again").into_response();
        }
        Err(error) => return Fault::from(error).into_response(),
    }
    let request = Request::from_parts(parts, Body::from(body));
    // In a task of its own: whoever goes away and asks again must find it done.
    let done = once.tracker.clone().spawn(Trace::current().unwrap_or_else(Trace::begin).scope(async move {
        let answer = next.run(request).await;
        once.keep(&asked, answer).await
    }));
    done.await.unwrap_or_else(|error| Fault::internal(error).into_response())
}

/// Whose request it is and its key, if it is to be done once.
fn keyed(request: &Request) -> errors::Result<Option<(Principal, String)>> {
    let caller = request.extensions().get::<Caller>().filter(|_| request.method() == Method::POST);
    let Some(caller) = caller else { return Ok(None) };
    Ok(key(request.headers())?.map(|key| (caller.principal.clone(), key.to_owned())))
}

fn digest(query: &str, body: &[u8]) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(query);
    digest.update([0]);
    digest.update(body);
    digest.finalize().to_vec()
}

impl Once {
    /// What is known of the request, once nobody is at work on it or the wait is over.
    async fn known(&self, asked: &Asked) -> db::Result<Known> {
        let begun = tokio::time::Instant::now();
        loop {
            match self.begin(asked).await? {
                Known::Begun if begun.elapsed() < self.waits => tokio::time::sleep(LOOKS_AGAIN).await,
                known => return Ok(known),
            }
        }
    }

    /// Takes the request for us, or says what is known of it.
    async fn begin(&self, asked: &Asked) -> db::Result<Known> {
        let now = self.clock.now();
        let (tenant, actor) = (&asked.whose.tenant, &*asked.whose.actor);
        let mut tx = self.db.begin().await?;
        tx.execute("DELETE FROM http_answer WHERE tenant = $1 AND begun_at < $2", &params![tenant, now - KEPT]).await?;
        let sql = "DELETE FROM http_answer WHERE tenant = $1 AND actor = $2 AND path = $3 AND key = $4 AND status = 0 AND begun_at < $5";
        tx.execute(sql, &params![tenant, actor, &asked.path, &asked.key, now - AT_WORK]).await?;
        let sql = "INSERT INTO http_answer (tenant, actor, path, key, asked, begun_at, status, kind) VALUES ($1, $2, $3, $4, $5, $6, 0, '')
                   ON CONFLICT (tenant, actor, path, key) DO NOTHING";
        if tx.execute(sql, &params![tenant, actor, &asked.path, &asked.key, asked.digest.clone(), now]).await? == 1 {
            tx.commit().await?;
            return Ok(Known::New);
        }
        let sql = "SELECT asked, status, kind, answer FROM http_answer WHERE tenant = $1 AND actor = $2 AND path = $3 AND key = $4";
        let row = tx.query_one(sql, &params![tenant, actor, &asked.path, &asked.key]).await?;
        tx.commit().await?;
        // It was let go of at this moment: the next look takes it.
        let Some(row) = row else { return Ok(Known::Begun) };
        let (digest, status): (Vec<u8>, i64) = (row.get(0)?, row.get(1)?);
        Ok(match (digest == asked.digest, status) {
            (false, _) => Known::Other,
            (true, 0) => Known::Begun,
            (true, status) => Known::Answered(again(status, &row.get::<String>(2)?, row.get(3)?)),
        })
    }

    /// Keeps an answer that says that something was done; lets go of the request otherwise.
    async fn keep(&self, asked: &Asked, answer: Response) -> Response {
        let (parts, body) = answer.into_parts();
        let kept = if parts.status.is_success() { Some(parts.status) } else { None };
        let secret = parts.headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes() == b"no-store");
        let Ok(body) = to_bytes(body, usize::MAX).await else { return Fault::internal("an answer broke off").into_response() };
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let text = if secret || body.len() > LARGEST { None } else { Some(body.to_vec()) };
        if let Err(error) = self.write(asked, kept, (kind, text)).await {
            // The change is made. A repetition is let through when the wait is over.
            tracing::warn!(%error, path = asked.path, "an answer was not kept");
        }
        Response::from_parts(parts, Body::from(body))
    }

    async fn write(&self, asked: &Asked, status: Option<StatusCode>, (kind, text): (&str, Option<Vec<u8>>)) -> db::Result<()> {
        let (tenant, actor) = (&asked.whose.tenant, &*asked.whose.actor);
        let mut tx = self.db.begin().await?;
        if let Some(status) = status {
            let sql =
                "UPDATE http_answer SET status = $5, kind = $6, answer = $7 WHERE tenant = $1 AND actor = $2 AND path = $3 AND key = $4";
            tx.execute(sql, &params![tenant, actor, &asked.path, &asked.key, i64::from(status.as_u16()), kind, text]).await?;
        } else {
            let sql = "DELETE FROM http_answer WHERE tenant = $1 AND actor = $2 AND path = $3 AND key = $4";
            tx.execute(sql, &params![tenant, actor, &asked.path, &asked.key]).await?;
        }
        tx.commit().await
    }
}

/// The first answer once more.
fn again(status: i64, kind: &str, text: Option<Vec<u8>>) -> Response {
    let Some(text) = text else {
        return Fault::new(Kind::Conflict, "ANSWER_NOT_KEPT", "this was done before; its answer is not kept").into_response();
    };
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
    let mut response = (status, Bytes::from(text)).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    if let Some(kind) = HeaderValue::from_str(kind).ok().filter(|kind| !kind.is_empty()) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

#[cfg(test)]
mod tests;
