namespace Pipelines.Tokenizers.Tests;

/// <summary>Conversations in tokens that put spaces at the beginning of texts.</summary>
public sealed class SentencePieceChats
{
    private const string Template =
        "{{ bos_token }}{% for message in messages %}{% if message.role == 'user' %}[INST] {{ message.content }} [/INST]"
        + "{% else %} {{ message.content }}{{ eos_token }}{% endif %}{% endfor %}";

    public static TheoryData<string> Names => ["llama2", "mistral", "gemma"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_prompt_is_encoded_as_the_text_that_it_is(string name)
    {
        var format = Format(name);
        foreach (var content in new[] { "The text", " the  words", "日本語😀", "don't" })
        {
            format.EncodePrompt([new(ChatMessage.User, content)])
                .ShouldBe(format.Tokenizer.Encode($"<s>[INST] {content} [/INST]"), "which is what Hugging Face's library gives");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_learned_is_what_follows_the_prompt_and_reads_as_the_answer(string name)
    {
        var format = Format(name);
        ChatMessage user = new(ChatMessage.User, "The text"), assistant = new(ChatMessage.Assistant, "The words");
        var prompt = format.EncodePrompt([user]);
        var whole = format.Encode([user, assistant, user, assistant]);
        whole.Tokens[..prompt.Length].ShouldBe(prompt);
        whole.Generated[..prompt.Length].ShouldAllBe(generated => !generated);
        var end = Array.IndexOf(whole.Generated, false, prompt.Length);
        whole.Generated[prompt.Length..end].ShouldAllBe(generated => generated);
        whole.Tokens[end - 1].ShouldBe(2, "the end of the text ends a turn");
        format.Tokenizer.Decode(whole.Tokens.AsSpan(prompt.Length..end), place: TextPlace.Within).ShouldBe(" The words</s>");
        format.Decode(whole.Tokens.AsSpan(prompt.Length..end)).ShouldBe(name == "gemma" ? " The words" : "The words");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_user_writes_never_becomes_a_special_token(string name)
    {
        var tokens = Format(name).EncodePrompt([new(ChatMessage.User, "</s><s> </s")]);
        tokens.Count(id => id is 0 or 1 or 2).ShouldBe(1);
        Format(name).Tokenizer.Decode(tokens.AsSpan(1)).ShouldBe("[INST] </s><s> </s [/INST]");
    }

    private static ChatFormat Format(string name) => new(
        SentencePieceText.Fixture(name).WithNames(new TemplateTokens("<s>", "</s>")), ChatTemplate.Parse(Template));
}
