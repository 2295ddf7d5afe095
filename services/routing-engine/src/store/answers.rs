//! What requests were answered, for their repetitions.

use std::collections::HashMap;

use db::{Tx, Value, params, placeholders};
use ids::{Ms, TenantId};
use routing_core::Refusal;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store::Store;

/// A stored answer: an encoded message, or a refusal.
pub(crate) type Kept = Result<Vec<u8>, KeptRefusal>;

/// A refusal that a repetition hears again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeptRefusal {
    /// The core's.
    Core(Refusal),
    /// Of what never came to the core: the nearest of its names, for versions that know only those, and what was said.
    Shell(Refusal, Said),
}

/// A refusal in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) code: String,
    pub(crate) detail: String,
}

impl Store {
    /// The answers that are known among these.
    pub(crate) async fn answers(&self, tenant: &TenantId, ids: &[String]) -> Result<HashMap<String, Kept>, Error> {
        let mut found = HashMap::new();
        for chunk in ids.chunks(500) {
            let sql = format!(
                "SELECT cmd_id, refusal, body FROM routing_answer WHERE tenant = $1 AND cmd_id IN {}",
                placeholders(1, chunk.len(), 2)
            );
            let mut params = vec![Value::from(tenant)];
            params.extend(chunk.iter().map(Value::from));
            for row in self.db.query(sql, &params).await? {
                let refusal: String = row.get(1)?;
                let body: Vec<u8> = row.get(2)?;
                let kept = match (refusal.is_empty(), body.is_empty()) {
                    (true, _) => Ok(body),
                    (false, true) => Err(KeptRefusal::Core(serde_json::from_str(&refusal)?)),
                    (false, false) => Err(KeptRefusal::Shell(serde_json::from_str(&refusal)?, serde_json::from_slice(&body)?)),
                };
                found.insert(row.get(0)?, kept);
            }
        }
        Ok(found)
    }

    /// Keeps answers.
    pub(crate) async fn keep_answers(tx: &mut Tx, tenant: &TenantId, at: Ms, answers: &[(String, Kept)]) -> Result<(), Error> {
        for chunk in answers.chunks(500) {
            let sql = format!("INSERT INTO routing_answer (tenant, cmd_id, at, refusal, body) VALUES {}", placeholders(chunk.len(), 5, 1));
            let mut params = Vec::with_capacity(chunk.len() * 5);
            for (id, kept) in chunk {
                let (refusal, body) = match kept {
                    Ok(body) => (String::new(), body.clone()),
                    Err(KeptRefusal::Core(refusal)) => (serde_json::to_string(refusal)?, Vec::new()),
                    Err(KeptRefusal::Shell(near, said)) => (serde_json::to_string(near)?, serde_json::to_vec(said)?),
                };
                params.extend(params![tenant, id, at, refusal, body]);
            }
            tx.execute(sql, &params).await?;
        }
        Ok(())
    }

    /// Forgets answers from before that instant.
    pub(crate) async fn prune_answers(&self, before: Ms) -> Result<u64, Error> {
        Ok(self.db.execute("DELETE FROM routing_answer WHERE at < $1", &params![before]).await?)
    }
}
