//! Accounts of the demonstration at the fake providers. Their keys and their channels' ids are made up once and lie beside the installation's own
//! keys: nobody who has only read the sources can write to a demonstration.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use providers::fake::Account;
use rand::Rng as _;

const FILE: &str = "providers.json";

/// Kind, pod and address of each.
const ACCOUNTS: [(&str, &str, &str); 3] = [
    ("whatsapp", "360-connector", "442079460123"),
    ("twilio", "twilio-connector", "+12025550100"),
    ("messenger", "facebook-connector", "178405260000101"),
];

/// The accounts, made if this is the first start.
pub(super) fn of(data: &Path, base: &str) -> runtime::Result<Vec<Account>> {
    let file = data.join(FILE);
    if let Ok(known) = std::fs::read(&file) {
        return Ok(serde_json::from_slice(&known)?);
    }
    let accounts: Vec<_> = ACCOUNTS
        .iter()
        .map(|(kind, pod, address)| {
            let secret = key();
            // Twilio has one token for both directions.
            let key = if *kind == "twilio" { secret.clone() } else { key() };
            let webhook = format!("{base}/{pod}/v1/webhooks/{}", ids::new_id());
            Account { kind: (*kind).to_owned(), address: (*address).to_owned(), webhook, secret, key }
        })
        .collect();
    let mut private = File::options().create(true).write(true).truncate(true).mode(0o600).open(&file)?;
    private.write_all(&serde_json::to_vec_pretty(&accounts)?)?;
    Ok(accounts)
}

/// `{{channel:KIND}}`, `{{webhook:KIND}}`, `{{address:KIND}}`, `{{secret:KIND}}`, `{{key:KIND}}` and `{{fake}}`.
pub(super) fn filled_in(steps: &str, accounts: &[Account], fake: &str) -> String {
    let mut text = steps.replace("{{fake}}", fake);
    for account in accounts {
        let channel = account.webhook.rsplit('/').next().unwrap_or_default();
        let values = [
            ("channel", channel),
            ("webhook", &account.webhook),
            ("address", &account.address),
            ("secret", &account.secret),
            ("key", &account.key),
        ];
        for (name, value) in values {
            text = text.replace(&format!("{{{{{name}:{}}}}}", account.kind), value);
        }
    }
    text
}

fn key() -> String {
    let mut bytes = [0_u8; 24];
    rand::rng().fill_bytes(&mut bytes);
    bytes.map(|byte| format!("{byte:02x}")).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_made_once_with_keys_of_their_own_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = of(folder.path(), "http://here").unwrap();
        let again = of(folder.path(), "http://elsewhere").unwrap();
        assert_eq!(serde_json::to_value(&first).unwrap(), serde_json::to_value(&again).unwrap());
        assert_ne!(first[0].secret, first[1].secret);
        assert_eq!(std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        let text = filled_in("{{channel:whatsapp}} {{secret:whatsapp}} {{fake}}", &first, "http://fake");
        assert!(!text.contains("{{") && text.ends_with("http://fake"), "{text}");
    }
}
