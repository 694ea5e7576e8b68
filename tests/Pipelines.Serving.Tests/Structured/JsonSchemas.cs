using System.Text;

namespace Pipelines.Serving.Tests;

public sealed class JsonSchemas
{
    /// <summary>Schemas, each with texts that fit and texts that do not.</summary>
    private static readonly (string Schema, string[] Fit, string[] Misfit)[] Samples =
    [
        ("""{"type":"object"}""",
            ["{}", "{ }", """{"a":1}""",
             """{"a":{"b":[1,2.5e-3,null,true,"x\ny"]},"é":"日本🎉"}""", """{"\u0041\ud83c\udf89" : [ ] }""",
             "{\n  \"a\": [\n    1,\n    -0\n  ]\n}"],
            ["", "[]", "{", "{\"a\"}", "{\"a\":01}", "{\"a\":\"\\ud83c\"}", "{\"a\":1,}", " {}", "{\"a\":\"\n\"}", "{a:1}", "{\"a\":.5}"]),
        ("""
            {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":150},
             "mail":{"type":["string","null"]}},"required":["name","age","mail"],"additionalProperties":false}
            """,
            ["""{"name":"","age":0,"mail":null}""", """{ "name" : "Ada" , "age" : 150 , "mail" : "a@b" }"""],
            ["{}", """{"name":"","age":151,"mail":null}""", """{"name":"","age":-1,"mail":null}""",
             """{"name":"","age":7,"mail":null,"x":1}""", """{"name":"","age":1.5,"mail":null}"""]),
        ("""{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"null"},"c":{"const":3}},"required":["b"]}""",
            ["""{"b":null}""", """{"a":true,"b":null}""", """{"b":null,"c":3}""", """{"a":false,"b":null,"c":3,"d":[],"aa":1}""",
             """{"b":null,"":{}}"""],
            ["{}", """{"a":true}""", """{"b":null,"c":4}""", """{"b":null,"a":3}"""]),
        ("""
            {"type":"object","properties":{"value":{"type":"number"},"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},
             "required":["value","next"],"additionalProperties":false}
            """,
            ["""{"value":1,"next":null}""", """{"value":1e10,"next":{"value":-2.50,"next":{"value":0,"next":null}}}"""],
            ["""{"value":1,"next":{}}""", """{"value":1,"next":{"value":2}}""", """{"value":"1","next":null}"""]),
        ("""
            {"$defs":{"node":{"type":"object","properties":{"op":{"enum":["+","*"]},"args":{"type":"array","items":{"$ref":"#/$defs/expr"},
             "minItems":2,"maxItems":3}},"required":["op","args"],"additionalProperties":false},
             "expr":{"anyOf":[{"type":"integer"},{"$ref":"#/$defs/node"}]}},"$ref":"#/$defs/expr"}
            """,
            ["7", """{"op":"+","args":[1,{"op":"*","args":[2,3,4]}]}"""],
            ["\"7\"", """{"op":"-","args":[1,2]}""", """{"op":"+","args":[1]}""", """{"op":"+","args":[1,2,3,4]}"""]),
        ("""{"enum":["red","rot",7,null,{"a":[1,"é"]},true]}""",
            ["\"red\"", "\"rot\"", "7", "null", """{"a":[1,"é"]}""", """{ "a" : [ 1 , "\u00e9" ] }""", "true"],
            ["\"re\"", "70", "{}", "false", "red"]),
        ("""{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}""",
            ["[]", "[\"a\"]", "[\"a\", 1]"], ["[1]", "[\"a\",1,2]", "[\"a\",\"b\"]"]),
        ("""{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"boolean"},"minItems":2}""",
            ["[\"a\",true]", "[\"\",true,false,true]"], ["[]", "[\"a\"]", "[\"a\",1]"]),
        ("""{"type":"array","items":{"type":"array","items":{"type":"integer"},"maxItems":2},"minItems":1}""",
            ["[[]]", "[[1],[2,3],[]]"], ["[]", "[[1,2,3]]", "[1]"]),
        ("""{"type":"string","minLength":2,"maxLength":4}""",
            ["\"ab\"", "\"日本語🎉\"", "\"\\ud83c\\udf89\\n\"", "\"\\\\\\\"\""], ["\"\"", "\"a\"", "\"abcde\"", "\"\\n\""]),
        ("""{"type":"string","pattern":"^[a-z]{2,3}-\\d+$"}""",
            ["\"ab-1\"", "\"abc-0042\""], ["\"a-1\"", "\"ab-\"", "\"wxab-1\"", "\"ab-1 \""]),
        ("""{"type":"string","pattern":"b+|^x","maxLength":5}""",
            ["\"b\"", "\"aabbc\"", "\"x\"", "\"é\\nb\""], ["\"\"", "\"ax\"", "\"aaaabb\""]),
        ("""{"type":"string","pattern":"^[\"\\\\/é🎉\\n]*$"}""",
            ["\"\\\"\\\\/é🎉\\n\\u00e9\\ud83c\\udf89\\u000a\\/\""], ["\"a\"", "\"\\t\""]),
        ("""{"type":"integer","minimum":-12,"exclusiveMaximum":205}""",
            ["-12", "-1", "0", "9", "99", "204"], ["-13", "205", "00", "1.5", "-0.5"]),
        ("""{"type":"number","minimum":-3,"maximum":12}""",
            ["-3", "-3.0", "-2.99", "0", "-0.5", "11.999", "12", "12.00"], ["-3.1", "12.01", "13", "1.", "-4", ".5", "012"]),
        ("""{"type":"number","minimum":0}""", ["0", "0.5", "123.25"], ["-1", "-0.5"]),
        ("""{"type":"number","maximum":-2}""", ["-2", "-2.5", "-100.125"], ["-1.9", "0", "2"]),
        ("""{"type":"integer","exclusiveMinimum":99.5}""", ["100", "12345678901234567890"], ["99", "-100", "0100"]),
        ("""
            {"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},
             {"type":"object","properties":{"b":{"type":"string"},"a":{"minimum":3}},"additionalProperties":{"type":"null"}}]}
            """,
            ["""{"a":3}""", """{"a":10,"b":"x","c":null}"""], ["""{"a":2}""", """{"b":""}""", """{"a":3,"c":1}"""]),
        ("""
            {"oneOf":[{"type":"object","properties":{"kind":{"const":"circle"},"r":{"type":"integer"}},"required":["kind","r"]},
             {"type":"object","properties":{"kind":{"const":"square"},"side":{"type":"integer"}},"required":["kind","side"]},
             {"type":"null"}]}
            """,
            ["null", """{"kind":"circle","r":1}""", """{"kind":"square","side":2,"x":0}"""], ["{}", """{"kind":"circle","side":1}"""]),
        ("""{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1,"maxProperties":2}""",
            ["""{"a":1}""", """{"a":1,"b":2}"""], ["{}", """{"a":1,"b":2,"c":3}""", """{"a":""}"""]),
        ("true", ["1", "\"x\"", "[{},[]]", "null"], ["", "nul", "[1,]"]),
        ("""{"properties":{"a":{"type":"integer"}}}""", ["3", "[]", """{"a":1}""", "{}"], ["""{"a":"x"}"""]),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Samples.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void What_fits_is_let_through_in_all_tokens_and_nothing_else_is(int index)
    {
        var (schema, fit, misfit) = Samples[index];
        var (grammar, random) = (Grammar.FromJsonSchema(schema), new Random(index));
        foreach (var text in fit)
        {
            SchemaJudge.Accepts(schema, text).ShouldBeTrue(text);
            grammar.Accepts(text).ShouldBeTrue(text);
            foreach (var vocabulary in Vocabularies.All) Walks.Admits(grammar, vocabulary, text, random);
        }
        foreach (var text in misfit) grammar.Accepts(text).ShouldBeFalse(text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Random_walks_fit(int index)
    {
        var (schema, _, _) = Samples[index];
        var (grammar, random, ended) = (Grammar.FromJsonSchema(schema), new Random(100 + index), 0);
        foreach (var vocabulary in Vocabularies.All)
            for (var i = 0; i < 40; i++)
            {
                if (Walks.Next(grammar, vocabulary, random) is not { } text) continue;
                SchemaJudge.IsJson(text).ShouldBeTrue(text);
                SchemaJudge.Accepts(schema, text).ShouldBeTrue(text);
                ended++;
            }
        ended.ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("""{"type":"array","uniqueItems":true}""", "/uniqueItems")]
    [InlineData("""{"properties":{"a/b":{"not":{}}}}""", "/properties/a~1b/not")]
    [InlineData("""{"type":"strin"}""", "/type")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "/$ref")]
    [InlineData("""{"$ref":"other.json"}""", "/$ref")]
    [InlineData("""{"type":"number","exclusiveMinimum":0}""", "/exclusiveMinimum")]
    [InlineData("""{"type":"number","maximum":0.5}""", "/maximum")]
    [InlineData("""{"type":"string","maxLength":1000000}""", "/maxLength")]
    [InlineData("""{"type":"string","format":"iri"}""", "/format")]
    [InlineData("""{"type":"string","pattern":"(a)\\1"}""", "/pattern (character 5)")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "/oneOf")]
    [InlineData("""{"items":3}""", "/items")]
    [InlineData("""{"nonsense":3}""", "/nonsense")]
    [InlineData("""{"required":"a"}""", "/required")]
    [InlineData("""{"type":"object","properties":{"a":false},"required":["a"]}""", "")]
    [InlineData("{", "")]
    public void What_cannot_be_held_is_refused_with_its_place(string schema, string place) =>
        Should.Throw<GrammarException>(() => Grammar.FromJsonSchema(schema)).Place.ShouldBe(place);

    [Fact]
    public void Without_white_space_there_is_one_way_to_write_a_name()
    {
        const string Schema = """
            {"type":"object","properties":{"first":{"type":"integer"},"second":{"const":true}},"required":["first","second"]}
            """;
        var walk = new GrammarWalk(Grammar.FromJsonSchema(Schema, whiteSpace: false), new GrammarVocabulary(ByteText.Model.Tokenizer));
        var text = new StringBuilder();
        while (walk.Only is { } only)
        {
            text.Append((char)only);
            walk.Accept(only);
        }
        text.ToString().ShouldBe("{\"first\":");
    }
}
