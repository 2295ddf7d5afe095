//! A change is rehearsed on a copy of the shard before it is saved, and announced to the shard once it is.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use errors::{Fault, Kind};
use ids::TenantId;
use routing_core::Refusal;
use runtime::objects::{Change, Object, Objects, Stored, Uses};

use super::docs::place;
use super::{Agent, Attribute, Catalogue, Docs, Late, Mrd, Queue, RoutingSettings, Scope};
use crate::error::Error;
use crate::ops::check_rules::findings_of;

type Guarded<'a> = Pin<Box<dyn Future<Output = errors::Result<()>> + Send + 'a>>;

/// A kind of document that the shard follows.
trait Followed: Object + Clone {
    fn scope(id: &str) -> Scope;
    fn place(docs: &mut Docs, id: &str, doc: Option<Self>);
    /// Whether others refer to it by its name.
    const BY_NAME: bool = false;
}

impl Followed for Mrd {
    fn scope(id: &str) -> Scope {
        Scope::Mrd(id.to_owned())
    }
    fn place(docs: &mut Docs, id: &str, doc: Option<Self>) {
        place(&mut docs.mrds, id, doc);
    }
}

impl Followed for Attribute {
    const BY_NAME: bool = true;
    fn scope(id: &str) -> Scope {
        Scope::Attribute(id.to_owned())
    }
    fn place(docs: &mut Docs, id: &str, doc: Option<Self>) {
        place(&mut docs.attributes, id, doc);
    }
}

impl Followed for Queue {
    fn scope(id: &str) -> Scope {
        Scope::Queue(id.to_owned())
    }
    fn place(docs: &mut Docs, id: &str, doc: Option<Self>) {
        place(&mut docs.queues, id, doc);
    }
}

impl Followed for Agent {
    fn scope(id: &str) -> Scope {
        Scope::Agent(id.to_owned())
    }
    fn place(docs: &mut Docs, id: &str, doc: Option<Self>) {
        place(&mut docs.agents, id, doc);
    }
}

impl Followed for RoutingSettings {
    fn scope(id: &str) -> Scope {
        Scope::Settings(id.to_owned())
    }
    fn place(docs: &mut Docs, id: &str, doc: Option<Self>) {
        place(&mut docs.settings, id, doc);
    }
}

pub(super) fn guarded(plain: Catalogue, late: &Late, uses: &Uses) -> Catalogue {
    Catalogue {
        mrds: follow(plain.mrds, late, uses),
        attributes: follow(plain.attributes, late, uses),
        queues: remarked(follow(plain.queues, late, uses), late),
        agents: follow(plain.agents, late, uses),
        settings: follow(plain.settings, late, uses),
    }
}

/// Saving a queue tells what the rules make of it.
fn remarked(queues: Objects<Queue>, late: &Late) -> Objects<Queue> {
    let late = late.clone();
    queues.remarked(move |principal, id, queue| {
        let late = late.clone();
        Box::pin(async move {
            let Some(engine) = late.get() else { return Vec::new() };
            findings_of(engine, &principal.tenant, id, queue).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "a queue is saved and the rules are not checked");
                Vec::new()
            })
        })
    })
}

fn follow<T: Followed>(objects: Objects<T>, late: &Late, uses: &Uses) -> Objects<T> {
    let (asked, told, uses) = (late.clone(), late.clone(), uses.clone());
    objects.guarded(move |change| guard((asked.clone(), uses.clone()), change)).announcing(
        move |tenant: &TenantId, id: &str, _: Option<&Arc<Stored<T>>>| {
            if let Some(engine) = told.get() {
                engine.follow(tenant, T::scope(id));
            }
        },
    )
}

fn guard<T: Followed>((late, uses): (Late, Uses), change: Change<'_, T>) -> Guarded<'_> {
    Box::pin(async move {
        uses.stays(&change).await?;
        let Change { principal, id, before, after, .. } = change;
        let Some(engine) = late.get() else {
            return Err(Error::Unavailable.into());
        };
        let tenant = &principal.tenant;
        let mut docs = engine.docs(tenant).await?;
        T::place(&mut docs, id, after.cloned());
        let renamed = before.zip(after).is_some_and(|(before, after)| before.name() != after.name());
        if T::BY_NAME && renamed && engine.is_attribute_used(tenant, Attribute::id(id)).await? {
            return Err(refused::<T>(Refusal::InUse));
        }
        let changes = docs
            .changes(&T::scope(id))
            .map_err(|violations| Fault::invalid("NOT_VALID", format!("the {} is not valid", T::KIND)).with_violations(violations))?;
        match engine.rehearse(tenant, changes).await? {
            None => Ok(()),
            Some(refusal) => Err(refused::<T>(refusal)),
        }
    })
}

fn refused<T: Object>(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::InUse => Fault::new(Kind::Conflict, "IN_USE", format!("the {} is in use", T::KIND)),
        Refusal::UnknownReference => {
            Fault::invalid("UNKNOWN_REFERENCE", format!("the {} refers to something that does not exist", T::KIND))
        }
        other => Error::Refused(other).into(),
    }
}
