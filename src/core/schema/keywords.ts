// The keywords that the schemas of a flow may have (spec 1.8, 3.3).

export const schemaKeywordNames: readonly string[] = (
  "$anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema $vocabulary additionalItems additionalProperties allOf anyOf const " +
  "contains contentEncoding contentMediaType contentSchema default definitions dependencies dependentRequired dependentSchemas deprecated " +
  "description else enum examples exclusiveMaximum exclusiveMinimum format if items maxContains maxItems maxLength maxProperties maximum " +
  "minContains minItems minLength minProperties minimum multipleOf not nullable oneOf pattern patternProperties prefixItems properties " +
  "propertyNames readOnly required then title type unevaluatedItems unevaluatedProperties uniqueItems writeOnly"
).split(" ");

/** Those that only the input's schema has. */
export const inputKeywordNames: readonly string[] = ["placeholder", "dataset", "min", "max"];
