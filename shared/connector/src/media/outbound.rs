//! A file of ours on its way to the provider: as the channel takes it, made so if it can be, refused in words if not.

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use ids::Principal;
use reqwest::multipart::{Form, Part};
use runtime::channels::{self, REDRAWN, Taken};
use runtime::files::{Fetched, StoredFile, Upload};
use url::Url;

use super::{Deposit, convert};
use crate::State;
use crate::class::{ErrorClass, Refusal};
use crate::directory::Channel;
use crate::outgoing::{Said, Sent};
use crate::store::Send;

/// Bytes of a provider's answer.
const ANSWER: usize = 64 * 1024;

/// What is said, with its file where the provider gets it from. Everything here may be done again: the message itself is not sent yet.
pub(crate) async fn prepare(state: &State, channel: &Channel, send: &Send, mut said: Said) -> Result<Said, Refusal> {
    let Some(id) = said.body["attachment"]["fileId"].as_str().map(str::to_owned) else { return Ok(said) };
    let by = Principal::service(send.tenant.clone(), state.pod);
    let deposit = state.provider.deposit(channel).transpose()?;
    // Done by an attempt before this one.
    if let Some((kind, brought)) = send.media.split_once(' ') {
        said.body["type"] = kind.into();
        said.file = Some(if deposit.is_some() { Sent::Id(brought.to_owned()) } else { Sent::Link(link(state, channel, send, brought)?) });
        return Ok(said);
    }
    let file: StoredFile = state.files.get(&by, &id).await.map_err(|fault| gone(&fault))?.into();
    if file.state != "AVAILABLE" {
        return Err(Refusal::new(ErrorClass::Media, "FILE_NOT_AVAILABLE", "the file is not there any more"));
    }
    let takes = channels::carried(state.pod, &channel.channel_type).map_or(&[][..], |carried| carried.files);
    let way = way(takes, said.kind(), &file)?;
    said.body["type"] = way.kind().into();
    let outgoing = Outgoing { state, channel, by };
    let (sent, note) = match (deposit, way) {
        (None, Way::AsItIs(_)) => (Sent::Link(link(state, channel, send, &file.id)?), None),
        (None, Way::Redrawn { most, .. }) => {
            let drawn = outgoing.keep(&file, most).await?;
            (Sent::Link(link(state, channel, send, &drawn)?), Some(drawn))
        }
        (Some(deposit), way) => {
            let brought = outgoing.bring(&deposit, &file, way).await?;
            (Sent::Id(brought.clone()), Some(brought))
        }
    };
    if let Some(note) = note {
        state.store.deposited(send, &format!("{} {note}", said.kind())).await.map_err(|_| later("STORE", "the file could not be noted"))?;
    }
    metrics::counter!("connector_media_out_total", "pod" => state.pod, "type" => said.kind().to_owned()).increment(1);
    said.file = Some(sent);
    Ok(said)
}

/// In which kind of message a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    AsItIs(&'static str),
    /// As JPEG of so many bytes at most.
    Redrawn {
        kind: &'static str,
        most: u64,
    },
}

impl Way {
    fn kind(self) -> &'static str {
        match self {
            Self::AsItIs(kind) | Self::Redrawn { kind, .. } => kind,
        }
    }
}

