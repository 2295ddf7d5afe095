//! Which request something belongs to, across services: W3C Trace Context, level 1 (`traceparent`).

use std::fmt;
use std::future::Future;
use std::str::FromStr;

use uuid::Uuid;

tokio::task_local! {
    static CURRENT: Trace;
}

/// The request that is being answered: its trace, and the hop that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    trace: u128,
    span: u64,
}

impl Trace {
    /// A request that begins here.
    #[expect(clippy::disallowed_methods, reason = "the one home of new ids, and only its random bits matter")]
    pub fn begin() -> Self {
        let id = Uuid::now_v7();
        let span = Uuid::now_v7().as_u64_pair().1;
        Self { trace: id.as_u128(), span }
    }

    /// The request this task answers, if it answers one.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(|trace| *trace).ok()
    }

    /// Runs `work` as part of this request.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// The same for work that does not wait.
    pub fn sync_scope<R>(self, work: impl FnOnce() -> R) -> R {
        CURRENT.sync_scope(self, work)
    }

    /// 32 hexadecimal digits, as people quote it.
    pub fn id(&self) -> String {
        format!("{:032x}", self.trace)
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-01", self.trace, self.span)
    }
}

/// What is no `traceparent` begins a new trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATrace;

impl FromStr for Trace {
    type Err = NotATrace;

    fn from_str(text: &str) -> Result<Self, NotATrace> {
        let mut parts = text.split('-');
        let (version, trace, span, flags) = (parts.next(), parts.next(), parts.next(), parts.next());
        let lower =
            |part: &str, digits: usize| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let (Some(version), Some(trace), Some(span), Some(flags)) = (version, trace, span, flags) else { return Err(NotATrace) };
        // A later version may carry more parts, ours may not.
        let whole = version != "00" || parts.next().is_none();
        if !whole || version == "ff" || !lower(version, 2) || !lower(trace, 32) || !lower(span, 16) || !lower(flags, 2) {
            return Err(NotATrace);
        }
        let trace = u128::from_str_radix(trace, 16).map_err(|_| NotATrace)?;
        let span = u64::from_str_radix(span, 16).map_err(|_| NotATrace)?;
        if trace == 0 || span == 0 { Err(NotATrace) } else { Ok(Self { trace, span }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_survives_the_wire() {
        let trace = Trace::begin();
        assert_eq!(trace.to_string().parse(), Ok(trace));
        assert!(trace.to_string().contains(&trace.id()));
    }

    #[test]
    fn what_is_no_traceparent_is_refused() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert!(good.parse::<Trace>().is_ok());
        let zero = format!("00-{}-b7ad6b7169203331-01", "0".repeat(32));
        for bad in ["", "00", &good[..54], &good.to_uppercase(), &format!("{good}-00"), &format!("ff{}", &good[2..]), &zero] {
            assert_eq!(bad.parse::<Trace>(), Err(NotATrace), "{bad}");
        }
    }
}
