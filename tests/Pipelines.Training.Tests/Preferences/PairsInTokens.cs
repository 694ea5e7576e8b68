using Pipelines.Data;
using Pipelines.Tokenizers;

namespace Pipelines.Training.Tests;

public sealed class PairsInTokens
{
    private static readonly ChatFormat Chat = new(
        BpeTrainer.Train(
            ["Which one is it? This one, not that one."],
            new BpeTrainerOptions { VocabSize = 270, SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }),
        ChatTemplate.BuiltIn("chatml"));

    [Fact]
    public void Answers_begin_behind_the_prompt_and_end_with_their_turn()
    {
        var pair = PairEncoding.Of([Example("This one.", "Not that.", margin: 0.5)], Chat, 200).Pairs.ShouldHaveSingleItem();

        Chat.Tokenizer.Decode(pair.Chosen.Answer).ShouldBe("This one.<|im_end|>");
        Chat.Tokenizer.Decode(pair.Rejected.Answer).ShouldBe("Not that.<|im_end|>");
        pair.Chosen.Prompt.SequenceEqual(pair.Rejected.Prompt).ShouldBeTrue();
        pair.Chosen.Tokens.ShouldBe(Chat.Encode([new("user", "Which one is it?"), new("assistant", "This one.")]).Tokens);
        (pair.Place, pair.Margin).ShouldBe(("a.jsonl(1)", 0.5));
    }

    [Fact]
    public void Earlier_answers_are_part_of_the_prompt()
    {
        var example = new PreferenceExample(
            "here", [new("user", "One?"), new("assistant", "Two."), new("user", "Which?")],
            new("assistant", "This."), new("assistant", "That."), null);
        var pair = PairEncoding.Of([example], Chat, 200).Pairs.ShouldHaveSingleItem();

        Chat.Tokenizer.Decode(pair.Chosen.Answer).ShouldBe("This.<|im_end|>");
        Chat.Tokenizer.Decode(pair.Chosen.Prompt).ShouldContain("Two.");
        pair.Margin.ShouldBe(0);
    }

    [Fact]
    public void What_says_nothing_or_is_too_long_is_dropped_and_told()
    {
        var endless = new string('x', 300);
        var encoding = PairEncoding.Of(
            [Example("Same.", "Same.", 2), Example("Yes.", "No.", 3), Example(endless, "No.", 4), Example("No.", endless, 5)], Chat, 100);

        encoding.Pairs.Select(pair => pair.Place).ShouldBe(["a.jsonl(3)"]);
        encoding.Equal.ShouldBe(["a.jsonl(2)"]);
        encoding.Long.ShouldBe(["a.jsonl(4)", "a.jsonl(5)"]);
        encoding.Summary.ShouldBe(
            "1 pairs; dropped 1 with equal answers (first a.jsonl(2)) and 2 longer than 100 tokens (first a.jsonl(4))");
        PairEncoding.Of([Example("Yes.", "No.", 3)], Chat, 100).Summary.ShouldBe("1 pairs");
    }

    [Fact]
    public void A_conversation_as_long_as_fits_is_kept()
    {
        var example = Example("Yes.", "No.");
        var longest = PairEncoding.Of([example], Chat, 1000).Pairs[0].Chosen.Tokens.Length;
        PairEncoding.Of([example], Chat, longest).Pairs.Count.ShouldBe(1);
        PairEncoding.Of([example], Chat, longest - 1).Long.Count.ShouldBe(1);
    }

    private static PreferenceExample Example(string chosen, string rejected, int line = 1, double? margin = null) => new(
        $"a.jsonl({line})", [new(ChatMessage.User, "Which one is it?")], new(ChatMessage.Assistant, chosen),
        new(ChatMessage.Assistant, rejected), margin);
}
