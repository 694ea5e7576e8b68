using Pipelines.Spec;

namespace Pipelines.Verification.Tests;

public sealed class Schemas
{
    private const string Person = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "a person",
          "type": "object",
          "properties": {
            "name": { "type": "string", "minLength": 1 },
            "age": { "type": "integer", "minimum": 0 },
            "friends": { "type": "array", "items": { "$ref": "#" }, "uniqueItems": true },
            "mail": { "$ref": "#/$defs/mail" }
          },
          "required": ["name"],
          "additionalProperties": false,
          "$defs": { "mail": { "type": "string", "pattern": "^[^@]+@[^@]+$" } }
        }
        """;

    [Theory]
    [InlineData("""{"name": "Ada"}""")]
    [InlineData("""{"name": "Ada", "age": 36.0, "mail": "ada@example.org", "friends": [{"name": "Charles", "friends": []}]}""")]
    [InlineData("```json\n{\"name\": \"Ada\"}\n```")]
    public void What_a_schema_describes_is_right(string text) => Ask(Person, text).ShouldBe(new Verdict(1));

    [Theory]
    [InlineData("Ada", "is no JSON")]
    [InlineData("""{"name": "Ada"} and more""", "is no JSON")]
    [InlineData("[]", "is array, not object")]
    [InlineData("{}", "'name' is missing")]
    [InlineData("""{"name": ""}""", "at /name: is shorter than 1 characters")]
    [InlineData("""{"name": "Ada", "age": 1.5}""", "at /age: is the number 1.5, not integer")]
    [InlineData("""{"name": "Ada", "age": -1}""", "at /age: is less than 0")]
    [InlineData("""{"name": "Ada", "sex": "f"}""", "'sex' is not allowed")]
    [InlineData("""{"name": "Ada", "friends": [{"name": "B"}, {"age": 3}]}""", "at /friends/1: 'name' is missing")]
    [InlineData("""{"name": "Ada", "friends": [{"name": "B"}, {"name": "B"}]}""", "at /friends: items 0 and 1 are equal")]
    [InlineData("""{"name": "Ada", "mail": "nowhere"}""", "at /mail: does not match ^[^@]+@[^@]+$")]
    public void A_reason_says_where_and_what(string text, string reason)
    {
        var verdict = Ask(Person, text);
        verdict.Reward.ShouldBe(0);
        verdict.Reason!.ShouldContain(reason);
    }

    // Each keyword by the sentence of the specification that defines it: a value that fits, and one that does not.
    [Theory]
    [InlineData("""{"type": ["string", "null"]}""", "null", "1")]
    [InlineData("""{"type": "integer"}""", "1.0", "1.1")]
    [InlineData("""{"enum": [1, "a", [true]]}""", "[true]", "[false]")]
    [InlineData("""{"const": {"a": 1, "b": 2}}""", """{"b": 2.0, "a": 1}""", """{"a": 1}""")]
    [InlineData("""{"multipleOf": 0.1}""", "0.3", "0.35")]
    [InlineData("""{"exclusiveMinimum": 1}""", "1.0000001", "1")]
    [InlineData("""{"exclusiveMaximum": 1}""", "0.9999999", "1")]
    [InlineData("""{"maximum": 1e2}""", "100", "100.5")]
    [InlineData("""{"maxLength": 2}""", "\"\U0001F600\U0001F600\"", "\"abc\"")]
    [InlineData("""{"pattern": "b"}""", "\"abc\"", "\"ac\"")]
    [InlineData("""{"minLength": 3}""", "7", "\"ab\"")]
    [InlineData("""{"prefixItems": [{"type": "string"}], "items": {"type": "number"}}""", """["a", 1, 2]""", """["a", "b"]""")]
    [InlineData("""{"prefixItems": [true, false]}""", "[1]", "[1, 2]")]
    [InlineData("""{"minItems": 1, "maxItems": 2}""", "[1, 2]", "[1, 2, 3]")]
    [InlineData("""{"contains": {"const": 1}, "minContains": 2, "maxContains": 3}""", "[1, 0, 1]", "[1, 0]")]
    [InlineData("""{"uniqueItems": true}""", "[1, \"1\"]", "[1, 1.0]")]
    [InlineData("""{"minProperties": 1, "maxProperties": 1}""", """{"a": 1}""", "{}")]
    [InlineData("""{"propertyNames": {"maxLength": 1}}""", """{"a": 1}""", """{"ab": 1}""")]
    [InlineData("""{"patternProperties": {"^n": {"type": "number"}}, "additionalProperties": false}""", """{"n1": 1}""", """{"x": 1}""")]
    [InlineData("""{"additionalProperties": {"type": "number"}}""", """{"x": 1}""", """{"x": "1"}""")]
    [InlineData("""{"dependentRequired": {"a": ["b"]}}""", """{"b": 1}""", """{"a": 1}""")]
    [InlineData("""{"anyOf": [{"type": "string"}, {"minimum": 3}]}""", "3", "2")]
    [InlineData("""{"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}""", "9", "6")]
    [InlineData("""{"allOf": [{"minimum": 1}, {"maximum": 2}]}""", "2", "3")]
    [InlineData("""{"not": {"type": "null"}}""", "0", "null")]
    [InlineData("""{"if": {"minimum": 10}, "then": {"multipleOf": 10}, "else": {"maximum": 5}}""", "20", "15")]
    [InlineData("""{"$ref": "#/$defs/a~1b%25", "$defs": {"a/b%": {"type": "null"}}}""", "null", "0")]
    [InlineData("""{"type": "array", "items": {"$ref": "#"}}""", "[[[]], []]", "[[1]]")]
    [InlineData("true", "1", null)]
    [InlineData("false", null, "1")]
    public void Each_keyword_means_what_the_draft_says(string schema, string? fits, string? doesNot)
    {
        if (fits is not null) Ask(schema, fits).ShouldBe(new Verdict(1));
        if (doesNot is not null) Ask(schema, doesNot).Reward.ShouldBe(0);
    }

    [Theory]
    [InlineData("{", "is no JSON")]
    [InlineData("[]", "schema at #: a schema is an object, true or false, not array")]
    [InlineData("""{"properties": {"a": {"requird": []}}}""", "schema at #/properties/a: 'requird' is no keyword that is checked")]
    [InlineData("""{"$defs": {"a": {"unevaluatedItems": false}}}""", "'unevaluatedItems' is no keyword")]
    [InlineData("""{"type": "text"}""", "'type' is one or more of null, boolean")]
    [InlineData("""{"minLength": -1}""", "'minLength' is a count, not -1")]
    [InlineData("""{"required": "name"}""", "'required' is a list, not \"name\"")]
    [InlineData("""{"pattern": "(?=a)"}""", "needs backtracking")]
    [InlineData("""{"$ref": "https://example.org/schema"}""", "'$ref' points within the document")]
    [InlineData("""{"$ref": "#/$defs/a"}""", "there is no '$defs'")]
    public void A_schema_that_is_not_understood_is_refused_with_its_place(string schema, string message)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("schema-").FullName, "schema.json");
        File.WriteAllText(file, schema);
        Asked.Refusal(new JsonSchemaSpec(1, null, file)).ShouldContain(message);
        Should.Throw<VerifierException>(() => Ask(schema, "1")).Message.ShouldContain(message);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Asked.Refusal(new JsonSchemaSpec(1, null, "nowhere.json")).ShouldContain("there is no schema file ./nowhere.json");

    [Theory]
    [InlineData("""{"$ref": "#"}""")]
    [InlineData("""{"allOf": [{"$ref": "#"}]}""")]
    [InlineData("""{"anyOf": [{"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}]}], "$defs": {"a": {"not": {"$ref": "#"}}}}""")]
    public void A_schema_that_refers_to_itself_for_ever_ends(string schema) =>
        Should.Throw<VerifierException>(() => Ask(schema, "1")).Message.ShouldContain("the schema ");

    [Fact]
    public void Deep_json_is_wrong_not_a_crash() => Ask("true", new string('[', 100_000)).Reason!.ShouldContain("is no JSON");

    private static Verdict Ask(string schema, string text) => Asked.Verdict(new JsonSchemaSpec(1, "schema", null), text, ("schema", schema));
}
