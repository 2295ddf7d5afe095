//! A fake of each provider: its own API and webhooks, with the trouble that real ones make, and a page to write as a customer.

mod api;
mod customer;
mod deeds;
mod deliver;
mod files;
mod page;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// Messages that are remembered.
const REMEMBERED: usize = 1000;

/// A number or page at one of the providers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// `whatsapp` (through 360dialog), `twilio`, `messenger`.
    pub kind: String,
    /// The company's address there: digits, `+…`, `whatsapp:+…`, a page's id.
    pub address: String,
    /// Where the connector hears webhooks.
    pub webhook: String,
    /// With what they are signed.
    pub secret: String,
    /// With what the connector proves itself.
    pub key: String,
}

/// The trouble that is made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Trouble {
    /// Share of webhooks whose first delivery is lost on the way; they are repeated.
    pub loss: f64,
    /// Milliseconds before a webhook is delivered, at most.
    pub delay_ms: u64,
    /// Share of webhooks that come twice.
    pub doubles: f64,
    /// Share of webhooks that wait for a later one to overtake them.
    pub reorder: f64,
    /// Share of webhooks that come once with a wrong signature first.
    pub bad_signatures: f64,
    /// Messages a second that are taken; 0 for any number.
    pub rate_limit: u32,
    /// The provider's code with which the next messages are refused; empty for none.
    pub refuse_with: String,
    /// The provider's code with which the next messages fail after they were taken.
    pub fail_with: String,
    /// The answer to a message is lost: the provider has it, nobody hears so.
    pub lose_answers: bool,
    /// Customers do not read.
    pub unread: bool,
    /// The status with which files are not handed out; 0 hands them out.
    pub refuse_files: u16,
}

/// A message that the company sent, or a customer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// The provider's id.
    pub id: String,
    /// Kind of the account.
    pub kind: String,
    /// Whose conversation it is: the customer's address.
    pub customer: String,
    /// Whether the customer wrote it.
    pub inbound: bool,
    /// What is said, shortly.
    pub text: String,
    /// The request as it came.
    pub request: serde_json::Value,
    /// What the company sent with it.
    #[serde(skip)]
    pub file: Option<File>,
}

/// What a customer was shown beside messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// Kind of the account.
    pub kind: String,
    /// The customer's address, where the provider names one.
    pub customer: String,
    /// `read` or `typing`.
    pub what: &'static str,
    /// The message at which it is shown, where the provider names one.
    pub message: String,
}

/// A file at the provider.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// As whoever brought it declared it.
    pub mime: String,
    /// Its name, if it has one.
    pub name: String,
    /// All of it.
    pub bytes: Bytes,
    /// Whether it was spoken into the phone, where the provider tells.
    pub voice: bool,
}

/// A running fake.
#[derive(Clone)]
pub struct Fake(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) accounts: Mutex<Vec<Account>>,
    pub(crate) trouble: Mutex<Trouble>,
    pub(crate) kept: Mutex<VecDeque<Kept>>,
    pub(crate) shown: Mutex<VecDeque<Shown>>,
    pub(crate) second: Mutex<HashMap<String, (tokio::time::Instant, u32)>>,
    pub(crate) client: reqwest::Client,
    /// Files by id.
    pub(crate) files: Mutex<HashMap<String, File>>,
    /// Names of customers, for providers that are asked for them.
    pub(crate) names: Mutex<HashMap<String, String>>,
    /// What pages tell their app; nothing until it asks for it.
    pub(crate) subscribed: Mutex<Vec<String>>,
    /// Where it listens.
    pub(crate) base: Mutex<String>,
    /// Times that somebody asked for a file.
    pub(crate) asked: AtomicU32,
}

impl Fake {
    /// A fake with these accounts.
    pub fn new(accounts: Vec<Account>) -> Self {
        // Installed already by whoever else speaks HTTP here.
        let _already = rustls::crypto::ring::default_provider().install_default();
        Self(Arc::new(Inner {
            accounts: Mutex::new(accounts),
            trouble: Mutex::default(),
            kept: Mutex::default(),
            shown: Mutex::default(),
            second: Mutex::default(),
            client: reqwest::Client::new(),
            files: Mutex::default(),
            names: Mutex::default(),
            subscribed: Mutex::default(),
            base: Mutex::default(),
            asked: AtomicU32::default(),
        }))
    }

