//! Arrivals of a day that was: a CSV file with the columns `class,at,handle,patience,patienceAtLeast`.
//!
//! `at` is seconds from the begin of the scenario. `handle` is empty for customers who were never served, `patience`
//! for those who did not give up; those are known to have waited at least `patienceAtLeast`. What is empty is drawn.

use std::collections::BTreeMap;
use std::path::Path;

use crate::number::milliseconds;

/// The first line of the file.
pub const HEADER: &str = "class,at,handle,patience,patienceAtLeast";
/// Largest file, in bytes.
const LARGEST: u64 = 1024 * 1024 * 1024;
/// Latest arrival, in seconds.
const LATEST: f64 = 366.0 * 86_400.0;

/// One recorded customer; times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: i64,
    /// How long the agent needed.
    pub handle: Option<i64>,
    /// After how long the customer gave up.
    pub patience: Option<i64>,
    /// How long the customer waited at least without giving up.
    pub at_least: i64,
}

/// Reads a file: arrivals by class, in order.
pub fn read(path: &Path) -> Result<BTreeMap<String, Vec<Arrival>>, String> {
    let shown = path.display();
    let size = std::fs::metadata(path).map_err(|error| format!("{shown}: {error}"))?.len();
    if size > LARGEST {
        return Err(format!("{shown}: a recorded file has at most {LARGEST} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
    parse(&text).map_err(|problem| format!("{shown}:{problem}"))
}

/// Reads the text of a file; a problem begins with its line.
pub fn parse(text: &str) -> Result<BTreeMap<String, Vec<Arrival>>, String> {
    let mut lines = (1..).zip(text.lines());
    let header = lines.next().map_or("", |(_, header)| header.trim());
    if header != HEADER {
        return Err(format!("1: the first line must be {HEADER:?}"));
    }
    let mut found: BTreeMap<String, Vec<Arrival>> = BTreeMap::new();
    for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
        let (class, arrival) = row(text).map_err(|problem| format!("{line}: {problem}"))?;
        found.entry(class).or_default().push(arrival);
    }
    for arrivals in found.values_mut() {
        arrivals.sort_by_key(|arrival| arrival.at);
    }
    Ok(found)
}

fn row(text: &str) -> Result<(String, Arrival), String> {
    let (class, rest) = class_of(text)?;
    let fields: Vec<_> = rest.split(',').collect();
    let [at, handle, patience, at_least] = fields.as_slice() else {
        return Err(format!("five fields are expected: {HEADER}"));
    };
    let time = |field: &str, name: &str| match field.trim() {
        "" => Ok(None),
        text => match text.parse::<f64>() {
            Ok(value) if (0.0..=LATEST).contains(&value) => Ok(Some(milliseconds(value))),
            _ => Err(format!("{name}: {text:?} is not a number of seconds")),
        },
    };
    let at = time(at, "at")?.ok_or("at: is missing")?;
    let (handle, patience) = (time(handle, "handle")?, time(patience, "patience")?);
    let at_least = time(at_least, "patienceAtLeast")?.unwrap_or(0);
    Ok((class, Arrival { at, handle, patience, at_least }))
}

/// The name in front; one with commas or quotes is written in quotes.
fn class_of(text: &str) -> Result<(String, &str), String> {
    let Some(quoted) = text.strip_prefix('"') else {
        return text.split_once(',').map(|(class, rest)| (class.to_owned(), rest)).ok_or_else(|| "one field only".to_owned());
    };
    let mut class = String::new();
    let mut rest = quoted;
    loop {
        let Some((part, after)) = rest.split_once('"') else {
            return Err("the quotes do not end".to_owned());
        };
        class.push_str(part);
        if let Some(more) = after.strip_prefix('"') {
            class.push('"');
            rest = more;
        } else {
            let rest = after.strip_prefix(',').ok_or("a comma is expected behind the quotes")?;
            return Ok((class, rest));
        }
    }
}

/// A name as it stands in a file.
pub fn quoted(name: &str) -> String {
    let plain = !name.contains([',', '"', '\n', '\r']);
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"").replace(['\n', '\r'], " ")) }
}