/// As what it is, else redrawn if it is a picture, else as a document, else not.
fn way(takes: &'static [Taken], kind: &str, file: &StoredFile) -> Result<Way, Refusal> {
    let size = u64::try_from(file.size).unwrap_or_default();
    let mime = file.mime_type.as_str();
    let of = |kind: &str| takes.iter().filter(move |taken| taken.kind == kind).collect::<Vec<_>>();
    let fits = |taken: &&&Taken| taken.takes(mime) && size <= taken.most;
    if let Some(taken) = of(kind).iter().find(fits) {
        return Ok(Way::AsItIs(taken.kind));
    }
    if let (true, Some(taken)) = (mime.starts_with("image/") && size <= REDRAWN, of("IMAGE").iter().find(|taken| taken.takes("image/jpeg")))
    {
        return Ok(Way::Redrawn { kind: taken.kind, most: taken.most });
    }
    if let Some(taken) = of("FILE").iter().find(fits) {
        return Ok(Way::AsItIs(taken.kind));
    }
    let most = takes.iter().filter(|taken| [kind, "FILE"].contains(&taken.kind) && taken.takes(mime)).map(|taken| taken.most).max();
    Err(match most {
        Some(most) => {
            let detail = format!("the file has {}, this channel takes {} of {mime}", megabytes(size), megabytes(most));
            Refusal::new(ErrorClass::Media, "FILE_TOO_LARGE", detail)
        }
        None if takes.is_empty() => Refusal::new(ErrorClass::Media, "NO_FILES", "this channel takes no files"),
        None => Refusal::new(ErrorClass::Media, "TYPE_NOT_TAKEN", format!("this channel takes no files of type {mime}")),
    })
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// The address under which the provider fetches a file; good for half a day.
fn link(state: &State, channel: &Channel, send: &Send, file_id: &str) -> Result<String, Refusal> {
    let public = channel.public_url.parse::<Url>().ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    let missing = || {
        Refusal::new(ErrorClass::Media, "NO_PUBLIC_URL", "the channel has no public address from which the provider could fetch the file")
    };
    let public = public.ok_or_else(missing)?;
    let path = state.links.content(&send.tenant, file_id, &format!("provider:{}", channel.id));
    let path = path.map_err(|_| later("LINK", "no link to the file could be signed"))?;
    Ok(format!("{}{path}", public.ascii_serialization()))
}

/// One file on its way.
struct Outgoing<'a> {
    state: &'a State,
    channel: &'a Channel,
    by: Principal,
}

impl Outgoing<'_> {
    async fn fetch(&self, file: &StoredFile) -> Result<Fetched, Refusal> {
        self.state.files.fetch(&self.by, &file.id).await.map_err(|fault| gone(&fault))
    }

    async fn redrawn(&self, file: &StoredFile, most: u64) -> Result<Bytes, Refusal> {
        let too_large = || {
            Refusal::new(
                ErrorClass::Media,
                "PICTURE",
                format!("the picture cannot be made one of {} that this channel takes", megabytes(most)),
            )
        };
        let bytes =
            to_bytes(self.fetch(file).await?.body, usize::try_from(REDRAWN).unwrap_or(usize::MAX)).await.map_err(|_| too_large())?;
        convert::jpeg(file.mime_type.clone(), bytes, most).await.ok_or_else(too_large)
    }

    /// Keeps a redrawn picture, so that it can be linked to; answers its id.
    async fn keep(&self, file: &StoredFile, most: u64) -> Result<String, Refusal> {
        let drawn = self.redrawn(file, most).await?;
        let kept = self.state.files.get(&self.by, &file.id).await.map_err(|fault| gone(&fault))?;
        let upload = Upload {
            name: &as_jpeg(&file.name),
            mime_type: "image/jpeg",
            size: Some(drawn.len() as u64),
            origin: &format!("redrawn:{}", file.id),
            channel_type: &self.channel.channel_type,
            conversation_id: &kept.conversation_id,
            customer_id: &kept.customer_id,
        };
        let stored = self.state.files.upload(&self.by, upload, Body::from(drawn)).await.map_err(|fault| gone(&fault))?;
        Ok(stored.id)
    }

    /// Brings the file to the provider; answers the id it has there.
    async fn bring(&self, deposit: &Deposit, file: &StoredFile, way: Way) -> Result<String, Refusal> {
        let part = match way {
            Way::AsItIs(_) => {
                let length = u64::try_from(file.size).unwrap_or_default();
                let body = reqwest::Body::wrap_stream(self.fetch(file).await?.body.into_data_stream());
                Part::stream_with_length(body, length).file_name(file.name.clone()).mime_str(&file.mime_type)
            }
            Way::Redrawn { most, .. } => {
                let drawn = self.redrawn(file, most).await?;
                Part::stream_with_length(drawn.clone(), drawn.len() as u64).file_name(as_jpeg(&file.name)).mime_str("image/jpeg")
            }
        };
        let part = part.map_err(|_| Refusal::new(ErrorClass::Media, "TYPE_NOT_TAKEN", "the file's type is none"))?;
        let form = deposit.fields.iter().fold(Form::new(), |form, (name, value)| form.text(*name, value.clone())).part(deposit.file, part);
        let mut request = self.state.client.post(&deposit.url).timeout(self.state.config.media_timeout).multipart(form);
        for (name, value) in &deposit.headers {
            request = request.header(name, value);
        }
        let mut answered = request.send().await.map_err(|_| later("NOT_CONNECTED", "the file could not be brought to the provider"))?;
        let status = answered.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = answered.chunk().await.map_err(|_| later("BROKEN", "the provider's answer broke off"))? {
            if body.len() + chunk.len() > ANSWER {
                return Err(later("BROKEN", "the provider's answer has no end"));
            }
            body.extend_from_slice(&chunk);
        }
        self.state.provider.deposited(status, &body)
    }
}