    /// Listens there until the process ends; answers where.
    pub async fn listen(&self, address: SocketAddr) -> anyhow::Result<SocketAddr> {
        let listener = TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        *self.0.base.lock().unwrap_or_else(PoisonError::into_inner) = format!("http://{bound}");
        let router = self.router();
        #[expect(clippy::disallowed_methods, reason = "a fake has no lifecycle but its process's")]
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the fake providers stopped");
            }
        });
        Ok(bound)
    }

    fn router(&self) -> Router {
        Router::new()
            .route("/", get(|| async { page::page() }))
            .route("/page.css", get(|| async { page::style() }))
            .route("/page.js", get(|| async { page::script() }))
            .route(
                "/api/trouble",
                get(|State(fake): State<Self>| async move { page::trouble(&fake) })
                    .put(|State(fake): State<Self>, Json(trouble): Json<Trouble>| async move { page::set_trouble(&fake, trouble) }),
            )
            .route("/api/messages", get(|State(fake): State<Self>| async move { page::messages(&fake) }))
            .route("/api/accounts", get(|State(fake): State<Self>| async move { page::accounts(&fake) }))
            .route("/api/messages/{id}/file", get(page::file))
            .route("/api/say", post(|State(fake): State<Self>, Json(say): Json<page::Say>| async move { page::say(&fake, &say) }))
            .route("/api/do", post(|State(fake): State<Self>, Json(does): Json<page::Does>| async move { page::does(&fake, &does) }))
            .route("/api/show", post(page::show))
            .route("/360dialog/messages", post(api::whatsapp))
            .route("/360dialog/media", post(files::deposit))
            .route("/360dialog/{id}", get(files::look_up))
            .route("/360dialog/whatsapp_business/attachments/", get(files::attachment))
            .route(
                "/twilio/2010-04-01/Accounts/{account}/Messages/{message}/Media/{id}",
                get(files::behind_a_redirect).delete(files::discarded),
            )
            .route("/cdn/{id}", get(files::cdn))
            .route("/twilio/2010-04-01/Accounts/{account}/Messages.json", post(api::twilio))
            .route("/twilio/v2/Indicators/Typing.json", post(api::twilio_typing))
            .route("/facebook/{person}", get(api::person))
            .route("/facebook/{page}/subscribed_apps", get(api::subscribed_apps).post(api::subscribe))
            .route("/facebook/{page}/messages", post(api::messenger))
            .route("/facebook/{comment}/comments", post(api::comment))
            .layer(DefaultBodyLimit::disable())
            .with_state(self.clone())
    }

    /// Another account.
    pub fn add(&self, account: Account) {
        self.0.accounts.lock().unwrap_or_else(PoisonError::into_inner).push(account);
    }

    /// The trouble from now on.
    pub fn make(&self, trouble: Trouble) {
        *self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Everything that was said, oldest first.
    pub fn said(&self) -> Vec<Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// What customers were shown beside messages, oldest first.
    pub fn shown(&self) -> Vec<Shown> {
        self.0.shown.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn note(&self, shown: Shown) {
        let mut all = self.0.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == REMEMBERED {
            all.pop_front();
        }
        all.push_back(shown);
    }

    /// A customer writes to an account; answers the provider's id.
    pub fn say(&self, kind: &str, customer: &str, name: &str, text: &str) -> anyhow::Result<String> {
        customer::say(self, kind, (customer, name), text)
    }

    /// A customer does anything else, in the provider's own shape: reacts, quotes, edits, deletes, sends a place; answers the provider's id.
    pub fn act(&self, kind: &str, customer: &str, name: &str, content: &serde_json::Value) -> anyhow::Result<String> {
        customer::act(self, kind, (customer, name), content)
    }

    /// A customer sends a file with some words; answers the provider's id.
    pub fn show(&self, kind: &str, (customer, name): (&str, &str), file: File, caption: &str) -> anyhow::Result<String> {
        customer::show(self, kind, (customer, name), (file, caption))
    }

    /// Times that somebody asked for a customer's file, whatever the answer was.
    pub fn asked(&self) -> u32 {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// What pages tell their app.
    pub fn subscribed(&self) -> Vec<String> {
        self.0.subscribed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Files that lie there.
    pub fn holds(&self) -> usize {
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub(crate) fn trouble(&self) -> Trouble {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn account(&self, fits: impl Fn(&Account) -> bool) -> Option<Account> {
        self.0.accounts.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|account| fits(account)).cloned()
    }

    pub(crate) fn keep(&self, kept: Kept) {
        let mut all = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == REMEMBERED {
            all.pop_front();
        }
        all.push_back(kept);
    }
}
