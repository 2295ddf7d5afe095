//! Typing and receipts: latest wins. Who asks for it hears that a receipt was taken, and says it again if not.

use contracts::ccm::ReceiveReceiptRequest;
use errors::Fault;
use serde_json::Value;
use serde_json::json;
use socketioxide::extract::{AckSender, SocketRef};

use super::{admit, problem, reader, refuse};
use crate::State;

pub(super) async fn typing(state: State, socket: SocketRef, payload: Value) {
    let name = if payload["state"] == "STARTED" { "TYPING_STARTED" } else { "TYPING_STOPPED" };
    let told = async {
        admit(&state, &socket, &payload).await?;
        let reader = reader(&socket)?;
        state.door.signal(&reader.tenant, &reader.session.id, name).await
    };
    tell(&socket, "TYPING", told.await);
}

pub(super) async fn receipt(state: State, socket: SocketRef, ack: AckSender, payload: Value) {
    let told = async {
        admit(&state, &socket, &payload).await?;
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
    let told = told.await;
    // A client that did not ask for it gets no acknowledgement.
    let _gone = match &told {
        Ok(()) => ack.send(&json!({ "code": 200 })),
        Err(fault) => ack.send(&problem("RECEIPT", fault)),
    };
    tell(&socket, "RECEIPT", told);
}

fn tell(socket: &SocketRef, task: &str, told: Result<(), Fault>) {
    if let Err(fault) = told {
        refuse(socket, task, &fault);
    }
}
