//! Choices of a `BUTTON` message, and what becomes of those a provider has no room for: refused, never cut.

use serde_json::Value;

use crate::class::{ErrorClass, Refusal};
use crate::outgoing::Said;

/// One of a message's choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Button<'a> {
    /// What the customer reads.
    pub title: &'a str,
    /// What comes back; the title where nothing else was given.
    pub payload: &'a str,
    /// The page it opens instead.
    pub url: Option<&'a str>,
    /// More words beside the title.
    pub description: Option<&'a str>,
}

impl Said {
    /// The choices, if there are some and not more than that.
    pub fn buttons(&self, most: usize) -> Result<Vec<Button<'_>>, Refusal> {
        let buttons: Vec<_> = self.body["buttons"].as_array().into_iter().flatten().map(button).collect();
        if buttons.is_empty() || buttons.len() > most {
            return Err(refusal("BUTTONS", format!("this channel takes 1 to {most} choices, not {}", buttons.len())));
        }
        if let Some(nameless) = buttons.iter().position(|button| button.title.trim().is_empty()) {
            return Err(refusal("BUTTON_WITHOUT_TITLE", format!("choice {} has no title", nameless + 1)));
        }
        Ok(buttons)
    }
}

fn button(value: &Value) -> Button<'_> {
    let title = value["title"].as_str().unwrap_or_default();
    let payload = value["payload"].as_str().filter(|payload| !payload.is_empty()).unwrap_or(title);
    let opens = value["type"].as_str().is_some_and(|kind| matches!(kind.to_ascii_uppercase().as_str(), "URL" | "WEB_URL" | "OPEN_URL"));
    let url = Some(payload).filter(|url| opens && (url.starts_with("https://") || url.starts_with("http://")));
    let description = value["additionalButtonDetails"]["description"].as_str().filter(|words| !words.is_empty());
    Button { title, payload, url, description }
}

impl<'a> Button<'a> {
    /// Whether the title has at most so many characters.
    pub fn fits(&self, most: usize) -> bool {
        self.title.chars().count() <= most
    }

    /// The title, if it is not longer.
    pub fn title_within(&self, most: usize) -> Result<&'a str, Refusal> {
        if self.fits(most) { Ok(self.title) } else { Err(too_long(self.title, most)) }
    }

    /// The payload, if it is not longer.
    pub fn payload_within(&self, most: usize) -> Result<&'a str, Refusal> {
        if self.payload.chars().count() <= most {
            return Ok(self.payload);
        }
        Err(refusal("PAYLOAD_TOO_LONG", format!("the payload of {:?} has more than {most} characters", self.title)))
    }

    /// A title and more words beside it, for rows of lists: what has no room in the title goes on in the description, whole words at a time.
    pub fn split(&self, (title, description): (usize, usize)) -> Result<(String, Option<String>), Refusal> {
        let more = self.description.unwrap_or_default();
        if more.chars().count() > description {
            return Err(too_long(more, description));
        }
        if self.fits(title) {
            return Ok((self.title.to_owned(), self.description.map(str::to_owned)));
        }
        let (first, rest) = at_a_word(self.title, title);
        if !more.is_empty() || first.is_empty() || rest.chars().count() > description {
            return Err(too_long(self.title, title));
        }
        Ok((first.to_owned(), Some(rest.to_owned())))
    }
}

/// Cut behind the last word that fits.
fn at_a_word(text: &str, most: usize) -> (&str, &str) {
    let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
    let cut = if text[end..].starts_with(char::is_whitespace) { Some(end) } else { text[..end].rfind(char::is_whitespace) };
    let (first, rest) = text.split_at(cut.unwrap_or(0));
    (first.trim(), rest.trim())
}

fn too_long(title: &str, most: usize) -> Refusal {
    refusal("BUTTON_TOO_LONG", format!("{title:?} has {} characters, this channel takes {most}", title.chars().count()))
}

fn refusal(code: &str, detail: String) -> Refusal {
    Refusal::new(ErrorClass::InvalidRequest, code, detail)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(buttons: &Value) -> Said {
        Said { body: json!({ "type": "BUTTON", "markdownText": "Which?", "buttons": buttons }), ..Said::default() }
    }

    #[test]
    fn a_choice_answers_with_its_payload_or_its_title_and_a_page_is_one_of_the_web() {
        let said = said(
            &json!([{ "title": "Yes" }, { "title": "No", "payload": "n" }, { "title": "Shop", "type": "web_url", "payload": "https://shop.example" }, { "title": "Bad", "type": "URL", "payload": "javascript:1" }]),
        );
        let buttons = said.buttons(4).unwrap();
        assert_eq!(buttons.iter().map(|button| button.payload).collect::<Vec<_>>(), ["Yes", "n", "https://shop.example", "javascript:1"]);
        assert_eq!(buttons.iter().map(|button| button.url).collect::<Vec<_>>(), [None, None, Some("https://shop.example"), None]);
        assert_eq!(said.buttons(3).unwrap_err().code, "BUTTONS");
    }

    #[test]
    fn choices_without_words_are_none() {
        assert_eq!(said(&json!([])).buttons(3).unwrap_err().code, "BUTTONS");
        assert_eq!(said(&json!([{ "title": " " }])).buttons(3).unwrap_err().code, "BUTTON_WITHOUT_TITLE");
        assert_eq!(said(&json!(7)).buttons(3).unwrap_err().code, "BUTTONS");
    }

    #[test]
    fn a_title_is_never_cut_it_goes_on_beside_or_is_refused() {
        let button = |title: &'static str, description: Option<&'static str>| Button { title, payload: title, url: None, description };
        assert_eq!(button("Send it back", None).split((24, 72)).unwrap(), ("Send it back".to_owned(), None));
        let (title, rest) = button("I would like to send it back and get a refund", None).split((24, 72)).unwrap();
        assert_eq!((title.as_str(), rest.as_deref()), ("I would like to send it", Some("back and get a refund")));
        assert_eq!(button("I would like to send it back", Some("free")).split((24, 72)).unwrap_err().code, "BUTTON_TOO_LONG");
        assert_eq!(button("Donaudampfschifffahrtsgesellschaft", None).split((24, 72)).unwrap_err().code, "BUTTON_TOO_LONG");
        assert_eq!(button("äöüäöüäöüäöüäöüäöüäöü", None).title_within(20).unwrap_err().code, "BUTTON_TOO_LONG");
        assert_eq!(button("äöüäöüäöüäöüäöüäöüäö", None).title_within(20).unwrap().chars().count(), 20);
    }
}
