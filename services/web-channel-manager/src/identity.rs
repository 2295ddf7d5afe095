//! Who is on a socket: an identifier the browser made, proven by a token of ours.

use std::net::IpAddr;

use auth::CustomerClaims;
use errors::Fault;
use ids::TenantId;
use runtime::ClientAddress;
use serde::Deserialize;
use socketioxide::extract::{SocketRef, TryData};

use crate::{State, events};

/// Bytes an identifier may have.
const MOST: usize = 128;

/// What a client says of itself when it connects.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Auth {
    #[serde(default)]
    service_identifier: String,
    #[serde(default)]
    channel_customer_identifier: String,
    #[serde(default)]
    token: Option<String>,
}

/// A socket's identity, fixed for its life.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) tenant: TenantId,
    pub(crate) service: String,
    pub(crate) customer: String,
    /// A token proves it, or nobody has used it before.
    pub(crate) proven: bool,
    /// The channel lets clients without tokens in.
    pub(crate) legacy: bool,
    pub(crate) address: IpAddr,
}

impl Identity {
    /// Whether this socket may see and use what belongs to the identity.
    pub(crate) fn trusted(&self) -> bool {
        self.proven || self.legacy
    }
}

/// Lets a socket in or answers `CONNECT_ERROR`.
pub(crate) async fn check(state: State, socket: SocketRef, TryData(auth): TryData<Auth>) -> Result<(), String> {
    let refused = |reason: &str| {
        metrics::counter!("web_channel_manager_refused_total").increment(1);
        Err(reason.to_owned())
    };
    let Ok(auth) = auth else { return refused("auth needs serviceIdentifier and channelCustomerIdentifier") };
    let (service, customer) = (auth.service_identifier, auth.channel_customer_identifier);
    if service.is_empty() || customer.is_empty() {
        return refused("auth needs serviceIdentifier and channelCustomerIdentifier");
    }
    if service.len() > MOST || customer.len() > MOST {
        return refused("an identifier has more than 128 bytes");
    }
    let tenant = match state.door.tenant(runtime::host_name(socket.req_parts())).await {
        Ok(tenant) => tenant,
        Err(fault) => return refused(fault.detail()),
    };
    let channel = match state.door.channel(&tenant, &service).await {
        Ok(channel) if channel.enabled => channel,
        Ok(_) => return refused("the channel is switched off"),
        Err(fault) => return refused(fault.detail()),
    };
    let address = ClientAddress::of(&socket.req_parts().extensions).0;
    let mut identity = Identity { tenant, service, customer, proven: false, legacy: channel.legacy_identity, address };
    match auth.token {
        Some(token) => {
            if let Err(fault) = prove(&state, &identity, &token) {
                return refused(&format!("token refused: {}", fault.detail()));
            }
            identity.proven = true;
        }
        None => match state.door.session(&identity).await {
            Ok(session) => identity.proven = session.is_none(),
            Err(fault) => return refused(fault.detail()),
        },
    }
    socket.extensions.insert(identity);
    events::listen(&state, &socket);
    Ok(())
}

/// The identity that a token proves must be this one.
fn prove(state: &State, identity: &Identity, token: &str) -> errors::Result<()> {
    let claims = claims(state, token)?;
    let same = claims.sub == identity.customer && claims.svc == identity.service && claims.tid == identity.tenant.as_str();
    if same { Ok(()) } else { Err(Fault::invalid("TOKEN_OF_ANOTHER", "it is somebody else's")) }
}

/// What a customer's token says, checked.
pub(crate) fn claims(state: &State, token: &str) -> errors::Result<CustomerClaims> {
    Ok(auth::verify(state.tokens.keyring(), token, "customer", "svc:web-channel-manager")?)
}

/// A token for the identity, and when it expires (seconds).
pub(crate) fn token(state: &State, identity: &Identity) -> errors::Result<(String, i64)> {
    let exp = state.clock.now() / 1000 + state.token_life;
    let claims = CustomerClaims {
        sub: identity.customer.clone(),
        aud: "customer".to_owned(),
        tid: identity.tenant.as_str().to_owned(),
        svc: identity.service.clone(),
        exp,
    };
    Ok((auth::sign(state.tokens.key(), &claims)?, exp))
}
