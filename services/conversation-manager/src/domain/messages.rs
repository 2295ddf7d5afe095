//! What is said, by whom it may be said.

use contracts::conversation_manager::Message;
use ids::Ms;
use serde_json::Value;

use super::conversation::Conversation;
use super::participants::{Participant, Role};
use super::rows::{Audience, Row};
use crate::error::Error;

/// Characters of the last text that lists show.
const PREVIEW: usize = 120;

impl Conversation {
    pub(super) fn say(&mut self, message: &Message, now: Ms) -> Result<Vec<Row>, Error> {
        let body: Value =
            serde_json::from_slice(&message.body_json).map_err(|_| Error::Malformed { field: "body_json", problem: "is not JSON" })?;
        if body.get("type").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(Error::Malformed { field: "body_json.type", problem: "is missing" });
        }
        if message.id.is_empty() || message.id.len() > 128 {
            return Err(Error::Malformed { field: "id", problem: "has no or more than 128 bytes" });
        }
        // PostgreSQL's text has no NUL: it would make the whole batch fail.
        if message.id.contains('\0') {
            return Err(Error::Malformed { field: "id", problem: "has a NUL" });
        }
        let header = message.header.clone().unwrap_or_default();
        let sender = header.sender.clone().unwrap_or_default();
        let mut rows = Vec::new();
        let audience = match message.name.as_str() {
            "CUSTOMER_MESSAGE" => self.customer_says(&header.channel_session_id, now)?,
            "AGENT_MESSAGE" => {
                rows.extend(self.agent_says(&sender.id, now)?);
                Audience::Everyone
            }
            "WHISPER_MESSAGE" => self.colleague_says(&sender.id)?,
            "BOT_MESSAGE" => self.bot_says(&sender.id)?,
            "BOT_SUGGESTION" => self.bot_suggests(&sender.id)?,
            "SYSTEM_MESSAGE" => Audience::Everyone,
            _ => return Err(Error::Malformed { field: "name", problem: "is not a kind of message" }),
        };
        if audience == Audience::Everyone && body["jsonNode"]["kind"] != "reaction" {
            self.preview = preview(&body);
        }
        rows.push(Row { name: message.name.clone(), id: Some(message.id.clone()), audience, header, body: message.body_json.clone() });
        Ok(rows)
    }

    fn customer_says(&mut self, session_id: &str, now: Ms) -> Result<Audience, Error> {
        let session = self.sessions.iter_mut().find(|session| session.active && session.id == session_id);
        session.ok_or_else(|| Error::NoSession(session_id.to_owned()))?.last_customer_at = now;
        self.last_customer_at = now;
        Ok(Audience::Everyone)
    }

    /// An agent's answer also ends a pause.
    fn agent_says(&mut self, agent_id: &str, now: Ms) -> Result<Vec<Row>, Error> {
        let speaks = self.participant(agent_id).is_some_and(|agent| agent.active && !agent.bot && matches!(agent.role, Role::Primary));
        if !speaks {
            return Err(Error::NotAParticipant(agent_id.to_owned()));
        }
        self.last_agent_at = now;
        Ok(self.resume(agent_id))
    }

    fn colleague_says(&self, agent_id: &str) -> Result<Audience, Error> {
        // Who listens only listens.
        let speaks = |agent: &Participant| agent.active && !agent.bot && agent.role != Role::SilentMonitor;
        if self.participant(agent_id).is_some_and(speaks) { Ok(Audience::Agents) } else { Err(Error::NotAParticipant(agent_id.to_owned())) }
    }

    /// Checked here, in the append itself: a bot never answers after hand-over, however late its answer comes.
    fn bot_says(&self, bot_id: &str) -> Result<Audience, Error> {
        let speaks = self.speaking_bot().is_some_and(|bot| bot.id == bot_id);
        if speaks { Ok(Audience::Everyone) } else { Err(Error::BotNotPrimary(bot_id.to_owned())) }
    }

    fn bot_suggests(&self, bot_id: &str) -> Result<Audience, Error> {
        let present = self.participant(bot_id).is_some_and(|bot| bot.active && bot.bot);
        if present { Ok(Audience::Agents) } else { Err(Error::NotAParticipant(bot_id.to_owned())) }
    }
}

fn preview(body: &Value) -> String {
    // What was deleted may be what the preview shows.
    if body["type"] == "DELETEDNOTIFICATION" {
        return String::new();
    }
    let text =
        ["markdownText", "caption", "type"].iter().find_map(|key| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()));
    text.unwrap_or_default().chars().map(|c| if c.is_control() { ' ' } else { c }).take(PREVIEW).collect()
}
