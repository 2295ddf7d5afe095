//! Every call between services with every id of ours, made for somebody of another tenant: what stands in the requests is read off the contracts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use auth::{Keyring, ServiceTokens, SigningKey};
use ids::{Clock, Principal, Role, TenantId};
use prost::Message as _;
use prost::bytes::{Buf as _, BufMut as _};
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value};
use serde_json::json;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Code, Status};

use super::listed::{Answer, METHODS};
use super::sweep::{Ids, Ours, furnish, take_part};
use crate::journeys::{SHOP, Shop, fast};

/// A service that calls each of the others, with its own key.
const CALLERS: &[(&str, &str)] = &[
    ("ccm", "web-channel-manager"),
    ("cim-customer", "ccm"),
    ("conversation-manager", "agent-manager"),
    ("file-engine", "agent-manager"),
    ("routing-engine", "agent-manager"),
];

fn methods() -> anyhow::Result<BTreeMap<String, MethodDescriptor>> {
    let pool = DescriptorPool::decode(contracts::DESCRIPTORS)?;
    let all = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    Ok(all.map(|method| (format!("{}/{}", method.parent_service().full_name(), method.name()), method)).collect())
}

fn listed() -> BTreeMap<String, Answer> {
    METHODS.iter().map(|(service, method, answer)| (format!("switchboard.{service}/{method}"), *answer)).collect()
}

#[test]
fn every_method_of_the_contracts_is_in_the_sweep_and_the_other_way_round() -> anyhow::Result<()> {
    let (known, listed): (BTreeSet<_>, BTreeSet<_>) = (methods()?.into_keys().collect(), listed().into_keys().collect());
    assert!(known.len() > 40, "only {} methods were found", known.len());
    assert_eq!(known.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "say what another tenant is answered");
    assert_eq!(listed.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "there is no such method");
    Ok(())
}

/// Bytes as they are.
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;
    fn encoder(&mut self) -> Self {
        Self
    }
    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;
    fn encode(&mut self, bytes: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&bytes);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;
    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut bytes = vec![0; buffer.remaining()];
        buffer.copy_to_slice(&mut bytes);
        Ok(Some(bytes))
    }
}

