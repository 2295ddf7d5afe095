//! Pictures, read and written again: what comes out is a picture and nothing else, without what cameras and programs add.
//!
//! Sizes are looked at before anything is decoded; a bomb costs its header. Work is done on threads of its own, a few at a time.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder as _, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use img_parts::webp::WebP;
use tokio::sync::Semaphore;

use crate::domain::Kind;
use crate::error::Error;

/// Frames of a moving picture at most.
const FRAMES: usize = 600;
/// Quality of what is written again, and of thumbnails.
const QUALITY: u8 = 88;
const SMALL_QUALITY: u8 = 78;

/// A picture as it is kept.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) mime: &'static str,
    pub(crate) content: Bytes,
    /// JPEG, or PNG where there is transparency; browsers see which.
    pub(crate) thumbnail: Bytes,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The workshop. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pictures {
    max_pixels: u64,
    thumbnail: u32,
    places: Arc<Semaphore>,
}

impl Pictures {
    pub(crate) fn new(max_pixels: u64, thumbnail: u32, abreast: usize) -> Self {
        Self { max_pixels, thumbnail, places: Arc::new(Semaphore::new(abreast)) }
    }

    /// Writes a picture again.
    pub(crate) async fn redraw(&self, kind: &'static Kind, bytes: Bytes) -> Result<Picture, Error> {
        // Nobody closes it.
        let Ok(_place) = self.places.acquire().await else { return Err(Error::Busy) };
        let (max_pixels, thumbnail) = (self.max_pixels, self.thumbnail);
        let drawn = tokio::task::spawn_blocking(move || redraw(kind.mime, &bytes, max_pixels, thumbnail)).await;
        drawn.unwrap_or_else(|panicked| {
            tracing::error!(%panicked, mime = kind.mime, "a decoder panicked");
            Err(Error::PictureBroken)
        })
    }
}

fn broken(error: image::ImageError) -> Error {
    tracing::debug!(%error, "a picture cannot be read");
    Error::PictureBroken
}

fn redraw(mime: &str, bytes: &Bytes, max_pixels: u64, thumbnail: u32) -> Result<Picture, Error> {
    let format = ImageFormat::from_mime_type(mime).ok_or(Error::PictureBroken)?;
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(broken)?;
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels {
        return Err(Error::PictureTooLarge { width, height, most: max_pixels });
    }
    match format {
        ImageFormat::Gif => moving_gif(bytes, max_pixels, thumbnail),
        ImageFormat::WebP if is_moving_webp(bytes)? => moving_webp(bytes, max_pixels, thumbnail),
        _ => still(format, bytes, max_pixels, thumbnail),
    }
}

/// Eight bytes a pixel are the most that these formats have, and the decoder needs room beside the picture.
fn limits(max_pixels: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(max_pixels.saturating_mul(12));
    limits
}

fn decoded(format: ImageFormat, bytes: &Bytes, max_pixels: u64) -> Result<DynamicImage, Error> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits(max_pixels));
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    // It goes with the metadata, so the pixels are turned instead.
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn still(format: ImageFormat, bytes: &Bytes, max_pixels: u64, thumbnail: u32) -> Result<Picture, Error> {
    let picture = decoded(format, bytes, max_pixels)?;
    let transparent = picture.color().has_alpha();
    let (mime, content) = if format == ImageFormat::Jpeg || (format == ImageFormat::WebP && !transparent) {
        ("image/jpeg", jpeg(&picture, QUALITY)?)
    } else {
        ("image/png", png(&picture)?)
    };
    let (width, height) = (picture.width(), picture.height());
    Ok(Picture { mime, content, thumbnail: small(&picture, thumbnail)?, width, height })
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Bytes, Error> {
    let mut out = Vec::new();
    picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, quality)).map_err(broken)?;
    Ok(out.into())
}

fn png(picture: &DynamicImage) -> Result<Bytes, Error> {
    let mut out = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut out)).map_err(broken)?;
    Ok(out.into())
}

fn small(picture: &DynamicImage, side: u32) -> Result<Bytes, Error> {
    let fits = picture.width() <= side && picture.height() <= side;
    let small = if fits { picture.clone() } else { picture.thumbnail(side, side) };
    if small.color().has_alpha() { png(&DynamicImage::ImageRgba8(small.to_rgba8())) } else { jpeg(&small, SMALL_QUALITY) }
}

/// All frames, each drawn again.
fn moving_gif(bytes: &Bytes, max_pixels: u64, thumbnail: u32) -> Result<Picture, Error> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    decoder.set_limits(limits(max_pixels)).map_err(broken)?;
    let (width, height) = decoder.dimensions();
    // All frames together may cost as much as a few of the largest pictures.
    let mut room = max_pixels.saturating_mul(4);
    let mut out = Vec::new();
    let mut first = None;
    {
        let mut encoder = GifEncoder::new_with_speed(&mut out, 20);
        encoder.set_repeat(Repeat::Infinite).map_err(broken)?;
        for (index, frame) in decoder.into_frames().enumerate() {
            let frame = frame.map_err(broken)?;
            let pixels = u64::from(width) * u64::from(height);
            room = room.checked_sub(pixels).filter(|_| index < FRAMES).ok_or(Error::PictureTooLarge { width, height, most: max_pixels })?;
            first.get_or_insert_with(|| DynamicImage::ImageRgba8(frame.buffer().clone()));
            encoder.encode_frame(frame).map_err(broken)?;
        }
    }
    let first = first.ok_or(Error::PictureBroken)?;
    Ok(Picture { mime: "image/gif", content: out.into(), thumbnail: small(&first, thumbnail)?, width, height })
}

fn is_moving_webp(bytes: &Bytes) -> Result<bool, Error> {
    Ok(WebPDecoder::new(Cursor::new(bytes)).map_err(broken)?.has_animation())
}

/// Kept as it is but for its metadata: there is no writer of moving pictures of this format. Every frame was read to know that it is one.
fn moving_webp(bytes: &Bytes, max_pixels: u64, thumbnail: u32) -> Result<Picture, Error> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    decoder.set_limits(limits(max_pixels)).map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let mut room = max_pixels.saturating_mul(4);
    let mut first = None;
    for (index, frame) in decoder.into_frames().enumerate() {
        let frame = frame.map_err(broken)?;
        let pixels = u64::from(width) * u64::from(height);
        room = room.checked_sub(pixels).filter(|_| index < FRAMES).ok_or(Error::PictureTooLarge { width, height, most: max_pixels })?;
        first.get_or_insert_with(|| DynamicImage::ImageRgba8(frame.into_buffer()));
    }
    let first = first.ok_or(Error::PictureBroken)?;
    let mut container = WebP::from_bytes(bytes.clone()).map_err(|_| Error::PictureBroken)?;
    container.chunks_mut().retain(|chunk| matches!(&chunk.id(), b"VP8X" | b"ANIM" | b"ANMF"));
    let content = without_flags(container.encoder().bytes());
    Ok(Picture { mime: "image/webp", content, thumbnail: small(&first, thumbnail)?, width, height })
}

/// The header of the container says which metadata follows: none does now.
fn without_flags(content: Bytes) -> Bytes {
    const FLAGS: usize = 20;
    const ICC_EXIF_XMP: u8 = 0b0010_1100;
    let mut content = Vec::from(content);
    if content.get(12..16) == Some(b"VP8X")
        && let Some(flags) = content.get_mut(FLAGS)
    {
        *flags &= !ICC_EXIF_XMP;
    }
    content.into()
}
