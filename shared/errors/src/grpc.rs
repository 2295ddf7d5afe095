//! Fault ⇄ gRPC status. The code and the violations travel as metadata, so a stranger's client needs no type of ours.

use tonic::Status;
use tonic::metadata::{MetadataMap, MetadataValue};

use crate::{Fault, Kind, Violation};

const CODE: &str = "switchboard-code";
const VIOLATIONS: &str = "switchboard-violations-bin";

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        if fault.kind() == Kind::Internal {
            tracing::error!(error = fault.chain(), "call failed");
        }
        let mut metadata = MetadataMap::new();
        if let Ok(code) = MetadataValue::try_from(fault.code()) {
            metadata.insert(CODE, code);
        }
        if !fault.violations().is_empty() {
            let json = serde_json::to_vec(fault.violations()).unwrap_or_default();
            metadata.insert_bin(VIOLATIONS, MetadataValue::from_bytes(&json));
        }
        Self::with_metadata(fault.kind().grpc(), fault.detail(), metadata)
    }
}

impl From<Status> for Fault {
    fn from(status: Status) -> Self {
        let kind = Kind::from_grpc(status.code());
        let code = status.metadata().get(CODE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let violations: Vec<Violation> = status
            .metadata()
            .get_bin(VIOLATIONS)
            .and_then(|value| value.to_bytes().ok())
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let code = code.unwrap_or_else(|| format!("PEER_{}", format!("{:?}", status.code()).to_uppercase()));
        Self::new(kind, code, status.message()).with_violations(violations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_survives_the_hop_with_code_and_violations() {
        let sent = Fault::invalid("BAD_QUEUE", "the queue is wrong").with_violations(vec![Violation::new("name", "is empty")]);
        let got = Fault::from(Status::from(sent));
        assert_eq!((got.kind(), got.code(), got.detail()), (Kind::Invalid, "BAD_QUEUE", "the queue is wrong"));
        assert_eq!(got.violations(), [Violation::new("name", "is empty")]);
    }

    #[test]
    fn an_internal_cause_is_not_shown_to_the_caller() {
        let status = Status::from(Fault::internal("the password is hunter2"));
        assert!(!status.message().contains("hunter2"));
    }
}
