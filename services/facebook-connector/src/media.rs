//! Files of Messenger and Instagram: `channels.md` 4. Both ways are links; theirs expire and need no key.

use connector::{ErrorClass, Grab, Media, Refusal};

pub(crate) fn grab(media: &Media) -> Result<Grab, Refusal> {
    let url = media.url.clone().ok_or_else(|| Refusal::new(ErrorClass::Media, "NO_URL", "the provider does not say where it is"))?;
    let hosts = [".fbcdn.net", ".fbsbx.com", ".cdninstagram.com"].map(str::to_owned).to_vec();
    Ok(Grab { url, hosts, ..Grab::default() })
}
