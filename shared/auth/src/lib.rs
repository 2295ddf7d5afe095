//! Who is who: signed tokens of users, customers and services, and passwords.
//!
//! Every token is an `EdDSA` JSON Web Token. Its key id names the issuer: `svc:<service>` for services (and for what a service
//! vouches for, such as a widget customer's identity), `usr:<id>` for the user issuer. The public keys of an installation
//! are a [`Keyring`]; private keys never leave the process that made or mounted them.

mod error;
mod keyring;
mod keys;
mod password;
mod tokens;

pub use error::Error;
pub use keyring::{ISSUER, Jwks, Keyring};
pub use keys::{SigningKey, issuer_key_id};
pub use password::{hash_password, verify_password};
pub use tokens::{CustomerClaims, ServiceTokens, UserClaims, key_id, sign, verify};

use base64::Engine as _;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

/// 256 random bits as URL-safe text: one-time links, refresh tokens.
pub fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// What a store keeps of a random token: enough to recognise it, useless to whoever reads the store.
pub fn token_digest(token: &str) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
