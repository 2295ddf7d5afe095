//! Links to files: signed for one viewer, good for half a day.

use std::time::Duration;

use auth::{Keyring, ServiceTokens};
use ids::{Clock, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::context::Context;

/// How long a link is good, at least.
const LIFE: Duration = Duration::from_hours(12);
/// Links made in the same hour are the same, so that browsers find in their caches what they have.
const STEP: i64 = 3600;
/// What passes are for; no other token of ours says so.
const AUDIENCE: &str = "file-link";

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// Always `file-link`.
    pub aud: String,
    /// Tenant.
    pub tid: String,
    /// File.
    pub fid: String,
    /// The viewer it was made for.
    pub sub: String,
    /// Seconds since the epoch.
    pub exp: i64,
}

/// Signs links with the service's own key; file-engine knows the public half.
#[derive(Clone)]
pub struct Links {
    tokens: ServiceTokens,
    clock: Clock,
}

impl Links {
    /// Links that this service vouches for.
    pub fn new(cx: &Context) -> Self {
        Self::signed_with(cx.tokens(), cx.clock())
    }

    /// Links signed with the key of those tokens.
    pub fn signed_with(tokens: ServiceTokens, clock: Clock) -> Self {
        Self { tokens, clock }
    }

    /// The query that opens a file to a viewer.
    fn query(&self, tenant: &TenantId, file_id: &str, viewer: &str) -> Result<String, auth::Error> {
        let life = i64::try_from(LIFE.as_secs()).unwrap_or(STEP);
        let exp = (self.clock.now() / 1000 + life) / STEP * STEP + STEP;
        let pass = Pass { aud: AUDIENCE.to_owned(), tid: tenant.as_str().to_owned(), fid: file_id.to_owned(), sub: viewer.to_owned(), exp };
        auth::sign(self.tokens.key(), &pass)
    }

    /// Path and query under which that viewer gets a file's bytes.
    pub fn content(&self, tenant: &TenantId, file_id: &str, viewer: &str) -> errors::Result<String> {
        Ok(format!("/file-engine/v1/files/{file_id}/content?token={}", self.query(tenant, file_id, viewer)?))
    }

    /// Replaces the addresses in the delivered copy of a body: nothing that somebody else wrote is ever fetched by a viewer's browser; a file
    /// of ours gets links for this viewer.
    pub fn dress(&self, tenant: &TenantId, (file_id, viewer): (&str, &str), body: &mut Value) {
        let Some(attachment) = body.get_mut("attachment").and_then(Value::as_object_mut) else { return };
        attachment.remove("mediaUrl");
        attachment.remove("thumbnail");
        if file_id.is_empty() {
            // It names no file of ours, whatever it says.
            attachment.remove("fileId");
            return;
        }
        match self.query(tenant, file_id, viewer) {
            Ok(token) => {
                let address = |part: &str| Value::from(format!("/file-engine/v1/files/{file_id}/{part}?token={token}"));
                attachment.insert("mediaUrl".to_owned(), address("content"));
                if attachment.contains_key("width") {
                    attachment.insert("thumbnail".to_owned(), address("thumbnail"));
                }
            }
            Err(error) => tracing::error!(%error, "no link could be signed"),
        }
    }
}

/// What a link says, checked: some service of ours signed it, and its time is not over.
pub fn verify_pass(keyring: &Keyring, token: &str) -> Result<Pass, auth::Error> {
    auth::verify(keyring, token, AUDIENCE, "svc:")
}

#[cfg(test)]
mod tests {
    use auth::SigningKey;
    use serde_json::json;

    use super::*;

    fn links(keyring: &Keyring, clock: &Clock) -> Links {
        let key = SigningKey::generate("svc:web-channel-manager").unwrap();
        Links { tokens: ServiceTokens::new(key, keyring.clone(), clock.clone()), clock: clock.clone() }
    }

    fn token(body: &Value, field: &str) -> String {
        body["attachment"][field].as_str().unwrap().split_once("token=").unwrap().1.to_owned()
    }

    #[test]
    fn a_viewer_gets_links_of_their_own_and_strangers_addresses_are_gone() {
        let keyring = Keyring::default();
        let links = links(&keyring, &Clock::System);
        let body =
            json!({ "type": "IMAGE", "attachment": { "mediaUrl": "https://evil.example/x", "thumbnail": "y", "width": 5, "fileId": "f" } });
        let mut ours = body.clone();
        links.dress(&TenantId::new("a"), ("f", "alice"), &mut ours);
        let pass = verify_pass(&keyring, &token(&ours, "mediaUrl")).unwrap();
        assert_eq!((pass.tid.as_str(), pass.fid.as_str(), pass.sub.as_str()), ("a", "f", "alice"));
        assert_eq!(token(&ours, "thumbnail"), token(&ours, "mediaUrl"));
        let mut foreign = body;
        links.dress(&TenantId::new("a"), ("", "alice"), &mut foreign);
        assert_eq!(foreign["attachment"], json!({ "width": 5 }));
    }

    #[test]
    fn links_of_the_same_hour_are_the_same_and_last_half_a_day() {
        let keyring = Keyring::default();
        let clock = Clock::manual(1_800_000_000_000);
        let links = links(&keyring, &clock);
        let made = |links: &Links| links.content(&TenantId::default(), "f", "v").unwrap();
        let first = made(&links);
        clock.advance(60_000);
        assert_eq!(made(&links), first);
        clock.advance(3_600_000);
        assert_ne!(made(&links), first);
        let pass: Pass = verify_pass(&keyring, first.split_once("token=").unwrap().1).unwrap();
        assert!(pass.exp - 1_800_000_000 >= 43_200, "{pass:?}");
    }

    #[test]
    fn no_other_token_of_ours_opens_a_file() {
        let keyring = Keyring::default();
        let key = SigningKey::generate("svc:ccm").unwrap();
        let tokens = ServiceTokens::new(key, keyring.clone(), Clock::System);
        let bearer = tokens.bearer("file-engine").unwrap();
        assert!(verify_pass(&keyring, bearer.trim_start_matches("Bearer ")).is_err());
    }
}
