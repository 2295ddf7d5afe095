//! What OpenAPI says of the five routes of a kind of document.

use http::Method;
use utoipa::ToSchema;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Components, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required, ResponseBuilder};

use crate::api::json;
use crate::objects::Object;

/// The five operations on `path` and `path/{id}`, and the schemas they name. `remarked`: changes answer warnings besides.
pub(super) fn describe<T: Object>(path: &str, remarked: bool) -> OpenApi {
    let given = <T as ToSchema>::name().into_owned();
    let stored = format!("Stored{given}");
    let mut schemas = Vec::new();
    T::schemas(&mut schemas);
    let mut components = Components::new();
    components.schemas.extend(schemas);
    components.schemas.insert(given.clone(), with_place(T::schema(), false));
    let answered = with_place(T::schema(), true);
    components.schemas.insert(stored.clone(), if remarked { with_warnings(answered) } else { answered });
    let mut paths = Paths::new();
    let one = format!("{path}/{{id}}");
    for method in [Method::GET, Method::POST] {
        add(&mut paths, path, &method, operation::<T>(&method, false, &given, &stored));
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        add(&mut paths, &one, &method, operation::<T>(&method, true, &given, &stored));
    }
    OpenApiBuilder::new().paths(paths).components(Some(components)).build()
}

fn add(paths: &mut Paths, path: &str, method: &Method, operation: Operation) {
    let method = match *method {
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    };
    let item = PathItem::new(method, operation);
    match paths.paths.get_mut(path) {
        Some(known) => known.merge_operations(item),
        None => {
            paths.paths.insert(path.to_owned(), item);
        }
    }
}

fn operation<T: Object>(method: &Method, one: bool, given: &str, stored: &str) -> Operation {
    let kind = T::KIND;
    let shown = || json(Ref::from_schema_name(stored));
    let (verb, summary, status) = match (method.as_str(), one) {
        ("GET", false) => ("list", format!("All of kind {kind}"), "200"),
        ("GET", true) => ("get", format!("One {kind}"), "200"),
        ("POST", _) => ("create", format!("A new {kind}; repeated with the same `Idempotency-Key`, the one it made"), "201"),
        ("PUT", _) => ("change", format!("Changes a {kind}; a `version` that is no longer current is refused"), "200"),
        // Whether something that still uses it forbids that is for the owner to say.
        _ => ("delete", format!("Deletes a {kind}"), "204"),
    };
    let response = ResponseBuilder::new().description(summary.clone());
    let response = match verb {
        "list" => {
            let items = ArrayBuilder::new().items(Ref::from_schema_name(stored));
            response
                .content("application/json", json(Schema::from(ObjectBuilder::new().property("items", items).required("items").build())))
        }
        "delete" => response,
        _ => response.content("application/json", shown()),
    };
    let mut operation = OperationBuilder::new()
        .tag(kind)
        .operation_id(Some(format!("{verb}_{}", kind.replace('-', "_"))))
        .summary(Some(summary))
        .response(status, response.build());
    if one {
        operation = operation.parameter(text("id", ParameterIn::Path));
    }
    if verb == "list" {
        // By this, tools that know nothing of the kinds find them.
        let told = serde_json::json!({ "namedBy": T::NAMED_BY, "writeOnly": T::WRITE_ONLY });
        operation = operation.extensions(Some(Extensions::from_iter([("x-document", told)])));
    }
    if verb == "create" {
        let rehearsed = ResponseBuilder::new().description("What would be stored").content("application/json", shown());
        operation = operation.response("200", rehearsed.build());
    }
    if matches!(verb, "create" | "change") {
        operation = operation.parameter(dry_run());
    }
    if matches!(verb, "create" | "change") {
        let body = RequestBodyBuilder::new().required(Some(Required::True)).content("application/json", json(Ref::from_schema_name(given)));
        operation = operation.request_body(Some(body.build()));
    }
    operation.build()
}

fn text(name: &str, place: ParameterIn) -> ParameterBuilder {
    let required = if place == ParameterIn::Path { Required::True } else { Required::False };
    ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(ObjectBuilder::new().schema_type(Type::String)))
}

/// Whether the change is only looked at.
fn dry_run() -> ParameterBuilder {
    let schema = ObjectBuilder::new().schema_type(Type::Boolean);
    let description = "Answers what would be stored, or what is wrong with it; references to other things are not looked at";
    ParameterBuilder::new()
        .name("dryRun")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
}

/// The document's schema with the store's own fields: always there in answers, accepted in requests.
fn with_place(schema: RefOr<Schema>, always: bool) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else { return schema };
    let string = || ObjectBuilder::new().schema_type(Type::String);
    let place = [
        ("id", string().build()),
        ("version", ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))).build()),
        ("updatedAt", string().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).build()),
    ];
    for (name, field) in place {
        object.properties.insert(name.to_owned(), Schema::Object(field).into());
        if always {
            object.required.push(name.to_owned());
        }
    }
    RefOr::T(Schema::Object(object))
}

/// What changes answer besides the document.
fn with_warnings(schema: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else { return schema };
    let warnings = ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::Object));
    let description = "Only in the answer to a change: what is allowed and yet hardly meant";
    object.properties.insert("warnings".to_owned(), Schema::Array(warnings.description(Some(description)).build()).into());
    RefOr::T(Schema::Object(object))
}
