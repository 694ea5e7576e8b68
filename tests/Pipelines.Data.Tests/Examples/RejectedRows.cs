using Pipelines.Spec;

namespace Pipelines.Data.Tests.Examples;

public sealed class RejectedRows : IDisposable
{
    private const string Chat = """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."}]}""";
    private const string Choice = """{"prompt":"Q","choices":["one","two"],"answer":0}""";
    private const string Pair = """{"prompt":"Q","chosen":"good","rejected":"bad"}""";

    private readonly ExampleFiles files = new();

    [Theory]
    [InlineData("{\"messages\":[", "no JSON: ")]
    [InlineData("[1]", "the row is a list; an object was expected")]
    [InlineData("""{"mesages":[]}""", "no member 'messages'; is it 'mesages'?")]
    [InlineData("""{"id":1}""", "no member 'messages'; it has id")]
    [InlineData("""{"messages":"Hi"}""", "'messages' is a text; a list of messages was expected")]
    [InlineData("""{"messages":null}""", "'messages' is null")]
    [InlineData("""{"messages":[]}""", "'messages' is an empty list")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"asistant","content":"x"}]}""", "messages[1].role is 'asistant'; is it 'assistant'?")]
    [InlineData("""{"messages":[{"role":"robot","content":"Hi"}]}""", "messages[0].role is 'robot'; system, user, assistant, tool were expected")]
    [InlineData("""{"messages":[{"from":"user","content":"Hi"}]}""", "messages[0]: no member 'role'; it has from, content")]
    [InlineData("""{"messages":[{"role":"user","content":7},{"role":"assistant","content":"x"}]}""", "messages[0].content is a number; a text was expected")]
    [InlineData("""{"messages":[{"role":"user","content":" "},{"role":"assistant","content":"x"}]}""", "messages[0].content is empty")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":""}]}""", "messages[1]: the answer is empty")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null}]}""", "messages[1].content is null")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", "the last message is the user's; there is no answer to learn")]
    [InlineData("""{"messages":[{"role":"assistant","content":"Hi"}]}""", "messages[0] is the assistant's before any of the user's")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"system","content":"x"}]}""", "messages[1] is the system's, which can only be the first")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"tool","content":"x"}]}""", "messages[1] is a tool's, and no call of the assistant's is before it")]
    [InlineData("""{"messages":[],"messages":[]}""", "no JSON: ")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", "")]
    public void A_row_that_is_no_chat_is_told_with_its_reason(string row, string reason) =>
        files.Reason(row, Chat, ExampleFormat.Chat).ShouldStartWith(reason);

    [Theory]
    [InlineData("""{"prompt":"Q","chosen":"same","rejected":"same"}""", "'chosen' and 'rejected' are the same")]
    [InlineData("""{"prompt":"Q","chosen":"good","rejected":" "}""", "the answer, 'rejected', is empty")]
    [InlineData("""{"prompt":"Q","chosen":"good"}""", "no member 'rejected'; it has prompt, chosen")]
    [InlineData("""{"prompt":"Q","chosen":"good","rejected":"bad","margin":"1"}""", "'margin' is a text; a number was expected")]
    [InlineData("""{"chosen":"good","rejected":"bad"}""", "no member 'prompt'; it has chosen, rejected")]
    [InlineData("""{"chosen":[{"role":"user","content":"A"},{"role":"assistant","content":"x"}],"rejected":[{"role":"user","content":"B"},{"role":"assistant","content":"y"}]}""",
        "'chosen' and 'rejected' differ before their last turn, and there is no 'prompt'")]
    [InlineData("""{"prompt":"Q","chosen":[{"role":"user","content":"A"}],"rejected":"bad"}""", "'chosen' is 1 turns, the last the user's; one of the assistant's was expected")]
    [InlineData("""{"prompt":[{"role":"user","content":"Q"},{"role":"assistant","content":"x"}],"chosen":"a","rejected":"b"}""",
        "the last message of 'prompt' is the assistant's; the user's was expected")]
    public void A_row_that_is_no_pair_is_told_with_its_reason(string row, string reason) =>
        files.Reason(row, Pair, ExampleFormat.Preference).ShouldBe(reason);

    [Theory]
    [InlineData("""{"prompt":"Q","choices":"a, b","answer":0}""", "'choices' is a text; a list of texts was expected")]
    [InlineData("""{"prompt":"Q","choices":["a"],"answer":0}""", "'choices' has 1; at least 2 were expected")]
    [InlineData("""{"prompt":"Q","choices":["a",2],"answer":0}""", "choices[1] is a number; a text was expected")]
    [InlineData("""{"prompt":"Q","choices":["a"," "],"answer":0}""", "choices[1] is empty")]
    [InlineData("""{"prompt":"Q","choices":["a","b","a"],"answer":0}""", "choices[2] is choices[0] again")]
    [InlineData("""{"prompt":"Q","choices":["one","two"],"answer":2}""", "'answer' is 2; a place from 0 to 1 was expected")]
    [InlineData("""{"prompt":"Q","choices":["one","two"],"answer":-1}""", "'answer' is -1; a place from 0 to 1 was expected")]
    [InlineData("""{"prompt":"Q","choices":["one","two"],"answer":0.5}""", "'answer' is 0.5; a place from 0 to 1 was expected")]
    [InlineData("""{"prompt":"Q","choices":["one","two"],"answer":["one"]}""", "'answer' is a list; a choice's place, letter or text was expected")]
    [InlineData("""{"prompt":"Q","choices":["one","two"],"answer":"C"}""", "'answer' is 'C', none of the choices or a letter from A to B")]
    [InlineData("""{"prompt":"Q","choices":["seven","eight"],"answer":"sevn"}""",
        "'answer' is 'sevn', none of the choices or a letter from A to B; is it 'seven'?")]
    [InlineData("""{"prompt":"Q","choices":["one","two"]}""", "no member 'answer'; it has prompt, choices")]
    public void A_row_that_is_no_choice_is_told_with_its_reason(string row, string reason) =>
        files.Reason(row, Choice, ExampleFormat.Choice).ShouldBe(reason);

    [Fact]
    public void A_file_of_such_rows_alone_is_an_error_that_shows_the_first()
    {
        var rows = string.Concat(Enumerable.Repeat("{\"instruction\":\"x\",\"output\":\"\"}\n", 8));
        var message = Should.Throw<DataSourceException>(() => files.Open(rows).Examples().ToList()).Message.Split('\n');
        message[0].ShouldBe($"data 'chats': none of the 8 rows of {files.Path} is an example");
        message[1].ShouldBe($"  {files.Path}(1): the answer, 'output', is empty");
        message[^1].ShouldBe("  and 3 more");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n\r\n")]
    public void A_file_without_rows_is_an_error(string text) =>
        Should.Throw<DataSourceException>(() => files.Open(text).Examples().ToList()).Message.ShouldBe($"data 'chats': {files.Path} holds no row");

    [Fact]
    public void Reading_again_reports_each_row_once()
    {
        var source = files.Open($"{Chat}\nnonsense\n");
        for (var i = 0; i < 2; i++) source.Examples().Count().ShouldBe(1);
        source.Rejected.Count.ShouldBe(1);
    }

    [Fact]
    public void Documents_are_no_examples() =>
        Should.Throw<DataSourceException>(() => files.Open("{}", ExampleFormat.Text)).Message.ShouldContain("data 'chats' holds documents");

    public void Dispose() => files.Dispose();
}
