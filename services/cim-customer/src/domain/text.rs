//! Words that people type.

/// One line, trimmed: no control characters, and nothing that turns the direction of what stands around it.
pub(crate) fn line(text: &str, most: usize) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(format!("must have at most {most} characters"));
    }
    if runtime::text::is_deceptive(text) {
        return Err(runtime::text::DECEPTIVE.to_owned());
    }
    Ok(text.to_owned())
}
