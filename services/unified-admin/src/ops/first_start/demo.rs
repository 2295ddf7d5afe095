//! What the demonstration starts with: people, and what they choose from.

use ids::{Principal, Role};

use super::{derived, put};
use crate::domain::catalogue::{CannedAnswer, Form, Question, QuestionType, Reason, ReasonType, Section, WrapUpCode};
use crate::domain::tenancy::Team;
use crate::domain::user::User;
use crate::state::State;

const REASONS: [(&str, ReasonType, &str, &str); 5] = [
    ("Break", ReasonType::NotReady, "BREAK", "A short break"),
    ("Lunch", ReasonType::NotReady, "LUNCH", "Away for lunch"),
    ("Training", ReasonType::NotReady, "TRAINING", "In a training"),
    ("Meeting", ReasonType::NotReady, "MEETING", "In a meeting"),
    ("End of shift", ReasonType::Logout, "END_OF_SHIFT", "Done for today"),
];

const WRAP_UPS: [(&str, &[&str]); 3] = [
    ("Sales", &["Order placed", "Quote sent", "Not interested", "Call back later"]),
    ("Support", &["Solved", "Passed on", "Needs follow-up", "Known problem"]),
    ("Complaint", &["Delivery", "Product", "Service", "Invoice"]),
];

const ANSWERS: [(&str, &str); 5] = [
    ("hello", "Hello {{customer}}, I am {{agent}}. How can I help you?"),
    ("moment", "One moment, please: I am looking into it."),
    ("order", "Could you tell me your order number, please?"),
    ("more", "Is there anything else I can do for you?"),
    ("bye", "Thank you for your time. Have a good day!"),
];

pub(super) async fn catalogue(state: &State, principal: &Principal) -> runtime::Result<()> {
    let kinds = &state.kinds;
    for (name, r#type, code, description) in REASONS {
        let reason = Reason { name: name.to_owned(), description: description.to_owned(), r#type, code: code.to_owned() };
        put(&kinds.reasons, principal, name, reason).await?;
    }
    for (name, values) in WRAP_UPS {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        put(&kinds.wrap_up_codes, principal, name, WrapUpCode { category_name: name.to_owned(), values }).await?;
    }
    for (shortcut, text) in ANSWERS {
        put(
            &kinds.canned_answers,
            principal,
            shortcut,
            CannedAnswer { shortcut: shortcut.to_owned(), text: text.to_owned(), team_ids: Vec::new() },
        )
        .await?;
    }
    put(&kinds.forms, principal, "pre-chat", pre_chat()).await?;
    Ok(())
}

fn pre_chat() -> Form {
    let question = |key: &str, label: &str, r#type, required| Question {
        key: key.to_owned(),
        label: label.to_owned(),
        help: String::new(),
        r#type,
        required,
        options: Vec::new(),
    };
    let questions = vec![
        question("first_name", "Your name", QuestionType::Text, true),
        question("email", "E-mail", QuestionType::Email, false),
        question("phone", "Phone", QuestionType::Phone, false),
    ];
    Form {
        title: "Before we chat".to_owned(),
        description: "Asked by the chat window before a conversation begins.".to_owned(),
        sections: vec![Section { title: String::new(), questions }],
    }
}

pub(super) async fn people(state: &State, principal: &Principal) -> runtime::Result<()> {
    let team = Team {
        name: "Front line".to_owned(),
        description: String::new(),
        supervisor_id: derived(principal, "user", "sara"),
        secondary_supervisor_ids: Vec::new(),
    };
    let team = put(&state.kinds.teams, principal, "Front line", team).await?;
    let people = [("alice", "Alice Weber", Role::Agent), ("bob", "Bob Haddad", Role::Agent), ("sara", "Sara Lindqvist", Role::Supervisor)];
    for (username, name, role) in people {
        let user = User { team_id: team.clone(), ..user(username, name, vec![role]) };
        put(&state.kinds.users, principal, username, user).await?;
    }
    Ok(())
}

pub(super) fn administrator() -> User {
    user("admin", "Administrator", vec![Role::Admin, Role::Supervisor])
}

fn user(username: &str, name: &str, roles: Vec<Role>) -> User {
    User { username: username.to_owned(), name: name.to_owned(), roles, team_id: String::new(), email: String::new(), enabled: true }
}
