//! Who serves, consumes, publishes and calls what: from the objects that run, never from prose.

use std::fmt::Write as _;

use serde::Serialize;

use crate::service::package_of;

/// What a service serves of which one replica decides and the others hand on.
pub(crate) const LED: &str = "one replica leads";

/// One service's edges.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Pod name.
    pub service: &'static str,
    /// gRPC services and HTTP prefixes, and whether one replica leads.
    pub serves: Vec<String>,
    /// Topics consumed durably.
    pub consumes: Vec<String>,
    /// Topics whose hints it follows.
    pub follows: Vec<String>,
    /// Topics of its own.
    pub publishes: Vec<String>,
    /// Services it calls.
    pub calls: Vec<String>,
}

/// The table of all services of a host.
#[derive(Clone, Debug, Serialize)]
pub struct Flow {
    /// By name.
    pub rows: Vec<Row>,
}

impl Flow {
    /// The table as Markdown, then the graph as mermaid: solid arrows are calls, dotted ones events.
    pub fn markdown(&self) -> String {
        let mut text = String::from("| service | serves | consumes | follows | publishes | calls |\n|---|---|---|---|---|---|\n");
        for row in &self.rows {
            let cells = [&row.serves, &row.consumes, &row.follows, &row.publishes, &row.calls].map(|cell| cell.join("<br>"));
            // Writing into a String cannot fail.
            let _infallible = writeln!(text, "| `{}` | {} |", row.service, cells.join(" | "));
        }
        text.push_str("\n```mermaid\nflowchart LR\n");
        for row in &self.rows {
            for callee in &row.calls {
                let _infallible = writeln!(text, "  {} --> {callee}", row.service);
            }
            for topic in row.consumes.iter().chain(&row.follows) {
                if let Some(owner) = self.owner(topic) {
                    let _infallible = writeln!(text, "  {owner} -. {} .-> {}", topic.split('.').nth(1).unwrap_or_default(), row.service);
                }
            }
        }
        text.push_str("```\n");
        text
    }

    fn owner(&self, topic: &str) -> Option<&'static str> {
        self.rows.iter().find(|row| row.publishes.iter().any(|published| published == topic)).map(|row| row.service)
    }

    /// Consumed topics that their owner, being here, does not publish.
    pub fn orphans(&self) -> Vec<String> {
        let wanted = self.rows.iter().flat_map(|row| row.consumes.iter().chain(&row.follows));
        wanted.filter(|topic| self.hosts(topic) && self.owner(topic).is_none()).cloned().collect()
    }

    /// Whether the service a topic is named after is one of these.
    fn hosts(&self, topic: &str) -> bool {
        let source = topic.split('.').next().unwrap_or_default();
        self.rows.iter().any(|row| package_of(row.service) == source)
    }

    /// A cycle of calls, if there is one: every back edge must be an event.
    pub fn cycle(&self) -> Option<Vec<&str>> {
        self.rows.iter().find_map(|row| self.walk(row.service, &mut vec![row.service]))
    }

    fn walk<'a>(&'a self, service: &'a str, path: &mut Vec<&'a str>) -> Option<Vec<&'a str>> {
        let row = self.rows.iter().find(|row| row.service == service)?;
        for callee in &row.calls {
            if path.contains(&callee.as_str()) {
                path.push(callee);
                return Some(path.clone());
            }
            path.push(callee);
            if let Some(cycle) = self.walk(callee, path) {
                return Some(cycle);
            }
            path.pop();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(service: &'static str, calls: &[&str]) -> Row {
        let calls = calls.iter().map(|call| (*call).to_owned()).collect();
        Row { service, serves: vec![], consumes: vec![], follows: vec![], publishes: vec![], calls }
    }

    #[test]
    fn a_cycle_of_calls_is_found() {
        assert!(Flow { rows: vec![row("a", &["b"]), row("b", &["c"]), row("c", &[])] }.cycle().is_none());
        assert_eq!(Flow { rows: vec![row("a", &["b"]), row("b", &["a"])] }.cycle(), Some(vec!["a", "b", "a"]));
    }
}
