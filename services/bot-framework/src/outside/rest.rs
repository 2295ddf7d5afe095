//! Bots that fail again and again are left alone for a moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ids::{Ms, TenantId};

use crate::domain::outside::failure::Failure;

/// Failures in a row before that, and how long.
const PATIENCE: u32 = 5;
const MOMENT: Ms = 10_000;

type Failures = HashMap<(TenantId, String), (u32, Ms)>;

/// Failures in a row, and when the last one was.
#[derive(Clone, Default)]
pub(super) struct Rest(Arc<Mutex<Failures>>);

impl Rest {
    pub(super) fn may_be_asked(&self, tenant: &TenantId, bot: &str, now: Ms) -> Result<(), Failure> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get(&(tenant.clone(), bot.to_owned())) {
            Some((count, last)) if *count >= PATIENCE && now - last < MOMENT => Err(Failure::Resting(*count)),
            _ => Ok(()),
        }
    }

    pub(super) fn note(&self, tenant: &TenantId, bot: &str, now: Ms, failure: Option<&Failure>) {
        let key = (tenant.clone(), bot.to_owned());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.is_some_and(Failure::is_its_servers) {
            let entry = all.entry(key).or_insert((0, now));
            *entry = (entry.0.saturating_add(1), now);
        } else {
            all.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_failures_in_a_row_it_is_asked_again_only_a_moment_later() {
        let (rest, tenant) = (Rest::default(), TenantId::default());
        for _ in 0..PATIENCE {
            assert_eq!(rest.may_be_asked(&tenant, "b", 0), Ok(()));
            rest.note(&tenant, "b", 0, Some(&Failure::TimedOut(3_000)));
        }
        assert_eq!(rest.may_be_asked(&tenant, "b", MOMENT - 1), Err(Failure::Resting(PATIENCE)));
        assert_eq!(rest.may_be_asked(&tenant, "other", 0), Ok(()));
        assert_eq!(rest.may_be_asked(&tenant, "b", MOMENT), Ok(()), "one try");
        rest.note(&tenant, "b", MOMENT, Some(&Failure::TimedOut(3_000)));
        assert!(rest.may_be_asked(&tenant, "b", MOMENT + 1).is_err());
        rest.note(&tenant, "b", 2 * MOMENT, None);
        assert_eq!(rest.may_be_asked(&tenant, "b", 2 * MOMENT), Ok(()));
    }
}
