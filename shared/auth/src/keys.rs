//! Private keys: made at first use, kept in a file only their owner may read.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use jsonwebtoken::EncodingKey;
use rand::Rng as _;

use crate::{Error, token_digest};

/// An Ed25519 key and the id its tokens carry.
#[derive(Clone)]
pub struct SigningKey {
    id: String,
    public: [u8; 32],
    encoding: EncodingKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

impl SigningKey {
    /// A new key for that id.
    pub fn generate(id: &str) -> Result<Self, Error> {
        let mut seed = [0_u8; 32];
        rand::rng().fill_bytes(&mut seed);
        Self::from_seed(id, &seed)
    }

    /// The key of those 32 secret bytes.
    pub fn from_seed(id: &str, seed: &[u8; 32]) -> Result<Self, Error> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let der = key.to_pkcs8_der().map_err(|error| Error::Crypto(error.to_string()))?;
        Ok(Self { id: id.to_owned(), public: key.verifying_key().to_bytes(), encoding: EncodingKey::from_ed_der(der.as_bytes()) })
    }

    /// The key of that name in `folder` (`<name>.key`, with `<name>.pub` beside it for the others), made if there is none.
    pub fn load_or_create(folder: &Path, name: &str, id: &str) -> Result<Self, Error> {
        Self::load_or_create_with(folder, name, |_| id.to_owned())
    }

    /// The same, with an id that `id` makes from the public half: a key that replaces another is never mistaken for it.
    pub fn load_or_create_with(folder: &Path, name: &str, id: impl FnOnce(&str) -> String) -> Result<Self, Error> {
        let path = folder.join(format!("{name}.key"));
        let failed = |source| Error::KeyFile { path: path.display().to_string(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let seed = match fs::read_to_string(&path) {
            Ok(text) => decode(&text).ok_or_else(|| failed(std::io::Error::other("neither 32 bytes of base64url nor a PKCS #8 key")))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => create(&path).map_err(failed)?,
            Err(error) => return Err(failed(error)),
        };
        let mut key = Self::from_seed("", &seed)?;
        key.id = id(&key.public_text());
        let public = folder.join(format!("{name}.pub"));
        let line = format!("{} {}\n", key.id, key.public_text());
        // A folder that is mounted read-only brings the public half itself, as text or as a certificate.
        let brought = folder.join(format!("{name}.crt")).exists();
        if !brought && fs::read_to_string(&public).ok().as_deref() != Some(&line) {
            fs::write(&public, line).map_err(failed)?;
        }
        Ok(key)
    }

    /// The id in the token's header.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half, base64url.
    pub fn public_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.public)
    }

    pub(crate) fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }
}

fn create(path: &Path) -> std::io::Result<[u8; 32]> {
    let mut seed = [0_u8; 32];
    rand::rng().fill_bytes(&mut seed);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(URL_SAFE_NO_PAD.encode(seed).as_bytes())?;
    Ok(seed)
}

/// As we write it, or PKCS #8 in PEM, as others do.
fn decode(text: &str) -> Option<[u8; 32]> {
    if text.trim_start().starts_with("-----BEGIN") {
        return ed25519_dalek::SigningKey::from_pkcs8_pem(text.trim()).ok().map(|key| key.to_bytes());
    }
    URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok()
}

/// The Ed25519 key of a PEM certificate, base64url. The certificate says nothing else to us: who put it there is trusted.
pub(crate) fn certified(pem: &str) -> Option<String> {
    let (_, pem) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).ok()?;
    let certificate = pem.parse_x509().ok()?;
    let key: [u8; 32] = certificate.public_key().subject_public_key.data.as_ref().try_into().ok()?;
    Some(URL_SAFE_NO_PAD.encode(key))
}

/// The key id of an issuer of users' tokens. It follows from the key, so that a new key is never mistaken for the old one.
pub fn issuer_key_id(public: &str) -> String {
    format!("usr:{}", &token_digest(public)[..16])
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = SigningKey::load_or_create(folder.path(), "ccm", "svc:ccm").unwrap();
        let second = SigningKey::load_or_create(folder.path(), "ccm", "svc:ccm").unwrap();
        assert_eq!(first.public_text(), second.public_text());
        let mode = fs::metadata(folder.path().join("ccm.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    /// The published example key of RFC 8410, 10.3, and a certificate made with it.
    const KEY: &str = include_str!("../samples/rfc8410.key");
    const CERTIFICATE: &str = include_str!("../samples/rfc8410.crt");

    #[test]
    fn keys_that_a_chart_made_are_understood() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ccm.key"), KEY).unwrap();
        fs::write(folder.path().join("ccm.crt"), CERTIFICATE).unwrap();
        let key = SigningKey::load_or_create(folder.path(), "ccm", "svc:ccm").unwrap();
        assert_eq!(certified(CERTIFICATE), Some(key.public_text()));
        assert!(!folder.path().join("ccm.pub").exists(), "the folder may be read-only");
        assert_eq!(certified("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), None);
    }
}
