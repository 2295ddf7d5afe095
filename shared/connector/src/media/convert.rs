//! Pictures that a channel does not take as they are: written again as JPEG, smaller if they have to be.
//!
//! Only pictures: no library that we would ship writes sound or film.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use tokio::sync::Semaphore;

/// Bytes that a picture may need while it is read.
const ROOM: u64 = 512 * 1024 * 1024;
const QUALITY: u8 = 85;
/// Pictures at the same time: each costs a core and its pixels.
static PLACES: Semaphore = Semaphore::const_new(2);
/// Steps by three quarters: the last is a tenth of the first's edges.
const STEPS: usize = 8;

/// The picture as JPEG of at most so many bytes; none if it cannot be read or made so small.
pub(super) async fn jpeg(mime: String, bytes: Bytes, most: u64) -> Option<Bytes> {
    let _place = PLACES.acquire().await.ok()?;
    let drawn = tokio::task::spawn_blocking(move || redraw(&mime, &bytes, most)).await;
    drawn.unwrap_or_else(|panicked| {
        tracing::error!(%panicked, "a decoder panicked");
        None
    })
}

fn redraw(mime: &str, bytes: &Bytes, most: u64) -> Option<Bytes> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::from_mime_type(mime)?);
    let mut limits = Limits::default();
    limits.max_alloc = Some(ROOM);
    reader.limits(limits);
    let mut picture = on_white(&reader.decode().ok()?);
    for _ in 0..STEPS {
        let mut out = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)).ok()?;
        if out.len() as u64 <= most {
            return Some(out.into());
        }
        let (width, height) = (picture.width() * 3 / 4, picture.height() * 3 / 4);
        if width == 0 || height == 0 {
            return None;
        }
        picture = picture.resize_exact(width, height, FilterType::Triangle);
    }
    None
}

/// JPEG knows no transparency: what was seen through is white, as in a chat.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let seen = picture.to_rgba8();
    let over = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let pixels = RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        Rgb([over(red, alpha), over(green, alpha), over(blue, alpha)])
    });
    DynamicImage::ImageRgb8(pixels)
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn written(picture: &DynamicImage, format: ImageFormat) -> Bytes {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner().into()
    }

    #[test]
    fn what_was_seen_through_is_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([10, 20, 30, 0])));
        let drawn = redraw("image/png", &written(&clear, ImageFormat::Png), 1_000_000).unwrap();
        let drawn = image::load_from_memory_with_format(&drawn, ImageFormat::Jpeg).unwrap().to_rgb8();
        assert!(drawn.get_pixel(4, 4).0.iter().all(|colour| *colour > 250));
    }

    #[test]
    fn a_picture_is_made_as_small_as_the_channel_takes_it_or_refused() {
        // Noise: nothing compresses less.
        let mut state = 1_u32;
        let noise = RgbImage::from_fn(600, 400, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, red, green, blue] = state.to_be_bytes();
            Rgb([red, green, blue])
        });
        let bytes = written(&DynamicImage::ImageRgb8(noise), ImageFormat::Png);
        let drawn = redraw("image/png", &bytes, 50_000).unwrap();
        let small = image::load_from_memory(&drawn).unwrap();
        assert!(drawn.len() <= 50_000 && small.width() < 600 && small.width() * 400 / small.height() >= 590, "{}", small.width());
        assert_eq!(redraw("image/png", &bytes, 100), None);
        assert_eq!(redraw("image/png", &Bytes::from_static(b"no picture"), 50_000), None);
    }
}
