//! An empty installation gets people to sign in as, and the links to do so. Later starts leave everything alone.
//!
//! Everything is created under ids derived from names, and a fact in the store says how far it came: a start that was cut short is
//! taken up by the next.

mod demo;
mod files;

use std::collections::BTreeMap;
use std::time::Duration;

use errors::Kind;
use ids::{Ms, Principal, TenantId};
use runtime::objects::{Object, Objects};

use crate::config::{FirstStart, ms};
use crate::ops::issue_link::issue;
use crate::ops::operator_sign_in;
use crate::state::State;

/// Says how far the first start came: absent, `begun` and until when that replica is believed to be at it, `done`.
const FACT: &str = "first_start";
/// So long it may take a replica, in milliseconds: then it has died on the way.
const TURN: Ms = 10_000;
/// How often the others look whether it is done.
const LOOK: Duration = Duration::from_millis(200);

pub(crate) async fn first_start(state: &State) -> runtime::Result<()> {
    while !state.store.is_ready().await {
        // Migrations are somebody else's to apply.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    state.passwords.warm().await?;
    if state.config.operator {
        operator(state).await?;
    }
    if takes_turn(state).await? {
        fill(state).await?;
    }
    Ok(state.store.set_fact(FACT, "done").await?)
}

/// Whether there is something to do, and it is for this replica to do. New links make those of before void: two replicas that both gave some out
/// would leave people with links that are worth nothing.
async fn takes_turn(state: &State) -> runtime::Result<bool> {
    loop {
        // Before the fact: whoever fills the installation has said so first.
        let empty = state.kinds.users.list(&TenantId::default()).await?.is_empty();
        let (found, now) = (state.store.fact(FACT).await?, state.clock.now());
        let until: Ms = match found.as_deref().map(|found| found.strip_prefix("begun")) {
            None if empty => 0,
            Some(Some(until)) => until.trim().parse().unwrap_or_default(),
            _ => return Ok(false),
        };
        // Nobody else is at a store of files: what was begun there was cut short.
        let free = until <= now || !state.store.is_shared();
        if free && state.store.claim_fact(FACT, found.as_deref(), &format!("begun {}", now + TURN)).await? {
            return Ok(true);
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn fill(state: &State) -> runtime::Result<()> {
    let principal = Principal::service(TenantId::default(), "unified-admin");
    if state.config.first_start == FirstStart::Demo {
        demo::catalogue(state, &principal).await?;
        demo::people(state, &principal).await?;
    }
    put(&state.kinds.users, &principal, "admin", demo::administrator()).await?;
    let links = links(state, &principal).await?;
    let path = state.data.join("links.json");
    files::write(&path, &serde_json::to_vec_pretty(&links)?).await?;
    tracing::info!(file = %path.display(), "first start: the one-time sign-in links are there");
    Ok(())
}

/// Links for those who have never signed in.
async fn links(state: &State, principal: &Principal) -> runtime::Result<BTreeMap<&'static str, String>> {
    let people: &[_] = match state.config.first_start {
        FirstStart::Demo => &[("agent1", "alice"), ("agent2", "bob"), ("supervisor", "sara"), ("admin", "admin")],
        FirstStart::Admin => &[("admin", "admin")],
    };
    let mut links = BTreeMap::new();
    for (key, name) in people {
        let id = derived(principal, "user", name);
        links.insert(*key, issue(state, principal, &id, (ms(state.config.first_link_life), "")).await?.url);
    }
    Ok(links)
}

/// Creates the document unless an earlier start did.
async fn put<T: Object>(objects: &Objects<T>, principal: &Principal, name: &str, doc: T) -> runtime::Result<String> {
    let id = derived(principal, T::KIND, name);
    match objects.put(runtime::objects::By::itself(principal), &id, None, doc).await {
        Err(fault) if !matches!(fault.kind(), Kind::Conflict | Kind::AlreadyExists) => Err(fault.into()),
        _ => Ok(id),
    }
}

fn derived(principal: &Principal, kind: &str, name: &str) -> String {
    ids::derived_id(&[principal.tenant.as_str(), kind, name])
}

/// The operator's token: the one that is set, else made when its file is missing; recognised by the digest in the store.
async fn operator(state: &State) -> runtime::Result<()> {
    let given = &state.config.operator_token;
    if !given.is_empty() {
        return Ok(state.store.set_fact(operator_sign_in::FACT, &auth::token_digest(given)).await?);
    }
    let path = state.data.join("operator.token");
    let kept = files::read(&path).await?;
    let token = kept.clone().unwrap_or_else(auth::random_token);
    // First the digest: whoever sees the file can use it.
    state.store.set_fact(operator_sign_in::FACT, &auth::token_digest(&token)).await?;
    if kept.is_none() {
        files::write(&path, token.as_bytes()).await?;
    }
    Ok(())
}
