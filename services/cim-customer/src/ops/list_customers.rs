//! A page of customers, newest first.

use ids::TenantId;

use crate::domain::customer::Customer;
use crate::error::Result;
use crate::state::State;

/// What is asked for.
pub(crate) struct Query {
    /// Found anywhere in names, numbers, addresses and attributes; every word must be.
    pub(crate) text: String,
    /// The last id of the page before.
    pub(crate) after: Option<String>,
    pub(crate) limit: Option<u32>,
}

/// A page.
pub(crate) struct Page {
    pub(crate) items: Vec<Customer>,
    /// The next page's `after`; none on the last.
    pub(crate) next: Option<String>,
}

/// Words of a search that count.
const WORDS: usize = 8;

pub(crate) async fn list_customers(state: &State, tenant: &TenantId, query: Query) -> Result<Page> {
    let limit = query.limit.unwrap_or(state.config.page).clamp(1, state.config.longest_page);
    let words: Vec<String> = query.text.to_lowercase().split_whitespace().take(WORDS).map(str::to_owned).collect();
    let mut items = state.store.customers(tenant, &words, query.after.as_deref(), i64::from(limit) + 1).await?;
    let more = items.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        items.pop();
    }
    let next = items.last().map(|customer| customer.id.clone()).filter(|_| more);
    Ok(Page { items, next })
}
