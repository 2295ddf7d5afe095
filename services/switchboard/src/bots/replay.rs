//! Cases told to a bot again, as it is saved or as a file has it.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{Asked, Case, Cases, Outcome, text_of};
use crate::operator::{Error, Operator};

/// What came of it.
#[derive(Debug, Default)]
pub struct Replayed {
    /// A line or more for every case.
    pub lines: Vec<String>,
    /// Cases.
    pub cases: usize,
    /// Of these, those in which the bot does something else now.
    pub different: usize,
}

/// Tells a file of cases to the bot of the installation, or to the one in `draft`.
///
/// # Errors
/// If the installation does not answer, or a file is none of cases or of a bot.
pub async fn replay(operator: &Operator, cases: &str, draft: Option<&str>) -> Result<Replayed, Error> {
    let malformed = |what: &str, error: serde_saphyr::Error| Error::Faults(vec![format!("{what}: {error}")]);
    let file: Cases = serde_saphyr::from_str(cases).map_err(|error| malformed("this is no file of cases", error))?;
    let draft: Option<Map<String, Value>> =
        draft.map(serde_saphyr::from_str).transpose().map_err(|error| malformed("this is no bot", error))?;
    let bot = Bot { operator, name: &file.bot, draft: draft.map(plain) };
    let mut replayed = Replayed { cases: file.cases.len(), ..Replayed::default() };
    for case in &file.cases {
        let differences = bot.hear(case).await?;
        replayed.different += usize::from(!differences.is_empty());
        replayed.lines.push(if differences.is_empty() { format!("same     {}", case.name) } else { format!("differs  {}", case.name) });
        replayed.lines.extend(differences);
    }
    Ok(replayed)
}

/// A bot as its owner takes it: without its place in a store.
fn plain(mut bot: Map<String, Value>) -> Map<String, Value> {
    for field in ["id", "version", "updatedAt"] {
        bot.remove(field);
    }
    bot
}

struct Bot<'a> {
    operator: &'a Operator,
    name: &'a str,
    draft: Option<Map<String, Value>>,
}

impl Bot<'_> {
    async fn hear(&self, case: &Case) -> Result<Vec<String>, Error> {
        let (mut misses, mut history, mut differences) = (0, Vec::new(), Vec::new());
        for (index, turn) in case.turns.iter().enumerate() {
            let answer = self.ask(&turn.customer, misses, &history).await?;
            misses = answer["misses"].as_i64().unwrap_or(0);
            let now = outcome(&answer);
            if now != turn.outcome || !answer["failure"].is_null() {
                differences.push(format!("         turn {}, {:?}", index + 1, turn.customer));
                differences.push(format!("           recorded: {}", told(&turn.outcome)));
                let failure = answer["failure"]["detail"].as_str().map(|detail| format!("no answer: {detail}"));
                differences.push(format!("           now:      {}", failure.unwrap_or_else(|| told(&now))));
            }
            history.push(json!({"customer": true, "text": turn.customer}));
            history.extend(now.replies.iter().map(|text| json!({"customer": false, "text": text})));
        }
        Ok(differences)
    }

    async fn ask(&self, text: &str, misses: i64, history: &[Value]) -> Result<Value, Error> {
        let said = json!({"text": text, "misses": misses, "history": history});
        let Some(draft) = &self.draft else {
            let name: String = url(self.name);
            return self.operator.expect(Method::POST, &format!("/bot-framework/v1/bots/{name}/try"), Some(&said)).await;
        };
        let mut said = said;
        said["bot"] = Value::Object(draft.clone());
        self.operator.expect(Method::POST, "/bot-framework/v1/try", Some(&said)).await
    }
}

fn url(name: &str) -> String {
    crate::configuration::escaped(name)
}

fn outcome(answer: &Value) -> Outcome {
    let asked = &answer["findAgent"];
    let find_agent = asked.is_object().then(|| Asked {
        queue: asked["queue"].as_str().unwrap_or_default().to_owned(),
        priority: asked["priority"].as_i64().unwrap_or(0),
    });
    Outcome {
        replies: answer["replies"].as_array().into_iter().flatten().map(text_of).collect(),
        find_agent,
        data: answer["data"].as_object().cloned().unwrap_or_default(),
    }
}

fn told(outcome: &Outcome) -> String {
    serde_json::to_string(outcome).unwrap_or_default()
}

impl std::fmt::Display for Replayed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.lines {
            writeln!(formatter, "{line}")?;
        }
        write!(formatter, "{} of {} cases differ", self.different, self.cases)
    }
}
