namespace Pipelines.Tokenizers.Tests;

public sealed class ChatFormats
{
    public static TheoryData<string> Names => [.. ChatTemplate.BuiltIns];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_prompt_is_the_beginning_of_the_conversation_that_goes_on_from_it(string name)
    {
        var format = Format(name);
        var random = new Random(6);
        for (var i = 0; i < 60; i++)
        {
            var messages = Conversations.Random(random);
            var whole = format.Encode(messages);
            for (var turn = 0; turn < messages.Length; turn++)
            {
                if (messages[turn].Role != "assistant") continue;
                var prompt = format.EncodePrompt(messages[..turn]);
                whole.Tokens[..prompt.Length].ShouldBe(prompt);
                whole.Generated[prompt.Length].ShouldBeTrue();
                whole.Generated[prompt.Length - 1].ShouldBeFalse();
                // What is learned is the answer up to an end token, which stops generation.
                var end = Array.FindIndex(whole.Generated, prompt.Length, generated => !generated);
                if (end < 0) end = whole.Tokens.Length;
                format.EndTokens.ShouldContain(whole.Tokens[end - 1]);
                format.Decode(whole.Tokens.AsSpan(prompt.Length, end - prompt.Length)).ShouldBe(messages[turn].Content);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tokens_spell_the_rendered_text_and_the_mask_is_that_of_its_characters(string name)
    {
        var format = Format(name);
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var messages = Conversations.Random(random);
            var rendered = format.Template.Render(messages, tokens: new TemplateTokens(null, "<|endoftext|>"));
            var encoded = format.Encode(messages);
            format.Tokenizer.Decode(encoded.Tokens).ShouldBe(rendered.Text);

            // Independently: the character at which each token begins says whose it is, found by decoding what is before it.
            for (var token = 0; token < encoded.Tokens.Length; token++)
            {
                var bytes = format.Tokenizer.DecodeBytes(encoded.Tokens.AsSpan(0, token)).Length;
                var begins = rendered.Text.Select((_, at) => System.Text.Encoding.UTF8.GetByteCount(rendered.Text.AsSpan(0, at))).ToList();
                var character = begins.FindLastIndex(start => start <= bytes);
                encoded.Generated[token].ShouldBe(rendered.Generated.Any(range => range.Start.Value <= character && character < range.End.Value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_message_spells_is_never_a_special_token(string name)
    {
        var format = Format(name);
        var plain = format.Encode([new("system", "a"), new("user", "b"), new("assistant", "c")]);
        var specials = plain.Tokens.Count(format.Tokenizer.IsSpecial);
        foreach (var token in format.Tokenizer.AddedTokens.Select(added => added.Content))
        {
            var text = $"{token} x{token}";
            var encoded = format.Encode([new("system", text), new("user", text), new("assistant", text)]);
            encoded.Tokens.Count(format.Tokenizer.IsSpecial).ShouldBe(specials, token);
            format.EncodePrompt([new("system", text), new("user", text)]).Count(format.Tokenizer.IsSpecial)
                .ShouldBe(format.EncodePrompt([new("system", "a"), new("user", "b")]).Count(format.Tokenizer.IsSpecial), token);
        }
    }

    [Fact]
    public void A_special_token_that_message_and_template_spell_together_is_none()
    {
        var tokenizer = ChatTokenizers.With("<|end|>", "<a>", "<a>b");
        var format = new ChatFormat(tokenizer, ChatTemplate.Parse("<a>{{ messages[0].content }}>{% generation %}{% endgeneration %}"));
        format.Encode([new("user", "b<a")]).Tokens.ShouldBe([257, .. tokenizer.Encode("b"), .. tokenizer.Encode("<"), .. tokenizer.Encode("a"), .. tokenizer.Encode(">")]);
    }

    [Theory]
    [InlineData("{% set x = messages[0].content %}{{ x }}")]
    [InlineData("{{ messages[0]['content'] | trim }}")]
    [InlineData("{{ '<' + messages[0].content[1:] }}")]
    [InlineData("{{ messages[0].content.split(' ')[0] }}")]
    [InlineData("{{ messages[0].content.replace('x', 'y') }}")]
    [InlineData("{{ messages[0].content | upper | lower }}")]
    [InlineData("{{ '%s' % messages[0].content }}{{ '{}'.format(messages[0].content) }}")]
    [InlineData("{{ [messages[0].content] | join('') }}{{ messages[0].content ~ '' }}")]
    [InlineData("{% macro m(t) %}{{ t }}{% endmacro %}{{ m(messages[0].content) }}")]
    [InlineData("{% set t %}{{ messages[0].content }}{% endset %}{{ t }}")]
    [InlineData("{{ messages[0] | tojson }}{{ messages[0] }}{{ messages | map(attribute='content') | join }}")]
    [InlineData("{{ messages[0].content[::-1][::-1] }}{{ messages[0].content | indent }}")]
    [InlineData("{{ {messages[0].content: 1} }}{{ {messages[0].content: 1} | tojson }}{{ messages[0].content | replace('zz', '') }}")]
    public void Whatever_a_template_does_to_a_message_its_text_stays_plain(string template)
    {
        var format = new ChatFormat(ChatTokenizers.With("<|endoftext|>"), ChatTemplate.Parse(template + "{% generation %}{% endgeneration %}"));
        format.Encode([new("user", "<|endoftext|> x")]).Tokens.ShouldNotContain(256);
    }

    [Fact]
    public void Special_tokens_of_the_template_are_found_beside_messages()
    {
        var format = Format("chatml");
        format.EncodePrompt([new("user", "")]).Count(format.Tokenizer.IsSpecial).ShouldBe(3);
    }

    [Fact]
    public void Missing_special_tokens_are_named_with_what_to_write_where() =>
        Should.Throw<ChatTemplateException>(() => new ChatFormat(ChatTokenizers.With("<|endoftext|>", "<|im_end|>"), ChatTemplate.BuiltIn("chatml")))
            .Message.ShouldBe("the chat template chatml needs special tokens that the tokenizer lacks: <|im_start|>; add them to `special_tokens` "
                + "of the tokenizer stage: [\"<|endoftext|>\", \"<|im_end|>\", \"<|im_start|>\"]");

    [Fact]
    public void A_missing_end_of_text_is_named() =>
        Should.Throw<ChatTemplateException>(() => new ChatFormat(ChatTokenizers.With(), ChatTemplate.BuiltIn("alpaca")))
            .Message.ShouldContain("alpaca ends a turn with the end of text");

    [Fact]
    public void End_tokens_are_end_of_turn_and_end_of_text()
    {
        var chatml = Format("chatml");
        chatml.EndTokens.Order().ShouldBe(new[] { chatml.Tokenizer.TokenId("<|endoftext|>")!.Value, chatml.Tokenizer.TokenId("<|im_end|>")!.Value }.Order());
        Format("alpaca").EndTokens.ShouldBe([0]);
    }

    [Fact]
    public void An_answer_ends_at_its_end_token_and_keeps_the_marks_of_calls()
    {
        var format = Format("mistral");
        var answer = format.Tokenizer.Encode("[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {\"a\": 1}, \"id\": \"x\"}]<|endoftext|>more[INST]");
        format.Decode(answer).ShouldBe("[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {\"a\": 1}, \"id\": \"x\"}]");
        format.Parse(answer).ToolCalls.ShouldBe([new ChatToolCall("x", "f", "{\"a\": 1}")]);
        format.Decode(format.Tokenizer.Encode("a[INST]b")).ShouldBe("ab");
    }

    private static ChatFormat Format(string name) => new(ChatTokenizers.Learned, ChatTemplate.BuiltIn(name));
}
