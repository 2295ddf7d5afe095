use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use auth::UserClaims;
use axum::routing::{get, post};
use axum::{Extension, Json};
use db::{Durability, Location};
use ids::{Role, TenantId};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::*;

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// A service that counts what it does.
struct Place {
    routes: Router,
    done: Arc<AtomicUsize>,
    clock: Clock,
    db: Db,
}

fn caller(actor: &str) -> Caller {
    let principal = Principal { tenant: TenantId::new("a"), actor: actor.into(), roles: vec![Role::Admin] };
    let claims = UserClaims {
        sub: actor.to_owned(),
        aud: "user".to_owned(),
        tid: "a".to_owned(),
        roles: vec![Role::Admin],
        name: String::new(),
        team: String::new(),
        sid: String::new(),
        exp: 0,
    };
    Caller { principal, claims }
}

impl Place {
    fn new(db: &Db, clock: Clock) -> Self {
        let done = Arc::new(AtomicUsize::new(0));
        let act = |Extension(done): Extension<Arc<AtomicUsize>>, Json(body): Json<Value>| async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if body["wrong"] == true {
                return Err(Fault::invalid("WRONG", "no"));
            }
            let number = done.fetch_add(1, Ordering::SeqCst) + 1;
            let mut answer = (StatusCode::CREATED, Json(json!({ "number": number }))).into_response();
            if body["secret"] == true {
                answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            }
            Ok(answer)
        };
        let routes =
            Router::new().route("/x/v1/act", post(act)).route("/x/v1/other", post(act)).route("/x/v1/act", get(|| async { "seen" }));
        let once =
            Once { db: db.clone(), clock: clock.clone(), tracker: TaskTracker::new(), max_body: 1000, waits: Duration::from_millis(200) };
        Self { routes: once.around(routes).layer(Extension(done.clone())), done, clock, db: db.clone() }
    }

    async fn send(&self, who: &str, (method, path, key): (Method, &str, &str), body: &Value) -> (u16, Value) {
        let request =
            http::Request::builder().method(method).uri(path).header("content-type", "application/json").header("idempotency-key", key);
        let mut request = request.body(Body::from(body.to_string())).unwrap();
        if !who.is_empty() {
            request.extensions_mut().insert(caller(who));
        }
        let answer = self.routes.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = to_bytes(answer.into_body(), 10_000).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    async fn act(&self, who: &str, key: &str, body: &Value) -> (u16, Value) {
        self.send(who, (Method::POST, "/x/v1/act", key), body).await
    }

    fn done(&self) -> usize {
        self.done.load(Ordering::SeqCst)
    }
}

/// Runs the test on a file, and in a schema of a server where there is one.
async fn everywhere(test: impl AsyncFn(Place)) {
    let folder = TempDir::new().unwrap();
    let mut places = vec![Location::File(folder.path().join("once.sqlite"))];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        places.push(Location::Schema { url: SERVER.to_owned(), schema: format!("once_{}", ids::new_id().replace('-', "")) });
    }
    for place in places {
        let db = Db::new(&place, Durability::Lazy).unwrap();
        db.migrate(&migrations()).await.unwrap();
        test(Place::new(&db, Clock::manual(100_000_000))).await;
        if let Location::Schema { schema, .. } = &place {
            let mut tx = db.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        db.close().await;
    }
}

