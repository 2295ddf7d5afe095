//! Access tokens: what every service believes about a user for a few minutes.

use std::time::Duration;

use auth::{Jwks, Keyring, SigningKey, UserClaims};
use ids::{Clock, Ms, TenantId};
use runtime::Context;
use runtime::objects::Stored;

use crate::config::ms;
use crate::domain::user::User;

/// The one that signs them.
pub(crate) struct Issuer {
    key: SigningKey,
    keyring: Keyring,
    clock: Clock,
    life: Ms,
}

/// A signed token and the end of its life.
pub(crate) struct AccessToken {
    pub(crate) text: String,
    pub(crate) expires_at: Ms,
}

impl Issuer {
    pub(crate) fn new(cx: &Context, life: Duration) -> Result<Self, auth::Error> {
        let key = SigningKey::load_or_create_with(&cx.keys(), auth::ISSUER, auth::issuer_key_id)?;
        let keyring = cx.tokens().keyring().clone();
        keyring.trust(&key);
        Ok(Self { key, keyring, clock: cx.clock(), life: ms(life) })
    }

    /// A token for that user in that session.
    pub(crate) fn issue(&self, tenant: &TenantId, user: &Stored<User>, session: &str) -> Result<AccessToken, auth::Error> {
        let expires_at = self.clock.now() + self.life;
        let claims = UserClaims {
            sub: user.id.clone(),
            aud: "user".to_owned(),
            tid: tenant.as_str().to_owned(),
            roles: user.doc.roles.clone(),
            name: user.doc.name.clone(),
            team: user.doc.team_id.clone(),
            sid: session.to_owned(),
            exp: expires_at / 1000,
        };
        Ok(AccessToken { text: auth::sign(&self.key, &claims)?, expires_at })
    }

    /// The public keys, for whoever checks tokens outside.
    pub(crate) fn jwks(&self) -> Jwks {
        self.keyring.jwks()
    }
}
