//! HTTP routes together with their description: OpenAPI 3.1, served at `<path>/openapi.json`.

use axum::Router;
use axum::routing::get;
use http::header;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, Content, ContentBuilder, Info, OpenApi, PathItem, Ref, RefOr, ResponseBuilder};
use utoipa::{PartialSchema as _, ToSchema as _};

pub use utoipa_axum::router::OpenApiRouter as Api;
pub use utoipa_axum::routes;

/// Serves the description of `api` beside it, if it describes anything.
pub(crate) fn described(path: &str, api: Api) -> (Router, Option<OpenApi>) {
    let (router, mut document) = api.split_for_parts();
    if document.paths.paths.is_empty() {
        return (router, None);
    }
    complete(path.trim_start_matches('/'), &mut document);
    // Made once: a description changes with the program only.
    let text = axum::body::Bytes::from(document.to_json().unwrap_or_default());
    let serve = move || async move { ([(header::CONTENT_TYPE, "application/json")], text) };
    (router.route(&format!("{path}/openapi.json"), get(serve)), Some(document))
}

/// What is the same for every operation of ours: who asks, and the shape of refusals.
fn complete(service: &str, document: &mut OpenApi) {
    document.info = Info::new(service, env!("CARGO_PKG_VERSION"));
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert(errors::Problem::name().into_owned(), errors::Problem::schema());
    let mut nested = Vec::new();
    errors::Problem::schemas(&mut nested);
    components.schemas.extend(nested);
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for post in document.paths.paths.values_mut().filter_map(|item| item.post.as_mut()).filter(|post| post.security.is_none()) {
        let about = "Repeated with the same key, the request is answered as the first time and nothing is done again (24 hours)";
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(128));
        let key = ParameterBuilder::new().name("Idempotency-Key").parameter_in(ParameterIn::Header).description(Some(about));
        post.parameters.get_or_insert_default().push(RefOr::T(key.schema(Some(text)).build()));
    }
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        operation.security.get_or_insert_with(|| vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
        operation.responses.responses.entry("default".to_owned()).or_insert_with(|| {
            let problem = Content::new(Some(Ref::from_schema_name(errors::Problem::name())));
            RefOr::T(ResponseBuilder::new().description("A problem (RFC 9457)").content("application/problem+json", problem).build())
        });
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().filter_map(Option::as_mut)
}

/// JSON of that schema.
pub(crate) fn json(schema: impl Into<RefOr<utoipa::openapi::Schema>>) -> Content {
    ContentBuilder::new().schema(Some(schema)).build()
}
