//! Typing and receipts: latest wins, no answer.

use contracts::ccm::ReceiveReceiptRequest;
use errors::Fault;
use serde_json::Value;
use socketioxide::extract::SocketRef;

use super::{admit, reader, refuse};
use crate::State;

pub(super) async fn typing(state: State, socket: SocketRef, payload: Value) {
    let name = if payload["state"] == "STARTED" { "TYPING_STARTED" } else { "TYPING_STOPPED" };
    let told = async {
        admit(&state, &socket, &payload)?;
        let reader = reader(&socket)?;
        state.door.signal(&reader.tenant, &reader.session.id, name).await
    };
    tell(&socket, "TYPING", told.await);
}

pub(super) async fn receipt(state: State, socket: SocketRef, payload: Value) {
    let told = async {
        admit(&state, &socket, &payload)?;
        let reader = reader(&socket)?;
        let last = reader.last();
        // Nobody has read what they were not given.
        let number = |key: &str| payload[key].as_i64().unwrap_or_default().clamp(0, last);
        let request = ReceiveReceiptRequest {
            session_id: reader.session.id.clone(),
            delivered_seq: number("deliveredSeq"),
            read_seq: number("readSeq"),
        };
        state.door.receipt(&reader.tenant, request).await
    };
    tell(&socket, "RECEIPT", told.await);
}

fn tell(socket: &SocketRef, task: &str, told: Result<(), Fault>) {
    if let Err(fault) = told {
        refuse(socket, task, &fault);
    }
}
