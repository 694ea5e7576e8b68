using Pipelines.Tokenizers;

namespace Pipelines.Serving.Tests;

public sealed class AnswerReading
{
    private static readonly HashSet<string> Tools = ["weather", "clock"];

    public static TheoryData<string> Formats => [.. ChatModels.All.Keys];

    public static TheoryData<string> Syntaxes => [.. AllSyntaxes.Keys];

    private static Dictionary<string, ToolCallSyntax> AllSyntaxes { get; } = new()
    {
        ["tagged"] = ToolCallSyntax.Tagged,
        ["listed"] = ToolCallSyntax.Listed,
        ["bare"] = ToolCallSyntax.Bare,
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_a_template_writes_is_read_back_wherever_it_is_cut(string name)
    {
        var format = ChatModels.All[name];
        ChatToolCall[] calls =
        [
            new("abcdefghi", "weather", """{"place": "Z\u00fcrich \"{<tool_call>\n}\" 😀", "days": -2}"""), new("123456789", "clock", "{}"),
            new("x", "weather", """{"place": "", "inner": [{"a": [1, 2.5e3, null, true]}, "</tool_call>"]}"""),
        ];
        foreach (var content in new[] { "", "Let me look.", "Two lines.\n\nAnd a brace { in one." })
            for (var count = content.Length == 0 ? 1 : 0; count <= calls.Length; count++)
            {
                var answer = new ChatMessage(ChatMessage.Assistant, content) { ToolCalls = calls[..count] };
                var written = ChatModels.Written(format, answer);
                foreach (var read in CutEverywhere(format.Template.ToolCalls, written))
                {
                    read.Content.ShouldBe(content);
                    read.ToolCalls.Select(call => call.Name).ShouldBe(answer.ToolCalls.Select(call => call.Name));
                    read.ToolCalls.Zip(answer.ToolCalls).ShouldAllBe(pair => IsSameJson(pair.First.Arguments, pair.Second.Arguments));
                }
            }
    }

    [Theory]
    [InlineData("tagged", "a < b, and <tool> is no mark")]
    [InlineData("tagged", "<tool_call> is what a call begins with\n")]
    [InlineData("tagged", "<tool_call>\n{\"name\": \"nobody\", \"arguments\": {}}\n</tool_call>")]
    [InlineData("tagged", "<tool_call>\n{\"name\": \"weather\", \"arguments\": 7}\n</tool_call>\n")]
    [InlineData("tagged", "<tool_call>{\"name\": \"weather\"}</tool_call> and more")]
    [InlineData("tagged", "\n\n<tool_call>\n{\"arguments\": {\"place\": \"Oslo\"}, \"na")]
    [InlineData("tagged", "<tool_call><tool_call><tool_c")]
    [InlineData("listed", "[TOOL_CALLS] no list")]
    [InlineData("listed", "[TOOL_CALLS][[{\"name\"")]
    [InlineData("listed", "[TOOL_CALLS][{\"name\": \"weather\", \"arguments\": \"half \\ud800\"}]")]
    [InlineData("bare", "{\"title\": \"JSON\", \"name\": \"weather\"}")]
    [InlineData("bare", "{\n  \"name\": \"weather\",\n  \"days\": 3\n}\n")]
    [InlineData("bare", "It is {\"name\": \"weather\", \"parameters\": {}}")]
    [InlineData("bare", "{\"name\": \"weather\", \"id\": nothing}")]
    [InlineData("bare", "\n\n{")]
    public void What_only_looks_like_a_call_is_text_to_the_last_character(string syntax, string answer)
    {
        foreach (var read in CutEverywhere(AllSyntaxes[syntax], answer))
        {
            read.Content.ShouldBe(answer);
            read.ToolCalls.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("tagged", "<tool_call>oops <tool_call>{\"name\":\"clock\",\"arguments\":{}}</tool_call>", "<tool_call>oops ", "{}")]
    [InlineData("tagged", "<tool_call>{\"arguments\":{\"place\":\"Oslo\"},\"name\":\"weather\"}", "", "{\"place\":\"Oslo\"}")]
    [InlineData("tagged", "<tool_call>{\"name\":\"clock\",\"arguments\":{}} behind", "", "{}", "behind")]
    [InlineData("tagged", "<tool_call>{\"name\":\"clock\",\"arguments\":{}}</tool_call>\n\nDone. \n", "", "{}", "\n\nDone.")]
    [InlineData("tagged", "<tool_call>{\"type\":\"function\",\"name\":\"clock\",\"parameters\":\"{\\\"a\\\": 1}\"}</tool_call>", "", "{\"a\": 1}")]
    [InlineData("listed", "Ok [TOOL_CALLS]{\"name\":\"clock\",\"arguments\":{}}", "Ok ", "{}")]
    [InlineData("listed", "[TOOL_CALLS] [ {\"name\" : \"clock\" , \"arguments\" : { } } ] ", "", "{ }")]
    [InlineData("listed", "[TOOL_CALLS][{\"name\":\"clock\",\"arguments\":{}, \"id\": 7}, ", "", "{}")]
    [InlineData("bare", "{\"name\":\"clock\",\"parameters\":{}}\n", "", "{}")]
    [InlineData("bare", "Two:\n{\"name\":\"clock\",\"parameters\":{}}", "Two:", "{}")]
    public void Calls_are_found_as_models_write_them(string syntax, string answer, string before, string arguments, string after = "")
    {
        foreach (var read in CutEverywhere(AllSyntaxes[syntax], answer))
        {
            read.ToolCalls.ShouldHaveSingleItem().Arguments.ShouldBe(arguments);
            read.Content.TrimEnd().ShouldBe((before + after).TrimEnd());
        }
    }

    [Fact]
    public void A_call_is_told_while_its_arguments_are_written()
    {
        var parser = new AnswerParser(ToolCallSyntax.Tagged, Tools);
        parser.Push("Yes.\n<tool").ShouldBe([new ContentWritten("Yes.")]);
        parser.Push("_call>\n{\"name\": \"weather\", \"arguments\": ").ShouldBeEmpty();
        var begun = parser.Push("{\"pla");
        begun[0].ShouldBeOfType<CallBegun>().Name.ShouldBe("weather");
        begun[1].ShouldBe(new ArgumentsWritten(0, "{\"pla"));
        parser.Push("ce\": \"Oslo\"}").ShouldBe([new ArgumentsWritten(0, "ce\": \"Oslo\"}")]);
        parser.Push("}\n</tool_call>").ShouldBeEmpty();
        parser.Finish().ShouldBeEmpty();
        parser.HasCalls.ShouldBeTrue();
    }

    [Fact]
    public void A_call_that_is_cut_off_keeps_what_was_written_of_it()
    {
        var read = Read(ToolCallSyntax.Tagged, ["<tool_call>{\"name\": \"weather\", \"arguments\": {\"place\": \"Os"]);
        read.ToolCalls.ShouldHaveSingleItem().Arguments.ShouldBe("{\"place\": \"Os");
    }

    [Fact]
    public void Each_call_has_an_id_of_its_own_of_nine_letters_and_digits()
    {
        var ids = Enumerable.Range(0, 50)
            .Select(_ => Read(ToolCallSyntax.Bare, ["{\"name\": \"clock\", \"parameters\": {}}"]).ToolCalls[0].Id).ToList();
        ids.Distinct().Count().ShouldBe(50);
        ids.ShouldAllBe(id => id.Length == 9 && id.All(char.IsAsciiLetterOrDigit));
    }

    [Fact]
    public void Without_tools_all_is_text_at_once()
    {
        var parser = new AnswerParser(ToolCallSyntax.Tagged, new HashSet<string>());
        parser.Push("<tool_call>").ShouldBe([new ContentWritten("<tool_call>")]);
        parser.Finish().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void However_an_answer_is_cut_it_reads_the_same(string syntax)
    {
        string[] pieces =
        [
            "<tool_call>", "</tool_call>", "<tool_call>{\"name\": \"weather\", \"arguments\": {\"place\": ", "[TOOL_CALLS]",
            "[TOOL_CALLS][{\"name\": \"clock\", \"arguments\": {\"", "[", "]", ", ", "\n", " ", "{", "}", "\"", "text", "<", "\\\"", ":", "{}",
            "{\"name\": \"clock\", \"arguments\": {}}", "{\"name\": \"weather\", \"parameters\": {\"place\": \"a", "\"}}", "\"name\":", "\"arguments\":",
        ];
        var random = new Random(11);
        var withCalls = 0;
        for (var i = 0; i < 3000; i++)
        {
            var answer = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var whole = Read(AllSyntaxes[syntax], [answer]);
            if (whole.ToolCalls.Count > 0) withCalls++;
            else whole.Content.ShouldBe(answer);
            foreach (var way in new[] { Letters(answer), Randomly(answer, random) })
            {
                var read = Read(AllSyntaxes[syntax], way);
                read.Content.ShouldBe(whole.Content, answer);
                read.ToolCalls.Select(call => (call.Name, call.Arguments)).ShouldBe(whole.ToolCalls.Select(call => (call.Name, call.Arguments)), answer);
            }
        }

        withCalls.ShouldBeGreaterThan(100);
    }

    private static IEnumerable<ChatMessage> CutEverywhere(ToolCallSyntax syntax, string answer)
    {
        for (var cut = 0; cut <= answer.Length; cut++) yield return Read(syntax, [answer[..cut], answer[cut..]]);
        yield return Read(syntax, Letters(answer));
    }

    private static IEnumerable<string> Letters(string text) => text.Select(letter => letter.ToString());

    private static IEnumerable<string> Randomly(string text, Random random)
    {
        for (var begin = 0; begin < text.Length;)
        {
            var length = Math.Min(random.Next(1, 6), text.Length - begin);
            yield return text.Substring(begin, length);
            begin += length;
        }
    }

    /// <summary>The message that the deltas make, which must be the one that the parser has.</summary>
    private static ChatMessage Read(ToolCallSyntax syntax, IEnumerable<string> pieces)
    {
        var parser = new AnswerParser(syntax, Tools);
        var deltas = pieces.SelectMany(parser.Push).ToList();
        deltas.AddRange(parser.Finish());
        var begun = deltas.OfType<CallBegun>().ToList();
        begun.Select(call => call.Index).ShouldBe(Enumerable.Range(0, begun.Count));
        var message = new ChatMessage(ChatMessage.Assistant, string.Concat(deltas.OfType<ContentWritten>().Select(piece => piece.Text)))
        {
            ToolCalls =
            [
                .. begun.Select(call => new ChatToolCall(call.Id, call.Name, string.Concat(
                    deltas.OfType<ArgumentsWritten>().Where(piece => piece.Index == call.Index).Select(piece => piece.Text)))),
            ],
        };
        parser.Message.Content.ShouldBe(message.Content);
        parser.Message.ToolCalls.ShouldBe(message.ToolCalls);
        return message;
    }

    private static bool IsSameJson(string one, string other) =>
        System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(one), System.Text.Json.Nodes.JsonNode.Parse(other));
}
