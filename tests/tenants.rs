//! Another tenant's people reach nothing of ours, whatever they name: every HTTP operation and every call of every service, and the sockets.

mod calls;
mod hosts;
mod listed;
mod operations;
mod sockets;
mod sweep;

pub(crate) use operations::{DOCUMENTS, Names, OPERATIONS};

use std::path::Path;

use auth::{SigningKey, UserClaims};
use ids::Role;
use testing::Client;

/// Somebody of another tenant with every role there is, who has the id of one of our own people.
fn stranger(base: &str, data: &Path, id: &str) -> anyhow::Result<Client> {
    let keys = data.join("keys");
    let public = std::fs::read_to_string(keys.join("issuer.pub"))?;
    let key_id = public.split_whitespace().next().unwrap_or_default();
    let key = SigningKey::load_or_create(&keys, "issuer", key_id)?;
    let claims = UserClaims {
        sub: id.to_owned(),
        aud: "user".to_owned(),
        tid: "elsewhere".to_owned(),
        roles: vec![Role::Agent, Role::Supervisor, Role::Admin],
        name: "Stranger".to_owned(),
        team: String::new(),
        sid: ids::new_id(),
        exp: ids::Clock::System.now() / 1000 + 600,
    };
    Ok(Client::with_token(base, &auth::sign(&key, &claims)?))
}
