//! Values with limits, read with an error that names the limit; the reader adds the place in the file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Longest time a scenario may name: a year.
const LONGEST: f64 = 366.0 * 86_400.0;
/// Most arrivals an hour.
const BUSIEST: f64 = 10_000_000.0;

macro_rules! limited {
    ($(#[$doc:meta])* $name:ident, $min:expr, $max:expr, $text:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// The value, brought within the limits.
            pub const fn new(value: f64) -> Self {
                if value >= $min && value <= $max { Self(value) } else if value > $max { Self($max) } else { Self($min) }
            }

            /// The value.
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let value = f64::deserialize(from)?;
                if ($min..=$max).contains(&value) { Ok(Self(value)) } else { Err(D::Error::custom(format!("{value} is not {}", $text))) }
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "number", "minimum": $min, "maximum": $max, "description": $text })
            }
        }
    };
}

limited!(
    /// Arrivals an hour.
    Rate, 0.0, BUSIEST, "a rate of 0 to 10,000,000 an hour"
);
limited!(
    /// A part of a whole.
    Share, 0.0, 1.0, "a share of 0 to 1"
);
limited!(
    /// Standard deviation divided by the mean.
    Spreading, 0.01, 10.0, "a coefficient of variation of 0.01 to 10"
);
limited!(
    /// How fast an agent works; 1 is as the class says.
    Speed, 0.01, 100.0, "a speed of 0.01 to 100"
);

/// A length of time: a number of seconds, or text such as `90s`, `3m 30s`, `8h`.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Seconds(f64);

impl Seconds {
    /// That many seconds, brought within the limits.
    pub fn new(seconds: f64) -> Self {
        Self(if seconds.is_finite() { seconds.clamp(0.0, LONGEST) } else { LONGEST })
    }

    /// The number of seconds.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// From text such as `90s` or a number.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.trim().parse::<f64>().ok();
        let seconds = number.or_else(|| humantime::parse_duration(text.trim()).ok().map(|span| span.as_secs_f64()));
        let seconds = seconds.ok_or_else(|| format!("{text:?} is not a time: a number of seconds, or text such as 90s, 3m or 8h"))?;
        Self::checked(seconds)
    }

    fn checked(seconds: f64) -> Result<Self, String> {
        if (0.0..=LONGEST).contains(&seconds) { Ok(Self(seconds)) } else { Err(format!("{seconds} seconds: a time is 0 to 366 days")) }
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(SecondsVisitor)
    }
}

struct SecondsVisitor;

impl Visitor<'_> for SecondsVisitor {
    type Value = Seconds;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time: a number of seconds, or text such as 90s, 3m or 8h")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Seconds, E> {
        Seconds::checked(value).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Seconds, E> {
        Seconds::checked(crate::number::figure(value)).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Seconds, E> {
        Seconds::checked(i64::try_from(value).map_or(f64::INFINITY, crate::number::figure)).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Seconds, E> {
        Seconds::parse(value).map_err(E::custom)
    }
}

impl JsonSchema for Seconds {
    fn schema_name() -> Cow<'static, str> {
        "Seconds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time: a number of seconds, or text such as 90s, 3m 30s, 8h.",
            "oneOf": [{ "type": "number", "minimum": 0, "maximum": LONGEST }, { "type": "string" }]
        })
    }
}
