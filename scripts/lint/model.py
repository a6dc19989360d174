"""The objects of OpenAPI 3.1, as tables."""

import re
from typing import Final

# What stands in a docstring between a description and what generation adds from the spec.
MARK: Final = "Contract:"

# The objects of OpenAPI 3.1 and their fields, each with the kind of object that it holds:
# one (`kind`), a list of them (`[]kind`) or a map by name (`{}kind`). `*` is any field.
MODEL: Final = {
    kind: dict((field.partition(":")[::2]) for field in fields.split())
    for kind, fields in {
        "document": "openapi info:info jsonSchemaDialect servers:[]server paths:paths security"
        " webhooks:{}path components:components tags:[]tag externalDocs:externalDocs",
        "info": "title summary description termsOfService version contact:contact license:license",
        "contact": "name url email",
        "license": "name identifier url",
        "server": "url description variables:{}variable",
        "variable": "enum default description",
        "tag": "name description externalDocs:externalDocs",
        "externalDocs": "description url",
        "components": "schemas:{}schema responses:{}response parameters:{}parameter"
        " examples:{}example requestBodies:{}body headers:{}header links:{}link"
        " securitySchemes:{}securityScheme callbacks:{}callback pathItems:{}path",
        "paths": "*:path",
        "callback": "*:path",
        "path": "summary description servers:[]server parameters:[]parameter get:operation"
        " put:operation post:operation delete:operation options:operation head:operation"
        " patch:operation trace:operation",
        "operation": "tags summary description operationId deprecated security"
        " requestBody:body parameters:[]parameter responses:responses callbacks:{}callback"
        " servers:[]server externalDocs:externalDocs",
        "parameter": "name in description required deprecated allowEmptyValue allowReserved style"
        " explode example schema:schema examples:{}example content:{}media",
        "header": "description required deprecated style explode example schema:schema"
        " examples:{}example content:{}media",
        "body": "description required content:{}media",
        "responses": "*:response",
        "response": "description headers:{}header content:{}media links:{}link",
        "media": "example schema:schema examples:{}example encoding:{}encoding",
        "encoding": "contentType style explode allowReserved headers:{}header",
        "example": "summary description value externalValue",
        "link": "operationRef operationId parameters requestBody description server:server",
        "securityScheme": "type description name in scheme bearerFormat openIdConnectUrl"
        " flows:flows",
        "flows": "implicit:flow password:flow clientCredentials:flow authorizationCode:flow",
        "flow": "authorizationUrl tokenUrl refreshUrl scopes",
        "schema": "$comment type enum"
        " const title description default deprecated readOnly writeOnly example examples format"
        " multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern"
        " minItems maxItems uniqueItems minContains maxContains minProperties maxProperties"
        " required dependentRequired contentEncoding contentMediaType contentSchema:schema"
        " allOf:[]schema anyOf:[]schema oneOf:[]schema prefixItems:[]schema not:schema if:schema"
        " then:schema else:schema items:schema contains:schema propertyNames:schema"
        " additionalProperties:schema unevaluatedProperties:schema unevaluatedItems:schema"
        " properties:{}schema patternProperties:{}schema dependentSchemas:{}schema"
        " discriminator:discriminator xml:xml externalDocs:externalDocs",
        "discriminator": "propertyName mapping",
        "xml": "name namespace prefix attribute wrapped",
    }.items()
}
FREE_FIELDS: Final = {
    "paths": re.compile(r"/.*"),
    "responses": re.compile(r"[1-5](\d\d|XX)|default"),
    "callback": re.compile(r".+"),
}
SECTIONS: Final = {kind[2:]: section for section, kind in MODEL["components"].items()}

