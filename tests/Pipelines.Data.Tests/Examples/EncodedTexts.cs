using Pipelines.Spec;

namespace Pipelines.Data.Tests.Examples;

public sealed class EncodedTexts
{
    private static readonly CompletionExample Story = new("a.jsonl(1)", "Once upon a time", " there was a number.");

    [Fact]
    public void A_completion_is_learned_with_its_end_and_its_prompt_is_not()
    {
        var encoded = Encode(Story, LossMask.Assistant, 100).Example!;
        var prompt = Tuned.Tokenizer.CountTokens(Story.Prompt);
        encoded.Tokens.ShouldBe([.. Tuned.Tokenizer.Encode(Story.Prompt), .. Tuned.Tokenizer.Encode(Story.Completion), Tuned.Tokenizer.EndOfText!.Value]);
        encoded.Trained.ShouldBe(encoded.Tokens.Select((_, i) => i >= prompt));
        encoded.TargetCount.ShouldBe(encoded.Tokens.Length - prompt);
        encoded.TargetBytes.ShouldBe(Story.Completion.Length);
    }

    [Fact]
    public void Everything_is_learned_where_that_is_asked_for()
    {
        var encoded = Encode(Story, LossMask.All, 100).Example!;
        encoded.Trained.ShouldAllBe(trained => trained);
        encoded.TargetCount.ShouldBe(encoded.Tokens.Length - 1);
    }

    [Fact]
    public void Text_that_spells_the_end_of_text_does_not_end_it()
    {
        var end = Tuned.Tokenizer.EndOfText!.Value;
        var spelled = Story with { Completion = " <|endoftext|> there." };
        Encode(spelled, LossMask.Assistant, 100).Example!.Tokens.Count(token => token == end).ShouldBe(1);
    }

    [Fact]
    public void What_is_too_long_loses_its_end()
    {
        var whole = Encode(Story, LossMask.Assistant, 100).Example!;
        var cut = Encode(Story, LossMask.Assistant, whole.Tokens.Length - 2);
        cut.Truncated.ShouldBeTrue();
        cut.Example!.Tokens.ShouldBe(whole.Tokens[..^2]);
        cut.Example.TargetCount.ShouldBe(whole.TargetCount - 2);
    }

    [Fact]
    public void What_has_nothing_learned_left_is_dropped_with_its_reason()
    {
        var result = Encode(Story, LossMask.Assistant, Tuned.Tokenizer.CountTokens(Story.Prompt));
        (result.Example, result.Dropped).ShouldBe((null, $"nothing that is learned within {Tuned.Tokenizer.CountTokens(Story.Prompt)} tokens"));
    }

    [Fact]
    public void The_account_adds_up()
    {
        var prompt = Tuned.Tokenizer.CountTokens(Story.Prompt);
        var longer = Story with { Prompt = Story.Prompt + Story.Prompt };
        var shorter = new CompletionExample("a.jsonl(3)", "", ".");
        var encoded = new ExampleEncoder(Tuned.Tokenizer, null, LossMask.Assistant, prompt + 2).EncodeAll([Story, longer, shorter, longer]);
        var summary = encoded.Summary;
        (summary.Read, summary.Kept, summary.Truncated).ShouldBe((4, 2, 1));
        summary.ToString().ShouldBe($"2 kept, 1 truncated, 2 dropped (2 × nothing that is learned within {prompt + 2} tokens)");
        summary.Tokens.ShouldBe(encoded.Kept.Sum(example => example.Tokens.Length));
    }

    [Fact]
    public void Nothing_to_learn_is_an_error_that_shows_an_example_and_says_why()
    {
        var encoder = new ExampleEncoder(Tuned.Tokenizer, null, LossMask.Assistant, 3);
        var message = Should.Throw<DataSourceException>(() => encoder.EncodeAll([Story, Story with { Place = "a.jsonl(2)" }])).Message;
        message.ShouldContain("of 2 examples none has a token that is learned\n  2 × nothing that is learned within 3 tokens");
        message.ShouldContain("a larger 'max_tokens'");
        message.ShouldEndWith("the first is a.jsonl(1):\nOnce upon a time there was a number.<|endoftext|>");
    }

    [Fact]
    public void A_conversation_needs_a_template()
    {
        var chat = new ConversationExample("a.jsonl(7)", [new("user", "Hi"), new("assistant", "Hello")], []);
        Should.Throw<DataSourceException>(() => new ExampleEncoder(Tuned.Tokenizer, null, LossMask.Assistant, 100).EncodeAll([Story, chat]))
            .Message.ShouldStartWith("a.jsonl(7) is a conversation, and there is no chat template to write it with: name one, as in 'template: chatml'");
    }

    [Fact]
    public void The_checksum_is_of_tokens_and_of_what_is_learned()
    {
        string Checksum(LossMask mask, params Example[] examples) => new ExampleEncoder(Tuned.Tokenizer, null, mask, 100).EncodeAll(examples).Checksum;
        var other = Story with { Completion = " was." };
        Checksum(LossMask.Assistant, Story).ShouldBe(Checksum(LossMask.Assistant, Story with { Place = "elsewhere" }));
        new[]
        {
            Checksum(LossMask.Assistant, Story), Checksum(LossMask.All, Story), Checksum(LossMask.Assistant, Story, other),
            Checksum(LossMask.Assistant, other, Story),
        }.Distinct().Count().ShouldBe(4);
    }

    private static EncodingResult Encode(Example example, LossMask mask, int maxTokens) =>
        new ExampleEncoder(Tuned.Tokenizer, null, mask, maxTokens).Encode(example);
}