fn as_jpeg(name: &str) -> String {
    format!("{}.jpg", name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

fn later(code: &str, text: &str) -> Refusal {
    Refusal::new(ErrorClass::Temporary, code, text)
}

/// What file-engine says against handing a file out.
fn gone(fault: &errors::Fault) -> Refusal {
    let class = if fault.kind().retryable() { ErrorClass::Temporary } else { ErrorClass::Media };
    Refusal::new(class, fault.code(), fault.detail())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TAKES: &[Taken] = &[
        Taken { kind: "IMAGE", types: &["image/jpeg", "image/png"], most: 5_000_000 },
        Taken { kind: "AUDIO", types: &["audio/ogg"], most: 16_000_000 },
        Taken { kind: "FILE", types: &["application/*", "audio/*"], most: 100_000_000 },
    ];

    fn chosen(kind: &str, mime: &str, size: i64) -> Result<Way, String> {
        let file: StoredFile = serde_json::from_value(json!({
            "id": "f", "state": "AVAILABLE", "name": "n", "mimeType": mime, "size": size, "width": 0, "height": 0, "sha256": "" }))
        .unwrap();
        way(TAKES, kind, &file).map_err(|refusal| refusal.text)
    }

    #[test]
    fn a_file_goes_as_what_it_is_else_redrawn_else_as_a_document_else_not() {
        assert_eq!(chosen("IMAGE", "image/png", 5_000_000), Ok(Way::AsItIs("IMAGE")));
        assert_eq!(chosen("IMAGE", "image/png", 5_000_001), Ok(Way::Redrawn { kind: "IMAGE", most: 5_000_000 }));
        assert_eq!(chosen("IMAGE", "image/gif", 10), Ok(Way::Redrawn { kind: "IMAGE", most: 5_000_000 }));
        let large = chosen("IMAGE", "image/gif", 40_000_000).unwrap_err();
        assert_eq!(large, "this channel takes no files of type image/gif", "too large to be drawn again, and no document here");
        assert_eq!(chosen("AUDIO", "audio/ogg", 10), Ok(Way::AsItIs("AUDIO")));
        assert_eq!(chosen("AUDIO", "audio/wav", 10), Ok(Way::AsItIs("FILE")));
        assert_eq!(chosen("VIDEO", "video/mp4", 10), Err("this channel takes no files of type video/mp4".to_owned()));
        let large = chosen("FILE", "application/pdf", 100_050_000).unwrap_err();
        assert_eq!(large, "the file has 100.1 MB, this channel takes 100.0 MB of application/pdf");
    }

    #[test]
    fn a_channel_without_files_says_so() {
        let file = serde_json::from_value(json!({
            "id": "f", "state": "AVAILABLE", "name": "n", "mimeType": "image/png", "size": 1, "width": 0, "height": 0, "sha256": "" }));
        assert_eq!(way(&[], "IMAGE", &file.unwrap()).unwrap_err().code, "NO_FILES");
    }

    #[test]
    fn a_redrawn_picture_is_called_what_it_is() {
        assert_eq!((as_jpeg("a.b.gif").as_str(), as_jpeg("plain").as_str()), ("a.b.jpg", "plain.jpg"));
    }
}