# What other versions of OpenAPI have, or the generator does not read, and what to write instead.
OTHER_VERSIONS: Final = {
    (kind, field): advice
    for kind, fields, advice in (
        ("schema", "nullable", 'is OpenAPI 3.0: write type: [..., "null"]'),
        ("schema", "definitions", "is older JSON Schema: use components/schemas"),
        ("schema", "dependencies", "is older JSON Schema: use dependentRequired"),
        ("schema", "additionalItems", "is older JSON Schema: use items beside prefixItems"),
        ("schema", "id", "is older JSON Schema: leave it out"),
        ("schema", "$defs", "is not read by the generator: use components/schemas"),
        ("schema", "$schema $vocabulary", "is not read by the generator: leave it out"),
        (
            "schema",
            "$id $anchor $dynamicAnchor $dynamicRef",
            "is not read by the generator: use $ref",
        ),
        ("document", "swagger", "is OpenAPI 2: write openapi: 3.1.0"),
        ("document", "host basePath schemes", "is OpenAPI 2: use servers"),
        ("document", "definitions parameters responses", "is OpenAPI 2: use components"),
        ("document", "securityDefinitions", "is OpenAPI 2: use components/securitySchemes"),
        ("document", "consumes produces", "is OpenAPI 2: name the media type under content"),
        ("operation", "consumes produces", "is OpenAPI 2: name the media type under content"),
        ("operation", "schemes", "is OpenAPI 2: use servers"),
        ("parameter", "type format items enum default", "is OpenAPI 2: put it into the schema"),
        ("parameter", "collectionFormat", "is OpenAPI 2: use style and explode"),
        ("response", "schema examples", "is OpenAPI 2: use content"),
        ("document", "$self", "is OpenAPI 3.2: leave it out"),
        ("path", "query additionalOperations", "is OpenAPI 3.2: leave it out"),
        ("components", "mediaTypes", "is OpenAPI 3.2: leave it out"),
        ("tag", "kind parent summary", "is OpenAPI 3.2: leave it out"),
        ("server", "name", "is OpenAPI 3.2: leave it out"),
        ("response", "summary", "is OpenAPI 3.2: use description"),
        ("media", "itemSchema prefixEncoding itemEncoding", "is OpenAPI 3.2: use schema"),
        ("example", "dataValue serializedValue", "is OpenAPI 3.2: use value"),
        ("discriminator", "defaultMapping", "is OpenAPI 3.2: leave it out"),
        ("securityScheme", "deprecated oauth2MetadataUrl", "is OpenAPI 3.2: leave it out"),
    )
    for field in fields.split()
}

TYPES: Final = ("null", "boolean", "object", "array", "number", "integer", "string")
FORMATS: Final = (
    *("date-time", "date", "time", "duration", "uuid", "regex", "byte", "binary", "password"),
    *("uri", "uri-reference", "uri-template", "iri", "iri-reference", "json-pointer"),
    *("email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "relative-json-pointer"),
    *("int32", "int64", "float", "double"),
)
COMPOSITION: Final = ("allOf", "anyOf", "oneOf")
# Keywords by the types for which they mean something, and formats of other types than strings.
FITS: Final = {
    "string": "minLength maxLength pattern",
    "number integer": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
    "array": "items prefixItems minItems maxItems uniqueItems contains minContains maxContains",
    "object": "properties required additionalProperties patternProperties propertyNames"
    " minProperties maxProperties dependentRequired dependentSchemas",
}
FORMAT_TYPES: Final = {
    "int32": "integer number",
    "int64": "integer number",
    "float": "number",
    "double": "number",
}
# Keywords that mean nothing without one of others.
PARTNERS: Final = {
    "if": ("then", "else"),
    "then": ("if",),
    "else": ("if",),
    "minContains": ("contains",),
    "maxContains": ("contains",),
    "discriminator": COMPOSITION,
    "contentSchema": ("contentMediaType",),
}
BODILESS: Final = {"204", "205", "304", *(f"1{number:02}" for number in range(4))}
MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;.+)?|[\w!#$&^.+-]+/\*|\*/\*")
# Of RFC 9110, 16.4.1: the registry of the schemes.
HTTP_SCHEMES: Final = (
    *("basic", "bearer", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "oauth"),
    *("privatetoken", "scram-sha-1", "scram-sha-256", "vapid"),
)
ADDRESSES: Final = {
    "url": re.compile(r"https?://[^\s/]\S*"),
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
}
NOWHERE: Final = re.compile(
    r"https?://(localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0|([^/]*\.)?example\.(com|org|net))([:/]|$)"
)
LIMITS: Final = (
    *((f"min{what}", f"max{what}") for what in ("imum", "Length", "Items", "Properties")),
    ("minContains", "maxContains"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
)
IN_PLACE: Final = (*COMPOSITION, "not", "if", "then", "else", "dependentSchemas")
