//! The public keys of an installation.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use jsonwebtoken::DecodingKey;
use serde::Serialize;

use crate::keys::{certified, issuer_key_id};
use crate::{Error, SigningKey};

/// File name of the key that signs users' tokens.
pub const ISSUER: &str = "issuer";

/// Public keys by key id: those made in this process, and those that lie in the folder of keys: `<name>.pub`, which names its id, or
/// `<name>.crt`, a certificate.
#[derive(Clone, Default)]
pub struct Keyring(Arc<Inner>);

#[derive(Default)]
struct Inner {
    folder: Option<PathBuf>,
    keys: RwLock<HashMap<String, (String, Arc<DecodingKey>)>>,
}

/// A JSON Web Key Set (RFC 7517) of Ed25519 keys (RFC 8037).
#[derive(Debug, Serialize)]
pub struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Debug, Serialize)]
struct Jwk {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    r#use: &'static str,
    kid: String,
    x: String,
}

impl Keyring {
    /// A keyring that also reads `*.pub` of that folder when it meets an id it does not know.
    pub fn with_folder(folder: PathBuf) -> Self {
        Self(Arc::new(Inner { folder: Some(folder), keys: RwLock::default() }))
    }

    /// Adds the public half of a key.
    pub fn trust(&self, key: &SigningKey) {
        self.insert(key.id(), &key.public_text());
    }

    fn insert(&self, id: &str, public: &str) {
        if let Ok(key) = DecodingKey::from_ed_components(public) {
            let mut keys = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
            keys.insert(id.to_owned(), (public.to_owned(), Arc::new(key)));
        }
    }

    pub(crate) fn find(&self, id: &str) -> Result<Arc<DecodingKey>, Error> {
        if let Some(key) = self.known(id) {
            return Ok(key);
        }
        self.read_folder();
        self.known(id).ok_or(Error::UnknownIssuer)
    }

    fn known(&self, id: &str) -> Option<Arc<DecodingKey>> {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(id).map(|(_, key)| key.clone())
    }

    fn read_folder(&self) {
        let Some(entries) = self.0.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) else {
            return;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let Some(extension) = path.extension().and_then(|extension| extension.to_str()).filter(|it| ["pub", "crt"].contains(it)) else {
                continue;
            };
            let Ok(text) = fs::read_to_string(&path) else { continue };
            if extension == "pub" {
                if let Some((id, key)) = text.trim().split_once(' ') {
                    self.insert(id, key);
                }
            } else if let (Some(name), Some(key)) = (path.file_stem().and_then(|name| name.to_str()), certified(&text)) {
                let id = if name == ISSUER { issuer_key_id(&key) } else { format!("svc:{name}") };
                self.insert(&id, &key);
            }
        }
    }

    /// The keys of user issuers, for whoever checks users' tokens outside.
    pub fn jwks(&self) -> Jwks {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        let mut keys: Vec<Jwk> = keys
            .iter()
            .filter(|(id, _)| id.starts_with("usr:"))
            .map(|(id, (public, _))| Jwk { kty: "OKP", crv: "Ed25519", alg: "EdDSA", r#use: "sig", kid: id.clone(), x: public.clone() })
            .collect();
        keys.sort_by(|a, b| a.kid.cmp(&b.kid));
        Jwks { keys }
    }
}
