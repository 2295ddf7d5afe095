//! The table: kind → gRPC code, HTTP status, whether to try again.

use tonic::Code;

/// What went wrong, as far as a caller acts on it. Deliberately few.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request itself is wrong.
    Invalid,
    /// Who asks is not known.
    Unauthenticated,
    /// Who asks may not.
    Forbidden,
    /// It does not exist, for this caller.
    NotFound,
    /// It exists already.
    AlreadyExists,
    /// The state changed under the caller, or does not allow it.
    Conflict,
    /// Too large for anyone to take.
    TooLarge,
    /// Too much or too fast: later.
    Exhausted,
    /// Not now: try again.
    Unavailable,
    /// No answer in time; it may have happened.
    Timeout,
    /// Our own fault.
    Internal,
}

const TABLE: [(Kind, Code, u16, bool); 11] = [
    (Kind::Invalid, Code::InvalidArgument, 400, false),
    (Kind::Unauthenticated, Code::Unauthenticated, 401, false),
    (Kind::Forbidden, Code::PermissionDenied, 403, false),
    (Kind::NotFound, Code::NotFound, 404, false),
    (Kind::AlreadyExists, Code::AlreadyExists, 409, false),
    (Kind::Conflict, Code::FailedPrecondition, 409, false),
    (Kind::TooLarge, Code::OutOfRange, 413, false),
    (Kind::Exhausted, Code::ResourceExhausted, 429, true),
    (Kind::Unavailable, Code::Unavailable, 503, true),
    (Kind::Timeout, Code::DeadlineExceeded, 504, true),
    (Kind::Internal, Code::Internal, 500, true),
];

impl Kind {
    fn row(self) -> &'static (Self, Code, u16, bool) {
        TABLE.iter().find(|row| row.0 == self).unwrap_or(&TABLE[10])
    }

    /// As a gRPC status code.
    pub fn grpc(self) -> Code {
        self.row().1
    }

    /// As an HTTP status.
    pub fn http(self) -> u16 {
        self.row().2
    }

    /// Whether the same request may succeed later.
    pub fn retryable(self) -> bool {
        self.row().3
    }

    /// The kind of a peer's HTTP status. Those we never send count by their class.
    pub fn from_http(status: u16) -> Self {
        let usual = if (400..500).contains(&status) { Self::Invalid } else { Self::Internal };
        TABLE.iter().rev().find(|row| row.2 == status).map_or(usual, |row| row.0)
    }

    /// The kind of a peer's status code. Codes we never send count as our own fault.
    pub fn from_grpc(code: Code) -> Self {
        match code {
            Code::Aborted => Self::Conflict,
            Code::Cancelled => Self::Timeout,
            _ => TABLE.iter().find(|row| row.1 == code).map_or(Self::Internal, |row| row.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives_the_hop_over_grpc() {
        for row in &TABLE {
            assert_eq!(Kind::from_grpc(row.0.grpc()), row.0);
        }
    }
}