fn code(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_repetition_is_answered_as_the_first_time_and_nothing_is_done_twice() {
    everywhere(async |place| {
        let first = place.act("ann", "k", &json!({ "n": 1 })).await;
        assert_eq!(first, (201, json!({ "number": 1 })));
        assert_eq!(place.act("ann", "k", &json!({ "n": 1 })).await, first);
        assert_eq!(place.done(), 1);
        assert_eq!(code(&place.act("ann", "k", &json!({ "n": 2 })).await), (409, "KEY_REUSED"));
        assert_eq!(code(&place.send("ann", (Method::POST, "/x/v1/act?dryRun=true", "k"), &json!({ "n": 1 })).await), (409, "KEY_REUSED"));
        assert_eq!(place.done(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_its_callers_own_and_of_one_address() {
    everywhere(async |place| {
        for (number, (who, path)) in [("ann", "/x/v1/act"), ("bob", "/x/v1/act"), ("ann", "/x/v1/other")].into_iter().enumerate() {
            let answer = place.send(who, (Method::POST, path, "k"), &json!({ "by": who })).await;
            assert_eq!(answer, (201, json!({ "number": number + 1 })));
        }
    })
    .await;
}

#[tokio::test]
async fn requests_that_come_at_once_are_done_once_and_answered_alike() {
    everywhere(async |place| {
        let body = json!({ "n": 1 });
        let answers = futures::future::join_all((0..5).map(|_| place.act("ann", "k", &body))).await;
        assert!(answers.iter().all(|answer| *answer == (201, json!({ "number": 1 }))), "{answers:?}");
        assert_eq!(place.done(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_caller_that_goes_away_finds_it_done_when_it_asks_again() {
    everywhere(async |place| {
        let body = json!({ "n": 1 });
        let gone = tokio::time::timeout(Duration::from_millis(5), place.act("ann", "k", &body)).await;
        let mut answer = place.act("ann", "k", &body).await;
        while code(&answer) == (409, "STILL_AT_WORK") {
            answer = place.act("ann", "k", &body).await;
        }
        assert_eq!((gone.is_err(), answer, place.done()), (true, (201, json!({ "number": 1 })), 1));
    })
    .await;
}

#[tokio::test]
async fn what_was_refused_is_judged_anew() {
    everywhere(async |place| {
        assert_eq!(code(&place.act("ann", "k", &json!({ "wrong": true })).await), (400, "WRONG"));
        assert_eq!(place.act("ann", "k", &json!({ "wrong": false })).await.0, 201);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_nobody_may_keep_is_not_kept_and_what_it_answered_is_not_done_again() {
    everywhere(async |place| {
        let body = json!({ "secret": true });
        assert_eq!(place.act("ann", "k", &body).await.0, 201);
        assert_eq!(code(&place.act("ann", "k", &body).await), (409, "ANSWER_NOT_KEPT"));
        assert_eq!(place.done(), 1);
        let kept = place.db.query_one("SELECT COUNT(*) FROM http_answer WHERE answer IS NOT NULL", &[]).await.unwrap().unwrap();
        assert_eq!(kept.get::<i64>(0).unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_request_whose_process_died_is_let_through_when_nobody_can_be_at_work_on_it_any_more() {
    everywhere(async |place| {
        let body = json!({ "n": 1 });
        let mut tx = place.db.begin().await.unwrap();
        let sql = "INSERT INTO http_answer (tenant, actor, path, key, asked, begun_at, status, kind) VALUES ('a', 'ann', '/x/v1/act', 'k', $1, $2, 0, '')";
        tx.execute(sql, &params![digest("", body.to_string().as_bytes()), place.clock.now()]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(code(&place.act("ann", "k", &body).await), (409, "STILL_AT_WORK"));
        place.clock.advance(AT_WORK + 1);
        assert_eq!(place.act("ann", "k", &body).await, (201, json!({ "number": 1 })));
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day() {
    everywhere(async |place| {
        for (later, number) in [(0, 1), (KEPT, 1), (1, 2)] {
            place.clock.advance(later);
            assert_eq!(place.act("ann", "k", &json!({})).await, (201, json!({ "number": number })));
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_person_or_for_other_methods_a_key_means_nothing_and_a_bad_one_is_refused() {
    everywhere(async |place| {
        for number in [1, 2] {
            assert_eq!(place.act("", "k", &json!({})).await, (201, json!({ "number": number })));
            assert_eq!(place.send("ann", (Method::GET, "/x/v1/act", "k"), &json!({})).await.0, 200);
        }
        for key in ["", &"x".repeat(129)] {
            assert_eq!(code(&place.act("ann", key, &json!({})).await), (400, "KEY_MALFORMED"));
        }
    })
    .await;
}
