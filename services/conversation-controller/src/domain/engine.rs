//! Facts in, effects out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::domain::effect::{Action, Card, Effect, Kind};
use crate::domain::expr::Variables;
use crate::domain::facts::Facts;
use crate::domain::rules::{Argument, Rule, RuleSet, Step};

/// Everything that follows from an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Planned>,
    /// The slots afterwards, if any rule changed them.
    pub(crate) slots: Option<Map<String, Value>>,
    /// Rules that could not be evaluated, and why: they count as not matching.
    #[serde(skip)]
    pub(crate) faults: Vec<String>,
}

/// One effect, and which step of which rule wants it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Planned {
    pub(crate) rule: String,
    pub(crate) index: usize,
    pub(crate) effect: Effect,
}

impl Plan {
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.slots.is_none()
    }

    /// How many of its effects need another service.
    pub(crate) fn calls(&self) -> usize {
        self.steps.iter().filter(|step| step.effect.is_call()).count()
    }
}

/// What the rules want done. Nothing, in a conversation that is over.
pub(crate) fn decide(rules: &RuleSet, facts: &Facts, slots: &Map<String, Value>) -> Plan {
    let mut plan = Plan::default();
    if facts.conversation.is_over() {
        return plan;
    }
    let mut current = rules.slots.clone();
    current.extend(slots.iter().filter(|(name, _)| rules.slots.contains_key(*name)).map(|(name, value)| (name.clone(), value.clone())));
    let value = serde_json::to_value(facts).unwrap_or_default();
    let mut run = Run { facts, variables: Variables::new(&value, &rules.settings, &current), slots: current, plan: &mut plan };
    for rule in rules.on(&facts.event.name) {
        run.rule(rule);
    }
    plan
}

struct Run<'a> {
    facts: &'a Facts,
    variables: Variables,
    slots: Map<String, Value>,
    plan: &'a mut Plan,
}

impl Run<'_> {
    fn rule(&mut self, rule: &Rule) {
        match rule.when.as_ref().map_or(Ok(true), |when| when.holds(&self.variables)) {
            Ok(true) => {}
            Ok(false) => return,
            Err(problem) => return self.plan.faults.push(format!("{}: {problem}", rule.name)),
        }
        for (index, step) in rule.then.iter().enumerate() {
            if let Err(problem) = self.step(rule, index, step) {
                self.plan.faults.push(format!("{}, step {}: {problem}", rule.name, index + 1));
            }
        }
    }

    fn step(&mut self, rule: &Rule, index: usize, step: &Step) -> Result<(), String> {
        match step {
            Step::Remember(values) => {
                for (name, argument) in values {
                    let value = self.value(argument)?;
                    self.slots.insert(name.clone(), value);
                }
                self.variables.set_slots(&self.slots);
                self.plan.slots = Some(self.slots.clone());
            }
            Step::Make { fixed, arguments } => {
                let effect = self.make(fixed.clone(), arguments)?;
                if !is_idle(&effect) {
                    self.plan.steps.push(Planned { rule: rule.name.clone(), index, effect });
                }
            }
        }
        Ok(())
    }

    fn make(&self, mut members: Map<String, Value>, arguments: &BTreeMap<String, (Kind, Argument)>) -> Result<Effect, String> {
        for (name, (kind, argument)) in arguments {
            let value = typed(*kind, self.value(argument)?, self.facts.event.at).map_err(|wanted| format!("{name:?} is {wanted}"))?;
            members.insert(name.clone(), value);
        }
        let mut effect: Effect = serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())?;
        if let Effect::Act(action) = &mut effect
            && let Action::FindAgent { card, .. } = &mut **action
        {
            **card = self.card();
        }
        Ok(effect)
    }

    fn value(&self, argument: &Argument) -> Result<Value, String> {
        match argument {
            Argument::Fixed(value) => Ok(value.clone()),
            Argument::Computed(expr) => expr.evaluate(&self.variables),
            Argument::Table(table) => {
                table.iter().map(|(name, argument)| Ok((name.clone(), self.value(argument)?))).collect::<Result<_, _>>().map(Value::Object)
            }
        }
    }

    fn card(&self) -> Card {
        let (conversation, session) = (&self.facts.conversation, &self.facts.session);
        Card {
            customer_id: conversation.customer_id.clone(),
            customer_name: conversation.customer_name.clone(),
            customer_known: conversation.data.get("customerKnown") == Some(&json!(true)),
            channel_type: session.channel_type.clone(),
            channel_name: session.channel_name.clone(),
            session_id: session.id.clone(),
            mrd_id: session.mrd_id.clone(),
        }
    }
}

