//! What a change of the schema must respect.

use std::pin::Pin;

use runtime::objects::Change;

use crate::domain::attribute::Attribute;
use crate::domain::schema::{is_system, system};
use crate::error::{Error, Result};

/// The system's attributes stay; an attribute's key and type cannot change under the values there are.
pub(crate) fn attribute<'a>(change: Change<'a, Attribute>) -> Pin<Box<dyn Future<Output = errors::Result<()>> + Send + 'a>> {
    Box::pin(std::future::ready(rules(&change).map_err(Into::into)))
}

fn rules(change: &Change<'_, Attribute>) -> Result<()> {
    let Some(after) = change.after else {
        let key = change.before.map_or("", |attribute| attribute.key.as_str());
        return if is_system(key) { Err(Error::SystemAttribute { key: key.to_owned() }) } else { Ok(()) };
    };
    // Of the system's attributes the code relies on more than key and type.
    if let Some(system) = system().into_iter().find(|system| system.key == after.key)
        && (system.r#type, system.channel_identifier) != (after.r#type, after.channel_identifier)
    {
        return Err(Error::SystemAttribute { key: system.key });
    }
    match change.before {
        Some(before) if before.key != after.key => Err(Error::AttributeFixed { what: "key" }),
        Some(before) if before.r#type != after.r#type => Err(Error::AttributeFixed { what: "type" }),
        Some(before) if before.channel_identifier != after.channel_identifier => Err(Error::AttributeFixed { what: "channelIdentifier" }),
        _ => Ok(()),
    }
}
