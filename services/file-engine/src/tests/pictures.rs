//! Pictures are drawn again: nothing but what is seen comes out.

use image::ImageFormat;
use image::codecs::gif::GifEncoder;

use super::house::{House, picture};

/// A JPEG with what a camera adds: turned by a quarter, and where it was taken.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let plain = picture(ImageFormat::Jpeg, width, height);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    // Orientation (0x0112), SHORT, one value: 6, "turn right by 90 degrees".
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 48.137 11.575 SECRET PLACE");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
}

#[tokio::test]
async fn a_photo_is_turned_and_tells_nothing_of_its_camera() {
    let house = House::open().await;
    let sent = house.sent("photo.jpg", "image/jpeg", &photo(400, 300)).await;
    assert_eq!((sent.width, sent.height), (300, 400));
    let (file, bytes) = house.fetch("default", &sent.id).await.unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"Exif\0\0" || window == b"SECRET"));
    let seen = image::load_from_memory(&bytes).unwrap();
    assert_eq!((seen.width(), seen.height()), (300, 400));
    assert_eq!(usize::try_from(file.size).unwrap(), bytes.len());
    let names: Vec<_> = house.kept().iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names.len(), 2, "what came is thrown away: {names:?}");
}

#[tokio::test]
async fn a_picture_of_many_pixels_in_few_bytes_costs_its_header() {
    let house = House::open().await;
    // The header of 60,000 by 60,000 pixels, and nothing behind it.
    let mut png = picture(ImageFormat::Png, 8, 8);
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let checksum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checksum);
    assert_eq!(house.refusal("bomb.png", "image/png", &png).await, "PICTURE_TOO_LARGE");
    let whole = picture(ImageFormat::Png, 64, 64);
    assert_eq!(house.refusal("half.png", "image/png", &whole[..whole.len() / 2]).await, "PICTURE_BROKEN");
}

/// Of PNG's chunks.
fn crc(bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }))
}

#[tokio::test]
async fn moving_pictures_keep_moving() {
    let house = House::open().await;
    let mut gif = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut gif);
        for shade in [0, 120, 240] {
            let frame = image::Frame::new(image::RgbaImage::from_pixel(20, 10, image::Rgba([shade, 10, 10, 255])));
            encoder.encode_frame(frame).unwrap();
        }
    }
    let sent = house.sent("wave.gif", "image/gif", &gif).await;
    let (_, bytes) = house.fetch("default", &sent.id).await.unwrap();
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(image::AnimationDecoder::into_frames(decoder).count(), 3);
}

#[tokio::test]
async fn a_still_webp_becomes_what_every_program_opens() {
    let house = House::open().await;
    let webp = picture(ImageFormat::WebP, 30, 20);
    let sent = house.sent("sticker.webp", "image/webp", &webp).await;
    assert_eq!((sent.mime_type.as_str(), sent.name.as_str()), ("image/jpeg", "sticker.webp.jpg"));
}

/// A moving WebP, put together by hand around two still ones, with metadata that is in the way.
fn moving_webp() -> Vec<u8> {
    let still = picture(ImageFormat::WebP, 16, 16);
    // Behind RIFF, size and WEBP comes the one chunk with the pixels.
    let pixels = &still[12..];
    let chunk = |name: &[u8], data: &[u8]| {
        let mut chunk = [name, &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat();
        if data.len() % 2 == 1 {
            chunk.push(0);
        }
        chunk
    };
    // Animation and EXIF are announced; 16 by 16 is written as 15 by 15.
    let head = chunk(b"VP8X", &[0b0000_1010, 0, 0, 0, 15, 0, 0, 15, 0, 0]);
    let frame = chunk(b"ANMF", &[&[0, 0, 0, 0, 0, 0, 15, 0, 0, 15, 0, 0, 100, 0, 0, 0][..], pixels].concat());
    let parts = [&b"WEBP"[..], &head, &chunk(b"ANIM", &[0; 6]), &frame, &frame, &chunk(b"EXIF", b"SECRET PLACE")].concat();
    [&b"RIFF"[..], &u32::try_from(parts.len()).unwrap().to_le_bytes(), &parts].concat()
}

#[tokio::test]
async fn a_moving_sticker_keeps_moving_and_loses_what_it_tells() {
    let house = House::open().await;
    let sent = house.sent("sticker.webp", "image/webp", &moving_webp()).await;
    assert_eq!((sent.mime_type.as_str(), sent.width), ("image/webp", 16));
    let (_, bytes) = house.fetch("default", &sent.id).await.unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"SECRET"));
    let decoder = image::codecs::webp::WebPDecoder::new(std::io::Cursor::new(bytes)).unwrap();
    assert!(decoder.has_animation());
    assert_eq!(image::AnimationDecoder::into_frames(decoder).count(), 2);
}
