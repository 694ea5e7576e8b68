namespace Pipelines.Tokenizers.Tests;

public sealed class AddedTokens
{
    [Fact]
    public void Special_tokens_are_found_before_the_text_is_split()
    {
        var tokenizer = SampleTokenizers.Train(Splitter.Llama3, "<|end|>", "<|user|>");
        var ids = tokenizer.Encode("Hi<|user|><|end|> there<|user");
        ids.Where(id => id < 2).ShouldBe([1, 0]);
        tokenizer.Decode(ids).ShouldBe("Hi<|user|><|end|> there<|user");
        tokenizer.Decode(ids, skipSpecial: true).ShouldBe("Hi there<|user");
    }

    [Fact]
    public void Special_tokens_can_be_text()
    {
        var tokenizer = SampleTokenizers.Train(Splitter.Llama3, "<|end|>");
        var ids = tokenizer.Encode("a<|end|>b", new EncodeOptions { SpecialTokensAsText = true });
        ids.ShouldNotContain(0);
        tokenizer.Decode(ids, skipSpecial: true).ShouldBe("a<|end|>b");
    }

    [Fact]
    public void Tokens_that_are_not_special_are_found_even_when_special_ones_are_text()
    {
        var tokenizer = SampleTokenizers.WithAdded(new(256, "<s>"), new(257, "<tool>") { Special = false });
        tokenizer.Encode("<s><tool>", new EncodeOptions { SpecialTokensAsText = true }).Last().ShouldBe(257);
        tokenizer.Encode("<s><tool>").ShouldBe([256, 257]);
        tokenizer.Decode([256, 257], skipSpecial: true).ShouldBe("<tool>");
    }

    [Theory]
    [InlineData("[MASK]", 257)]
    [InlineData("<mask>", 257)]
    [InlineData("<|mask|>", 257)]
    [InlineData("mask", null)]
    public void The_mask_is_the_special_token_that_is_spelled_as_one(string spelling, int? expected) =>
        SampleTokenizers.WithAdded(new(256, "<s>"), new(257, spelling)).Mask.ShouldBe(expected);

    [Fact]
    public void A_mask_that_is_text_is_none() =>
        SampleTokenizers.WithAdded(new AddedToken(256, "[MASK]") { Special = false }).Mask.ShouldBeNull();

    [Fact]
    public void The_longest_of_those_that_begin_first_is_taken()
    {
        var tokenizer = SampleTokenizers.WithAdded(new(256, "<a"), new(257, "<a>"), new(258, "a>b"), new(259, "<"));
        tokenizer.Encode("<a>b").ShouldBe([257, tokenizer.TokenId("b")!.Value]);
        tokenizer.Encode("<ab").ShouldBe([256, tokenizer.TokenId("b")!.Value]);
        tokenizer.Encode("a>b<<a").ShouldBe([258, 259, 256]);
    }

    [Fact]
    public void White_space_is_swallowed_on_the_sides_that_ask_for_it()
    {
        var tokenizer = SampleTokenizers.WithAdded(
            new(256, "<l>") { LeftStrip = true }, new(257, "<r>") { RightStrip = true }, new(258, "<n>"));
        tokenizer.Decode(tokenizer.Encode("a \u3000\n<l> b")).ShouldBe("a<l> b");
        tokenizer.Decode(tokenizer.Encode("a <r>\t\u2003b")).ShouldBe("a <r>b");
        tokenizer.Decode(tokenizer.Encode("a <n> b")).ShouldBe("a <n> b");
        tokenizer.Encode("<r> <l>").ShouldBe([257, 256]);
    }

    [Theory]
    [InlineData("cat", true)]
    [InlineData("a cat.", true)]
    [InlineData("cats", false)]
    [InlineData("a_cat", false)]
    [InlineData("wécat", false)]
    [InlineData("cat\u0301", false)]
    public void A_single_word_needs_neighbours_that_are_not_of_a_word(string text, bool found)
    {
        var tokenizer = SampleTokenizers.WithAdded(new AddedToken(256, "cat") { SingleWord = true });
        tokenizer.Encode(text).Contains(256).ShouldBe(found);
    }

    [Fact]
    public void Tokens_of_raw_text_come_before_those_of_normalised_text()
    {
        var tokenizer = SampleTokenizers.WithAdded(new(256, "<a<b>") { Normalized = true, Special = false }, new(257, "<b>"));
        tokenizer.Encode("<a<b>").Last().ShouldBe(257);
        SampleTokenizers.WithAdded(new(256, "<a<b>"), new(257, "<b>")).Encode("<a<b>").ShouldBe([256]);
    }

    [Fact]
    public void The_template_is_added_when_asked_for()
    {
        var plain = SampleTokenizers.Train(Splitter.Llama3, "<|begin|>", "<|end|>");
        var tokenizer = new Tokenizer(plain.Definition with { TemplatePrefix = [0], TemplateSuffix = [1] });
        tokenizer.Encode("text").ShouldBe(plain.Encode("text"));
        tokenizer.Encode("text", new EncodeOptions { AddTemplate = true }).ShouldBe([0, .. plain.Encode("text"), 1]);
    }

    [Fact]
    public void Thousands_of_tokens_are_told_apart()
    {
        var tokens = Enumerable.Range(0, 5_000).Select(i => new AddedToken(256 + i, $"<|reserved_{i}|>")).ToArray();
        var tokenizer = SampleTokenizers.WithAdded(tokens);
        tokenizer.Encode("<|reserved_12|><|reserved_4321|>").ShouldBe([268, 4577]);
    }
}