/// Texts that a tenant has emptied are not said.
fn is_idle(effect: &Effect) -> bool {
    matches!(effect, Effect::Say(say) if say.text.trim().is_empty())
}

/// A value as an argument of that kind takes it.
fn typed(kind: Kind, value: Value, now: i64) -> Result<Value, &'static str> {
    match (kind, value) {
        (Kind::Text, Value::Null) => Ok("".into()),
        (Kind::Text, value @ Value::String(_)) | (Kind::Table, value @ Value::Object(_)) => Ok(value),
        (Kind::Text, Value::Number(number)) => Ok(number.to_string().into()),
        (Kind::Text, _) => Err("a text"),
        (Kind::Table, _) => Err("a table"),
        (Kind::Whole | Kind::Instant, value) => value.as_i64().map(Value::from).ok_or("a whole number"),
        (Kind::Span, value) => value.as_i64().map(|span| now.saturating_add(span.max(0)).into()).ok_or("a number of milliseconds"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::cases;
    use crate::domain::facts::{Conversation, Event, Participant, Request, Session};
    use crate::domain::rules::BUILT_IN;

    fn built_in() -> &'static RuleSet {
        static RULES: std::sync::LazyLock<RuleSet> = std::sync::LazyLock::new(|| RuleSet::parse(BUILT_IN).unwrap());
        &RULES
    }

    #[test]
    fn the_built_in_rules_reproduce_the_default_table() {
        let cases = cases::parse(include_str!("../../rules/default.cases.yaml")).unwrap();
        assert_eq!(cases::run(built_in(), &cases), Vec::<String>::new());
        assert!(cases.len() > 40);
    }

    #[test]
    fn slots_of_one_rule_are_seen_by_the_next() {
        let rules = RuleSet::parse("slots: {n: 0}\nrules:\n- {name: a, on: FIND_AGENT, then: [{slot: {n: =slots.n + 1}}]}\n- {name: b, on: FIND_AGENT, when: slots.n == 1, then: [{text: =string(slots.n)}]}\n").unwrap();
        let mut facts = Facts::default();
        facts.event.name = "FIND_AGENT".to_owned();
        let plan = decide(&rules, &facts, &Map::new());
        assert_eq!(plan.slots.unwrap()["n"], 1);
        assert_eq!(plan.steps.len(), 1);
    }

    #[test]
    fn a_rule_that_cannot_be_evaluated_does_not_stop_the_others() {
        let rules = RuleSet::parse(
            "rules:\n- {name: a, on: FIND_AGENT, when: event.data.none == 1, then: [{text: a}]}\n- {name: b, on: FIND_AGENT, then: [{text: b}]}\n",
        )
        .unwrap();
        let mut facts = Facts::default();
        facts.event.name = "FIND_AGENT".to_owned();
        let plan = decide(&rules, &facts, &Map::new());
        assert_eq!((plan.steps.len(), plan.faults.len()), (1, 1));
    }

    #[test]
    fn a_plan_survives_being_stored() {
        let mut facts = Facts::default();
        facts.conversation.sessions = vec![Session {
            id: "s".to_owned(),
            active: true,
            queue_id: "q".to_owned(),
            customer_activity_timeout_ms: 5,
            ..Session::default()
        }];
        for name in
            ["CONVERSATION_STARTED", "CHANNEL_SESSION_STARTED", "CHANNEL_SESSION_ENDED", "NO_AGENT_AVAILABLE", "CONVERSATION_RESUMED"]
        {
            facts.event.name = name.to_owned();
            let plan = decide(built_in(), &facts.clone().derived(), &Map::new());
            assert!(!plan.is_empty(), "{name}");
            let text = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
        }
    }

    fn some_data() -> impl Strategy<Value = Map<String, Value>> {
        let value = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
            Just(json!([1])),
            Just(json!({"a": 1}))
        ];
        let name = prop::sample::select(vec![
            "queue",
            "priority",
            "reason",
            "requestedBy",
            "state",
            "reasonCode",
            "role",
            "untilMs",
            "sessionId",
            "action",
        ]);
        prop::collection::btree_map(name, value, 0..5)
            .prop_map(|map| map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    fn some_event() -> impl Strategy<Value = Event> {
        let names = vec![
            "CONVERSATION_STARTED",
            "CHANNEL_SESSION_STARTED",
            "CHANNEL_SESSION_ENDED",
            "CHANNEL_SESSION_EXPIRED",
            "FIND_AGENT",
            "AGENT_SUBSCRIBED",
            "AGENT_UNSUBSCRIBED",
            "PARTICIPANT_ROLE_CHANGED",
            "NO_AGENT_AVAILABLE",
            "TASK_STATE_CHANGED",
            "CONVERSATION_PAUSED",
            "CONVERSATION_RESUMED",
            "ACTION_REFUSED",
            "TIMER hold",
            "TIMER customer-inactivity",
            "TIMER agent-response",
            "UNKNOWN",
        ];
        (prop::sample::select(names), any::<i64>(), prop::sample::select(vec!["", "s0", "s1"]), some_data()).prop_map(
            |(name, at, subject, data)| Event { name: name.to_owned(), at, subject: subject.to_owned(), data, ..Event::default() },
        )
    }

    fn some_participants(roles: Vec<&'static str>) -> impl Strategy<Value = Vec<Participant>> {
        prop::collection::vec(
            (prop::sample::select(roles), ".{0,3}").prop_map(|(role, id)| Participant {
                id,
                role: role.to_owned(),
                ..Participant::default()
            }),
            0..3,
        )
    }

    fn some_conversation() -> impl Strategy<Value = Conversation> {
        let state = prop::sample::select(vec!["CREATED", "ACTIVE", "ON_HOLD", "INACTIVE", "CUSTOMER_LEFT", "WRAP_UP", "CLOSING", "CLOSED"]);
        let session = (any::<bool>(), any::<i64>(), any::<i64>(), prop::sample::select(vec!["", "b"]), prop::sample::select(vec!["", "q"]))
            .prop_map(|(active, time, timeout, bot, queue)| Session {
                active,
                started_at: time,
                customer_activity_timeout_ms: timeout,
                bot_id: bot.to_owned(),
                queue_id: queue.to_owned(),
                ..Session::default()
            });
        let sessions = prop::collection::vec(session, 0..3).prop_map(|mut sessions| {
            sessions.iter_mut().enumerate().for_each(|(index, session)| session.id = format!("s{index}"));
            sessions
        });
        let agents = some_participants(vec!["PRIMARY", "ASSISTANT", "WRAP_UP", "SILENT_MONITOR"]);
        let bots = some_participants(vec!["PRIMARY", "ASSISTANT"]);
        (state, sessions, agents, bots, ".{0,3}", any::<i64>()).prop_map(|(state, sessions, agents, bots, request, time)| Conversation {
            state: state.to_owned(),
            sessions,
            agents,
            bots,
            request: Request { id: request, ..Request::default() },
            hold_until: time,
            last_agent_at: time,
            ..Conversation::default()
        })
    }

    proptest! {
        #[test]
        fn no_sequence_of_events_makes_the_engine_panic_or_touch_a_closed_conversation(steps in prop::collection::vec((some_event(), some_conversation()), 1..6)) {
            let rules = built_in();
            let mut slots = Map::new();
            for (event, conversation) in steps {
                let facts = Facts { event, conversation, session: Session::default() }.derived();
                let plan = decide(rules, &facts, &slots);
                if facts.conversation.is_over() {
                    prop_assert!(plan.is_empty());
                }
                let ends = plan.steps.iter().filter(|step| step.effect == Effect::Act(Box::new(Action::EndConversation {}))).count();
                prop_assert!(ends == 0 || (facts.conversation.active_sessions == 0 && facts.conversation.active_agents == 0));
                slots = plan.slots.unwrap_or(slots);
            }
        }

        #[test]
        fn no_text_makes_the_compiler_panic(text in "[a-z:\\-\\[\\]{}='\"!&*|> \n]{0,200}") {
            let _either = RuleSet::parse(&text);
        }

        #[test]
        fn no_expression_makes_the_compiler_panic(text in "[a-z.()\\[\\]{}='\"!&|<>?:+0-9 ]{0,60}") {
            let rules = json!({"rules": [{"name": "a", "on": "FIND_AGENT", "when": text, "then": [{"text": "x"}]}]});
            if let Ok(rules) = RuleSet::parse(&rules.to_string()) {
                let mut facts = Facts::default();
                facts.event.name = "FIND_AGENT".to_owned();
                decide(&rules, &facts, &Map::new());
            }
        }
    }
}
