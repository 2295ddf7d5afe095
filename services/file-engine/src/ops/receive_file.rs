//! The bytes of a file come in: looked at from the first on, shown to the scanner on their way, written beside everybody's eyes, and
//! handed out only when everything about them is known.
//!
//! The row was there before the first byte, so whatever ends this early (a refusal, a broken line, a `kill -9`) leaves a row that says so:
//! here it is ended in order, after a death the sweep finds it overdue.

mod digest;

use axum::body::BodyDataStream;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use ids::Ms;
use sha2::{Digest as _, Sha256};

use self::digest::Digest;
use crate::domain::{Family, File, FileState, HEAD, Kind, Limits, Name, Tail, fitting, polyglot, verified};
use crate::error::Error;
use crate::state::State;
use crate::vault::Part;

/// A file on its way in.
pub(crate) struct Incoming<'a> {
    pub(crate) file: File,
    pub(crate) limits: Limits,
    /// Bytes as the sender says.
    pub(crate) said: Option<i64>,
    pub(crate) body: &'a mut BodyDataStream,
}

/// Answers the file when it may be named and had. Takes the place of an upload as long as it runs.
pub(crate) async fn receive_file(state: &State, mut incoming: Incoming<'_>) -> Result<File, Error> {
    let Ok(_place) = state.uploads.try_acquire() else {
        end(state, incoming.file, &Error::Busy).await;
        return Err(Error::Busy);
    };
    let received = match receive(state, &mut incoming).await {
        Ok(kind) if kind.family == Family::Image => redraw(state, &mut incoming.file, kind).await,
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    let mut file = incoming.file;
    if let Err(error) = received {
        end(state, file, &error).await;
        return Err(error);
    }
    file.state = FileState::Available;
    if !state.store.finish(&file).await? {
        // It was erased while it came.
        state.vault.remove(&file.tenant, &file.id).await?;
        return Err(Error::NotAvailable { state: FileState::Erased.as_str() });
    }
    metrics::counter!("file_engine_files_total", "uploader" => file.uploader.as_str()).increment(1);
    Ok(file)
}

/// Ends an upload that came to nothing: first the bytes go, then the row says why. An infected file stays, where nobody gets it.
async fn end(state: &State, mut file: File, error: &Error) {
    use errors::Coded as _;
    metrics::counter!("file_engine_refused_total", "code" => error.code(), "uploader" => file.uploader.as_str()).increment(1);
    file.state = FileState::Refused;
    error.code().clone_into(&mut file.reason);
    if let Error::Infected { virus } = error {
        file.state = FileState::Quarantined;
        file.reason = format!("INFECTED {virus}");
        tracing::warn!(file = file.id, virus, "a file is kept in quarantine");
    } else if let Err(error) = state.vault.remove(&file.tenant, &file.id).await {
        tracing::warn!(%error, file = file.id, "the sweep takes away what was refused");
        return;
    }
    if let Err(error) = state.store.finish(&file).await {
        tracing::warn!(%error, file = file.id, "the sweep ends an upload");
    }
}

/// Writes and checks what comes.
async fn receive(state: &State, incoming: &mut Incoming<'_>) -> Result<&'static Kind, Error> {
    let Incoming { file, limits, said, body } = incoming;
    if let Some(size) = said.filter(|said| *said > limits.max_bytes) {
        return Err(Error::TooLarge { size, most: limits.max_bytes });
    }
    let mut flow = Flow { state, body, most: limits.max_bytes, came: 0, said: *said };
    let (head, first) = flow.head().await?;
    let name = Name::cleaned(&file.name);
    let kind = verified(&file.mime, name.extension(), &head)?;
    if !limits.allow(kind) {
        return Err(Error::TypeNotAllowed { mime: kind.mime.to_owned() });
    }
    let is_picture = kind.family == Family::Image;
    if is_picture {
        flow.most = flow.most.min(state.config.max_picture);
    }
    let part = if is_picture { Part::Incoming } else { Part::Content };
    let mut scan = state.scanner.begin().await?;
    let mut writer = state.vault.writer(&file.tenant, &file.id, part);
    let mut digest = Digest::default();
    let mut tail = Tail::default();
    let mut again = state.clock.now() + keep_every(state);
    let mut next = first.into_iter();
    let written = async {
        loop {
            let chunk = match next.next() {
                Some(chunk) => Some(chunk),
                None => flow.next().await?,
            };
            let Some(chunk) = chunk else { break };
            flow.fits()?;
            tail.push(&chunk);
            scan.show(&chunk).await?;
            digest.push(chunk.clone()).await;
            writer.write(chunk).await?;
            if state.clock.now() >= again {
                again = state.clock.now() + keep_every(state);
                state.store.keep(&file.tenant, &file.id, state.due_at()).await?;
            }
        }
        flow.whole()?;
        polyglot(kind, &head, tail.bytes()).map_or(Ok(()), |other| Err(Error::Polyglot { kind: kind.mime, other }))
    };
    if let Err(error) = written.await {
        writer.abandon().await;
        return Err(error);
    }
    state.store.keep(&file.tenant, &file.id, state.due_at()).await?;
    writer.finish().await?;
    file.name = fitting(&name, kind);
    kind.mime.clone_into(&mut file.mime);
    file.size = flow.came;
    file.sha256 = digest.finish().await;
    scan.verdict().await?;
    Ok(kind)
}

fn keep_every(state: &State) -> Ms {
    Ms::try_from(state.config.stalled.as_millis() / 2).unwrap_or(Ms::MAX / 2)
}

/// The body, counted.
struct Flow<'a> {
    state: &'a State,
    body: &'a mut BodyDataStream,
    most: i64,
    came: i64,
    said: Option<i64>,
}

impl Flow<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let chunk = match tokio::time::timeout(self.state.config.stalled, self.body.next()).await {
            Err(_) => return Err(Error::Stalled),
            Ok(None) => return Ok(None),
            Ok(Some(Ok(chunk))) => chunk,
            Ok(Some(Err(error))) => {
                return Err(self.said.map_or(Error::Broken(error), |said| Error::Truncated { said, came: self.came }));
            }
        };
        self.came += i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        metrics::counter!("file_engine_bytes_total", "direction" => "in").increment(chunk.len() as u64);
        Ok(Some(chunk))
    }

    /// The first bytes, and the chunks they came in.
    async fn head(&mut self) -> Result<(Bytes, Vec<Bytes>), Error> {
        let mut head = BytesMut::new();
        let mut chunks = Vec::new();
        while head.len() < HEAD {
            let Some(chunk) = self.next().await? else { break };
            self.fits()?;
            head.extend_from_slice(&chunk[..chunk.len().min(HEAD - head.len())]);
            chunks.push(chunk);
        }
        if head.is_empty() {
            return Err(Error::Empty);
        }
        Ok((head.freeze(), chunks))
    }

    fn fits(&self) -> Result<(), Error> {
        if self.came > self.most {
            return Err(Error::TooLarge { size: self.said.unwrap_or(self.came).max(self.came), most: self.most });
        }
        Ok(())
    }

    fn whole(&self) -> Result<(), Error> {
        match self.said {
            Some(said) if said != self.came => Err(Error::Truncated { said, came: self.came }),
            _ => Ok(()),
        }
    }
}

/// A picture is read and written again; what came is thrown away.
pub(crate) async fn redraw(state: &State, file: &mut File, kind: &'static Kind) -> Result<(), Error> {
    let (tenant, id) = (&file.tenant, file.id.as_str());
    let picture = state.pictures.redraw(kind, state.vault.read(tenant, id, Part::Incoming).await?).await?;
    state.store.keep(tenant, id, state.due_at()).await?;
    state.vault.put(tenant, id, Part::Thumbnail, picture.thumbnail).await?;
    file.sha256 = hex(&Sha256::digest(&picture.content));
    file.size = i64::try_from(picture.content.len()).unwrap_or(i64::MAX);
    state.vault.put(tenant, id, Part::Content, picture.content).await?;
    state.vault.remove_part(tenant, id, Part::Incoming).await?;
    if picture.mime != file.mime
        && let Some(kind) = crate::domain::kind(picture.mime)
    {
        file.name = fitting(&Name::cleaned(&file.name), kind);
        kind.mime.clone_into(&mut file.mime);
    }
    (file.width, file.height) = (i64::from(picture.width), i64::from(picture.height));
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
