//! Who takes part, and in which role.

use contracts::conversation_manager::{AssignBot, ChangeParticipantRole};
use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::conversation::Conversation;
use super::rows::{Audience, Row};
use super::tasks::change_part;
use crate::error::Error;

/// Part a participant plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Role {
    Primary,
    Assistant,
    WrapUp,
    SilentMonitor,
    Whisper,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "PRIMARY",
            Self::Assistant => "ASSISTANT",
            Self::WrapUp => "WRAP_UP",
            Self::SilentMonitor => "SILENT_MONITOR",
            Self::Whisper => "WHISPER",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Primary, Self::Assistant, Self::WrapUp, Self::SilentMonitor, Self::Whisper].into_iter().find(|role| role.as_str() == text)
    }
}

/// A bot or agent in the conversation. The customer is the conversation's own field.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each stored under its own name")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Participant {
    pub(crate) id: String,
    pub(crate) bot: bool,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) active: bool,
    pub(crate) joined_at: Ms,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) task_id: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) wrap_up_until: Ms,
    /// The customer never learns of this agent: asked for advice, listening, or speaking to colleagues only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) hidden: bool,
    /// The customer has seen this agent at some time, hidden or not by now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) seen: bool,
    /// A bot that stepped back for an agent, and speaks again once no agent does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) stepped_back: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(value: &Ms) -> bool {
    *value == 0
}

impl Conversation {
    pub(crate) fn participant(&self, id: &str) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.id == id)
    }

    pub(super) fn participant_mut(&mut self, id: &str) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|participant| participant.id == id)
    }

    /// Agents who can speak to the customer.
    pub(crate) fn active_agents(&self) -> usize {
        self.agents().filter(|agent| agent.role != Role::WrapUp).count()
    }

    /// Agents who only finish their notes.
    pub(crate) fn wrapping_agents(&self) -> usize {
        self.agents().filter(|agent| agent.role == Role::WrapUp).count()
    }

    fn agents(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|participant| participant.active && !participant.bot && !participant.hidden)
    }

    /// Whether an agent ever took part.
    pub(crate) fn had_agent(&self) -> bool {
        self.participants.iter().any(|participant| !participant.bot && (participant.seen || !participant.hidden))
    }

    /// The bot that speaks to the customer: none as long as an agent does.
    pub(crate) fn speaking_bot(&self) -> Option<&Participant> {
        let bot = self.participants.iter().find(|participant| participant.bot && participant.active && participant.role == Role::Primary);
        bot.filter(|_| self.active_agents() == 0)
    }

    /// The bot that listens and suggests what an agent could say; always the same one of several.
    pub(crate) fn listening_bot(&self) -> Option<&Participant> {
        let listens = |participant: &&Participant| participant.bot && participant.active && participant.role == Role::Assistant;
        self.participants.iter().filter(listens).min_by(|one, other| one.id.cmp(&other.id))
    }

    pub(super) fn assign_bot(&mut self, change: &AssignBot, now: Ms) -> Result<Vec<Row>, Error> {
        let role = parse_role(&change.role)?;
        if self.participant(&change.bot_id).is_some_and(|bot| bot.active && bot.role == role) {
            return Ok(Vec::new());
        }
        if role == Role::Primary {
            self.dismiss_bots_but(&change.bot_id);
        }
        self.participants.retain(|participant| participant.id != change.bot_id);
        self.participants.push(Participant {
            id: change.bot_id.clone(),
            bot: true,
            name: change.name.clone(),
            role,
            active: true,
            joined_at: now,
            task_id: String::new(),
            wrap_up_until: 0,
            hidden: false,
            seen: false,
            stepped_back: false,
        });
        let data = json!({ "botId": change.bot_id, "name": change.name, "role": role.as_str() });
        Ok(vec![Row::notification("BOT_SUBSCRIBED", Audience::Agents, data)])
    }

    pub(super) fn change_role(&mut self, change: &ChangeParticipantRole) -> Result<Vec<Row>, Error> {
        let role = parse_role(&change.role)?;
        let participant = self.participant_mut(&change.participant_id).filter(|participant| participant.active);
        let participant = participant.ok_or_else(|| Error::NotAParticipant(change.participant_id.clone()))?;
        if participant.role == role {
            return Ok(Vec::new());
        }
        if participant.hidden {
            return Ok(change_part(participant, role, ""));
        }
        let previous = std::mem::replace(&mut participant.role, role);
        participant.stepped_back = participant.bot && previous == Role::Primary && role == Role::Assistant;
        let (bot, row) = (participant.bot, role_changed(participant, previous));
        if bot && role == Role::Primary {
            self.dismiss_bots_but(&change.participant_id);
        }
        Ok(vec![row])
    }

    /// One bot speaks at a time.
    fn dismiss_bots_but(&mut self, id: &str) {
        for bot in self.participants.iter_mut().filter(|participant| participant.bot && participant.id != id) {
            bot.active = false;
        }
    }
}

impl Conversation {
    /// The bot that stepped back speaks again, in the change that took the last agent away: a message of the customer that comes right after
    /// must find somebody to answer it.
    pub(super) fn bot_takes_over(&mut self) -> Vec<Row> {
        if self.active_agents() > 0 || self.active_sessions() == 0 || self.speaking_bot().is_some() {
            return Vec::new();
        }
        let Some(bot) = self.participants.iter_mut().find(|participant| participant.bot && participant.active && participant.stepped_back)
        else {
            return Vec::new();
        };
        bot.stepped_back = false;
        let previous = std::mem::replace(&mut bot.role, Role::Primary);
        vec![role_changed(bot, previous)]
    }
}

pub(super) fn role_changed(participant: &Participant, previous: Role) -> Row {
    let data = json!({ "participantId": participant.id, "name": participant.name, "role": participant.role.as_str(), "previousRole": previous.as_str() });
    Row::notification("PARTICIPANT_ROLE_CHANGED", Audience::Agents, data)
}

fn parse_role(text: &str) -> Result<Role, Error> {
    Role::parse(text).ok_or(Error::Malformed { field: "role", problem: "is not a role" })
}
