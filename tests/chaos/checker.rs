//! The history checker: pure, and shown to have teeth.

use std::collections::{BTreeMap, BTreeSet};

/// What happened to one conversation, as its clients tell it.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// Per sender: the messages that were acknowledged to it, in the order it sent them.
    pub(crate) acknowledged: Vec<Vec<String>>,
    /// Everything that anybody ever tried to say; nothing if that is not known of everybody.
    pub(crate) tried: Option<BTreeSet<String>>,
    /// The rows of the log that people said.
    pub(crate) spoken: Vec<String>,
    /// Per reader: number, id and words of every row it applied, in that order.
    pub(crate) applied: BTreeMap<String, Vec<(i64, String)>>,
    /// Readers who were taken out before the end.
    pub(crate) left: BTreeSet<String>,
    /// The whole log, read afresh at the end.
    pub(crate) log: Vec<(i64, String)>,
}

/// Everything that is wrong with a history; empty if nothing is.
pub(crate) fn check(history: &History) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, id) in &history.log {
        *times.entry(id).or_default() += 1;
    }
    for id in history.acknowledged.iter().flatten() {
        match times.get(id.as_str()).copied().unwrap_or_default() {
            1 => {}
            0 => wrong.push(format!("{id} was acknowledged and is lost")),
            times => wrong.push(format!("{id} is in the log {times} times")),
        }
    }
    if let Some(tried) = &history.tried {
        wrong.extend(history.spoken.iter().filter(|said| !tried.contains(*said)).map(|said| format!("{said} was said by nobody")));
    }
    ascending("the log", &history.log, &mut wrong);
    in_sent_order(history, &mut wrong);
    for (reader, rows) in &history.applied {
        ascending(reader, rows, &mut wrong);
        same_as_log(reader, rows, &history.log, &mut wrong);
        if !history.left.contains(reader) {
            to_the_end(reader, rows, &history.log, &mut wrong);
        }
    }
    wrong
}

fn ascending(who: &str, rows: &[(i64, String)], wrong: &mut Vec<String>) {
    for pair in rows.windows(2) {
        if pair[1].0 <= pair[0].0 {
            wrong.push(format!("{who} has {} after {}", pair[1].0, pair[0].0));
        }
    }
    let distinct: BTreeSet<_> = rows.iter().map(|(_, id)| id).collect();
    if distinct.len() != rows.len() {
        wrong.push(format!("{who} has a row twice"));
    }
}

/// A sender that waited for each answer sees its messages in that order.
fn in_sent_order(history: &History, wrong: &mut Vec<String>) {
    let place: BTreeMap<_, _> = history.log.iter().map(|(seq, id)| (id, *seq)).collect();
    for said in &history.acknowledged {
        let places: Vec<i64> = said.iter().filter_map(|id| place.get(id).copied()).collect();
        if places.windows(2).any(|pair| pair[1] <= pair[0]) {
            wrong.push("messages are not in the order they were sent".to_owned());
        }
    }
}

/// What a reader applied is what the log has between its first and its last row, without a hole.
fn same_as_log(reader: &str, rows: &[(i64, String)], log: &[(i64, String)], wrong: &mut Vec<String>) {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    let expected: Vec<_> = log.iter().filter(|(seq, _)| (first.0..=last.0).contains(seq)).cloned().collect();
    if expected != rows {
        wrong.push(format!("{reader} does not have what the log has from {} to {}", first.0, last.0));
    }
}

fn to_the_end(reader: &str, rows: &[(i64, String)], log: &[(i64, String)], wrong: &mut Vec<String>) {
    let Some(last) = rows.last() else { return };
    if log.last().is_some_and(|end| end.0 != last.0) {
        wrong.push(format!("{reader} stopped at {} of {:?}", last.0, log.last().map(|end| end.0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> History {
        let log: Vec<_> = (1..=6).map(|seq| (seq, format!("m{seq}"))).collect();
        History {
            acknowledged: [1, 0].map(|odd| log.iter().filter(|(seq, _)| seq % 2 == odd).map(|(_, id)| id.clone()).collect()).to_vec(),
            tried: Some(log.iter().map(|(_, id)| id.clone()).collect()),
            spoken: log.iter().map(|(_, id)| id.clone()).collect(),
            applied: BTreeMap::from([("agent".to_owned(), log[2..].to_vec()), ("customer".to_owned(), log.clone())]),
            left: BTreeSet::new(),
            log,
        }
    }

    #[test]
    fn a_clean_history_passes() {
        assert_eq!(check(&good()), Vec::<String>::new());
    }

    #[test]
    fn a_planted_loss_is_found() {
        let mut history = good();
        history.log.remove(3);
        for rows in history.applied.values_mut() {
            rows.retain(|(seq, _)| *seq != 4);
        }
        assert!(check(&history).iter().any(|wrong| wrong.contains("lost")));
    }

    #[test]
    fn a_planted_double_is_found() {
        let mut history = good();
        history.log.push((7, "m2".to_owned()));
        assert!(check(&history).iter().any(|wrong| wrong.contains("2 times")));
        let mut history = good();
        history.applied.get_mut("agent").unwrap().insert(1, (3, "m3".to_owned()));
        assert!(!check(&history).is_empty());
    }

    #[test]
    fn a_planted_swap_is_found() {
        let mut history = good();
        history.log[1].1 = "m4".to_owned();
        history.log[3].1 = "m2".to_owned();
        history.applied.clear();
        assert!(check(&history).iter().any(|wrong| wrong.contains("order")));
        let mut history = good();
        history.applied.get_mut("customer").unwrap().swap(2, 3);
        assert!(!check(&history).is_empty());
    }

    #[test]
    fn words_that_nobody_said_and_words_that_were_changed_are_found() {
        let mut history = good();
        history.spoken.push("m9".to_owned());
        assert!(check(&history).iter().any(|wrong| wrong.contains("nobody")));
        let mut history = good();
        history.applied.get_mut("customer").unwrap()[2].1 = "m3 other words".to_owned();
        assert!(!check(&history).is_empty());
    }

    #[test]
    fn a_reader_with_a_hole_or_a_missing_end_is_found() {
        let mut history = good();
        history.applied.get_mut("customer").unwrap().remove(2);
        assert!(!check(&history).is_empty());
        let mut history = good();
        history.applied.get_mut("agent").unwrap().pop();
        assert!(check(&history).iter().any(|wrong| wrong.contains("stopped")));
        history.left.insert("agent".to_owned());
        assert_eq!(check(&history), Vec::<String>::new(), "whoever left need not have the end");
    }
}
