//! Signing and checking tokens.

use std::sync::Arc;
use std::time::Duration;

use ids::{Clock, Role};
use jsonwebtoken::{Algorithm, Header, Validation};
use moka::sync::Cache;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Error, Keyring, SigningKey};

/// How long a service's token lives.
const SERVICE_LIFE: Duration = Duration::from_mins(5);

/// What a user's access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserClaims {
    /// User id.
    pub sub: String,
    /// Always `user`.
    pub aud: String,
    /// Tenant.
    pub tid: String,
    /// What the user may do.
    pub roles: Vec<Role>,
    /// Name to show.
    pub name: String,
    /// Team id, empty if none.
    #[serde(default)]
    pub team: String,
    /// The session, for revocation.
    pub sid: String,
    /// Seconds since the epoch.
    pub exp: i64,
}

/// What a widget customer's token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerClaims {
    /// The customer's identifier on the channel.
    pub sub: String,
    /// Always `customer`.
    pub aud: String,
    /// Tenant.
    pub tid: String,
    /// Service identifier of the channel.
    pub svc: String,
    /// Seconds since the epoch.
    pub exp: i64,
}

#[derive(Serialize, Deserialize)]
struct ServiceClaims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
}

/// Signs the claims.
pub fn sign(key: &SigningKey, claims: &impl Serialize) -> Result<String, Error> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(key.id().to_owned());
    Ok(jsonwebtoken::encode(&header, claims, key.encoding())?)
}

/// The key id a token claims to be signed with, unchecked: only to choose who checks it.
pub fn key_id(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).ok()?.kid
}

/// Checks signature, audience and time, and that the key id starts with `issuer` (`usr:`, `svc:<name>`).
pub fn verify<T: DeserializeOwned>(keyring: &Keyring, token: &str, audience: &str, issuer: &str) -> Result<T, Error> {
    let kid = jsonwebtoken::decode_header(token)?.kid.filter(|kid| kid.starts_with(issuer)).ok_or(Error::UnknownIssuer)?;
    let key = keyring.find(&kid)?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[audience]);
    validation.leeway = 5;
    Ok(jsonwebtoken::decode::<T>(token, &key, &validation)?.claims)
}

/// The tokens of one service: its own towards each callee, and those of its callers, checked once and remembered.
#[derive(Clone)]
pub struct ServiceTokens {
    key: SigningKey,
    keyring: Keyring,
    clock: Clock,
    own: Cache<&'static str, Arc<str>>,
    seen: Cache<String, Arc<str>>,
}

impl ServiceTokens {
    /// The tokens of the service that owns `key` (id `svc:<name>`).
    pub fn new(key: SigningKey, keyring: Keyring, clock: Clock) -> Self {
        keyring.trust(&key);
        // Both forget well before the tokens expire.
        let own = Cache::builder().time_to_live(SERVICE_LIFE / 2).build();
        let seen = Cache::builder().time_to_live(SERVICE_LIFE / 4).max_capacity(10_000).build();
        Self { key, keyring, clock, own, seen }
    }

    /// This service's key, for what it vouches for.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// All public keys.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// A token for calling that service, as the value of an `authorization` header.
    pub fn bearer(&self, callee: &'static str) -> Result<Arc<str>, Error> {
        if let Some(token) = self.own.get(&callee) {
            return Ok(token);
        }
        let life = i64::try_from(SERVICE_LIFE.as_secs()).unwrap_or(i64::MAX);
        let claims = ServiceClaims {
            iss: self.key.id().to_owned(),
            sub: self.key.id().to_owned(),
            aud: callee.to_owned(),
            exp: self.clock.now() / 1000 + life,
        };
        let token: Arc<str> = format!("Bearer {}", sign(&self.key, &claims)?).into();
        self.own.insert(callee, token.clone());
        Ok(token)
    }

    /// The calling service (`svc:<name>`) of an `authorization` header meant for `callee`.
    pub fn caller(&self, header: &str, callee: &str) -> Result<Arc<str>, Error> {
        // The callee is part of the key: a token for one service is worth nothing at another of the same process.
        let remembered = format!("{callee} {header}");
        if let Some(caller) = self.seen.get(&remembered) {
            return Ok(caller);
        }
        let token = header.strip_prefix("Bearer ").ok_or(Error::UnknownIssuer)?;
        let claims: ServiceClaims = verify(&self.keyring, token, callee, "svc:")?;
        let caller: Arc<str> = claims.sub.into();
        self.seen.insert(remembered, caller.clone());
        Ok(caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(name: &str, keyring: &Keyring) -> ServiceTokens {
        ServiceTokens::new(SigningKey::generate(name).unwrap(), keyring.clone(), Clock::System)
    }

    fn customer(exp: i64) -> CustomerClaims {
        CustomerClaims { sub: "c".into(), aud: "customer".into(), tid: "default".into(), svc: "5155".into(), exp }
    }

    #[test]
    fn a_service_is_known_to_the_callee_it_speaks_to_and_to_no_other() {
        let keyring = Keyring::default();
        let ccm = tokens("svc:ccm", &keyring);
        let header = ccm.bearer("conversation-manager").unwrap();
        assert_eq!(&*ccm.caller(&header, "conversation-manager").unwrap(), "svc:ccm");
        assert!(ccm.caller(&header, "routing-engine").is_err());
        assert!(tokens("svc:x", &Keyring::default()).caller(&header, "conversation-manager").is_err());
    }

    #[test]
    fn an_expired_or_foreign_or_altered_token_is_refused() {
        let keyring = Keyring::default();
        let key = SigningKey::generate("svc:web-channel-manager").unwrap();
        keyring.trust(&key);
        let now = Clock::System.now() / 1000;
        let check = |token: &str, audience| verify::<CustomerClaims>(&keyring, token, audience, "svc:web-channel-manager");
        let good = sign(&key, &customer(now + 60)).unwrap();
        assert_eq!(check(&good, "customer").unwrap().sub, "c");
        assert!(matches!(check(&sign(&key, &customer(now - 60)).unwrap(), "customer"), Err(Error::Expired)));
        assert!(check(&good, "user").is_err());
        assert!(check(&format!("{good}x"), "customer").is_err());
        assert!(check("not a token", "customer").is_err());
        let stranger = SigningKey::generate("svc:web-channel-manager").unwrap();
        assert!(check(&sign(&stranger, &customer(now + 60)).unwrap(), "customer").is_err());
    }
}