/// What fields are filled with, by their names.
struct Filling(BTreeMap<&'static str, String>);

impl Filling {
    fn of(ids: &Ids, customer: &str) -> Self {
        let all = [
            ("conversation_id", ids.conversation.as_str()),
            ("customer_id", &ids.customer),
            ("request_id", &ids.request),
            ("target_request_id", &ids.request),
            ("agent_id", &ids.user),
            ("to_agent_id", &ids.user),
            ("participant_id", &ids.user),
            ("task_id", &ids.task),
            ("consult_task_id", &ids.task),
            ("session_id", &ids.session),
            ("channel_session_id", &ids.session),
            ("file_id", &ids.file),
            ("id", &ids.file),
            ("queue", &ids.queue),
            ("to_queue", &ids.queue),
            ("queue_id", &ids.queue),
            ("message_id", "taken"),
            ("channel_id", &ids.channel),
            ("outbound_id", &ids.file),
            ("service_identifier", SHOP),
            ("channel_type", "WEB"),
            ("channel_customer_identifier", customer),
            ("body_json", r#"{"type": "PLAIN", "markdownText": "taken"}"#),
            ("data_json", "{}"),
            ("status", "read"),
            ("state", "READY"),
            ("name", "CUSTOMER_MESSAGE"),
            ("direction", "CONSULT"),
            ("mrd_id", "chat"),
            ("mime_type", "text/plain"),
            ("host", "127.0.0.1"),
        ];
        Self(all.map(|(name, value)| (name, value.to_owned())).into())
    }

    /// Messages of that kind with every field filled; one for each member of a choice.
    fn messages(&self, kind: &MessageDescriptor, depth: usize) -> Vec<DynamicMessage> {
        let mut plain = DynamicMessage::new(kind.clone());
        for field in kind.fields().filter(|field| field.containing_oneof().is_none_or(|choice| choice.is_synthetic())) {
            if let Some(value) = self.values(&field, depth).into_iter().next() {
                plain.set_field(&field, value);
            }
        }
        let choices = kind.fields().filter(|field| field.containing_oneof().is_some_and(|choice| !choice.is_synthetic()));
        let choices: Vec<_> =
            choices.flat_map(|field| self.values(&field, depth).into_iter().map(move |value| (field.clone(), value))).collect();
        // The members of the one field that holds a choice are choices themselves: `change.kind`.
        let deeper = kind.fields().filter(|field| !field.is_list() && !field.is_map() && matches!(field.kind(), Kind::Message(_)));
        let deeper: Vec<_> =
            deeper.flat_map(|field| self.values(&field, depth).into_iter().skip(1).map(move |value| (field.clone(), value))).collect();
        if choices.is_empty() && deeper.is_empty() {
            return vec![plain];
        }
        let with = |(field, value): (FieldDescriptor, Value)| {
            let mut message = plain.clone();
            message.set_field(&field, value);
            message
        };
        let whole = if choices.is_empty() { Some(plain.clone()) } else { None };
        whole.into_iter().chain(choices.into_iter().chain(deeper).map(with)).collect()
    }

    fn values(&self, field: &FieldDescriptor, depth: usize) -> Vec<Value> {
        if field.is_map() {
            return Vec::new();
        }
        let one: Vec<Value> = match field.kind() {
            Kind::String => self.0.get(field.name()).map(|text| Value::String(text.clone())).into_iter().collect(),
            Kind::Bytes => self.0.get(field.name()).map(|text| Value::Bytes(text.clone().into())).into_iter().collect(),
            Kind::Message(_) if depth == 0 => Vec::new(),
            Kind::Message(kind) => self.messages(&kind, depth - 1).into_iter().map(Value::Message).collect(),
            Kind::Int32 => vec![Value::I32(1)],
            Kind::Int64 => vec![Value::I64(1)],
            Kind::Enum(_) => vec![Value::EnumNumber(1)],
            _ => Vec::new(),
        };
        if field.is_list() { one.into_iter().next().map(|value| Value::List(vec![value])).into_iter().collect() } else { one }
    }
}

struct Caller {
    channel: Channel,
    tokens: BTreeMap<&'static str, ServiceTokens>,
    stranger: Principal,
}

impl Caller {
    async fn of(shop: &Shop, user: &str) -> anyhow::Result<Self> {
        let keys = shop.installation.data().join("keys");
        let mut tokens = BTreeMap::new();
        for (callee, caller) in CALLERS {
            tokens.insert(*callee, tokens_of(&keys, caller)?);
        }
        let channel = Channel::from_shared(shop.installation.grpc_base())?.connect().await?;
        let roles = vec![Role::Agent, Role::Supervisor, Role::Admin];
        Ok(Self { channel, tokens, stranger: Principal { tenant: TenantId::new("elsewhere"), actor: user.into(), roles } })
    }

    async fn call(&self, method: &MethodDescriptor, request: &DynamicMessage) -> anyhow::Result<Result<Vec<u8>, Status>> {
        let service = method.parent_service().full_name().to_owned();
        let called = |callee: &str| service.contains(&format!(".{}.", callee.replace('-', "_")));
        let (callee, tokens) = self.tokens.iter().find(|(callee, _)| called(callee)).context("a callee")?;
        let callee: &'static str = callee;
        let mut request = runtime::call(&self.stranger, request.encode_to_vec());
        request.metadata_mut().insert("authorization", tokens.bearer(callee)?.parse()?);
        let mut client = tonic::client::Grpc::new(self.channel.clone());
        client.ready().await?;
        let path = format!("/{service}/{}", method.name()).parse()?;
        Ok(client.unary(request, path, Raw).await.map(tonic::Response::into_inner))
    }
}

fn tokens_of(keys: &Path, service: &str) -> anyhow::Result<ServiceTokens> {
    let key = SigningKey::load_or_create(keys, service, &format!("svc:{service}"))?;
    Ok(ServiceTokens::new(key, Keyring::default(), Clock::System))
}

/// What is wrong with an answer.
fn wrong(
    name: &str,
    answer: &Result<Vec<u8>, Status>,
    asked: &DynamicMessage,
    (expected, marks): (Answer, &BTreeSet<String>),
) -> Vec<String> {
    let said = asked.encode_to_vec();
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let (shown, refused) = match answer {
        Ok(bytes) => (bytes.clone(), false),
        Err(status) => (status.message().as_bytes().to_vec(), true),
    };
    let shows = marks.iter().filter(|mark| has(&shown, mark) && !has(&said, mark));
    let mut wrong: Vec<String> = shows.map(|mark| format!("{name} shows {mark:?}")).collect();
    if let Err(status) = answer
        && matches!(status.code(), Code::Unknown | Code::Internal | Code::Unimplemented | Code::Unauthenticated)
    {
        wrong.push(format!("{name} fails: {status:?}"));
    }
    if expected == Answer::Refused && !refused {
        wrong.push(format!("{name} was done for another tenant: {asked:?}"));
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_shows_or_changes_what_is_another_tenants() -> anyhow::Result<()> {
    let mut settings = fast();
    settings["listen"] = json!({ "grpc": "127.0.0.1:0" });
    let shop = Shop::with(settings).await?;
    let operator = shop.installation.operator().await?;
    furnish(&operator).await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let mut customer = shop.customer();
    let ids = take_part(&mut customer, &mut alice).await?;
    let before = Ours::read(&operator, &ids).await?;
    let marks = before.marks(&ids);
    let filling = Filling::of(&ids, &customer.identifier);
    let caller = Caller::of(&shop, &ids.user).await?;
    let (mut asked, mut faults, methods) = (0, Vec::new(), methods()?);
    for (name, expected) in listed() {
        let method = methods.get(&name).context("a listed method")?;
        for request in filling.messages(&method.input(), 4) {
            let answer = caller.call(method, &request).await?;
            asked += 1;
            faults.extend(wrong(&name, &answer, &request, (expected, &marks)));
        }
    }
    assert!(asked > 60, "only {asked} calls were made");
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(Ours::read(&operator, &ids).await?, before, "something of ours was changed");
    customer.say("still here").await?;
    alice.hears(&ids.conversation, "still here").await
}

#[test]
fn an_answer_that_shows_something_of_ours_or_does_what_was_asked_is_found() -> anyhow::Result<()> {
    let asked = DynamicMessage::new(methods()?.values().next().context("a method")?.input());
    let marks = BTreeSet::from(["Quillfeather".to_owned()]);
    let found = |answer, expected| wrong("x", &answer, &asked, (expected, &marks)).len();
    assert_eq!(found(Ok(b"\x0a\x0cQuillfeather".to_vec()), Answer::Own), 1);
    assert_eq!(found(Err(Status::not_found("no Quillfeather")), Answer::Refused), 1);
    assert_eq!(found(Ok(Vec::new()), Answer::Refused), 1);
    assert_eq!(found(Err(Status::internal("oops")), Answer::Own), 1);
    assert_eq!(found(Err(Status::not_found("nothing")), Answer::Refused) + found(Ok(Vec::new()), Answer::Own), 0);
    Ok(())
}
