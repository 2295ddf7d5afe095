//! Documents are written after what they refer to.

use std::collections::{BTreeMap, BTreeSet};

use super::Wanted;
use super::rehearse::request;
use crate::operator::{Error, Operator};

/// Writes what is different. Owners may know of ties that the file does not show, so what is refused is tried again after the others.
pub(super) async fn write(operator: &Operator, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    let mut open: Vec<_> = ordered(wanted).into_iter().filter(|one| one.is_change()).collect();
    let all = open.len();
    while !open.is_empty() {
        let mut refused = Vec::new();
        for one in &open {
            let (method, path, body) = request(one);
            let (status, answer) = operator.ask(method, &path, Some(&body)).await?;
            if !status.is_success() {
                let detail = answer["detail"].as_str().map_or_else(|| answer.to_string(), str::to_owned);
                refused.push((*one, format!("{}: {}: {detail}", one.place, one.title())));
            }
        }
        if refused.len() == open.len() {
            let mut lines: Vec<_> = refused.into_iter().map(|(_, line)| line).collect();
            lines.push(format!("{} of {all} were written; once this is mended, the same import does the rest", all - lines.len()));
            return Err(Error::Faults(lines));
        }
        open = refused.into_iter().map(|(one, _)| one).collect();
    }
    Ok(())
}

/// What is referred to first; a ring begins anywhere.
fn ordered<'a, 'b>(wanted: &'a [Wanted<'b>]) -> Vec<&'a Wanted<'b>> {
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, one) in wanted.iter().enumerate() {
        by_id.entry(&one.id).or_default().push(index);
    }
    let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
    // With a stack of its own: a file may refer as deep as it likes.
    for start in 0..wanted.len() {
        let mut stack = vec![(start, false)];
        while let Some((index, done)) = stack.pop() {
            if done {
                order.push(index);
            } else if seen.insert(index) {
                stack.push((index, true));
                let refers = wanted.get(index).map_or(&[][..], |one| &one.refers);
                stack.extend(refers.iter().filter_map(|id| by_id.get(id.as_str())).flatten().map(|other| (*other, false)));
            }
        }
    }
    order.into_iter().filter_map(|index| wanted.get(index)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::configuration::tree::Place;

    fn one(id: &str, refers: &[&str]) -> Wanted<'static> {
        Wanted {
            kind: "k",
            path: "/k",
            name: id.to_owned(),
            id: id.to_owned(),
            place: Place::from(serde_saphyr::Location::UNKNOWN),
            doc: Map::new(),
            before: None,
            refers: refers.iter().map(|id| (*id).to_owned()).collect(),
            secret: false,
        }
    }

    #[test]
    fn what_is_referred_to_comes_first_even_in_a_ring() {
        let wanted = [one("a", &["b"]), one("b", &["c", "elsewhere"]), one("c", &[]), one("d", &["e"]), one("e", &["d"])];
        let order: Vec<_> = ordered(&wanted).into_iter().map(|one| one.id.as_str()).collect();
        assert_eq!(order, ["c", "b", "a", "e", "d"]);
    }
}
