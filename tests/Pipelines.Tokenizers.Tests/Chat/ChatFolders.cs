using System.Text.Json.Nodes;

namespace Pipelines.Tokenizers.Tests;

public sealed class ChatFolders
{
    private const string Simple = "{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}{% if add_generation_prompt %}<|im_start|>{% endif %}";

    [Theory]
    [InlineData("chatml")]
    [InlineData("llama3")]
    [InlineData("mistral")]
    [InlineData("alpaca")]
    [InlineData("zephyr")]
    public void What_is_saved_reads_back_to_the_same_tokens(string name)
    {
        using var folder = new TemporaryFolder();
        var format = new ChatFormat(ChatTokenizers.Learned, ChatTemplate.BuiltIn(name));
        format.Save(folder.Path);
        var read = ChatFormat.Load(folder.Path).ShouldNotBeNull();

        read.Template.Source.ShouldBe(format.Template.Source);
        read.Template.SpecialTokens.ShouldBe(format.Template.SpecialTokens);
        read.EndTokens.Order().ShouldBe(format.EndTokens.Order());
        read.Encode(Conversations.Plain).Tokens.ShouldBe(format.Encode(Conversations.Plain).Tokens);
        read.Encode(Conversations.Plain).Generated.ShouldBe(format.Encode(Conversations.Plain).Generated);
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["chat_template.jinja", "generation_config.json", "tokenizer.json", "tokenizer_config.json"]);
    }

    [Fact]
    public void Without_a_template_there_is_no_format()
    {
        using var folder = new TemporaryFolder();
        ChatTokenizers.Learned.Save(folder.File("tokenizer.json"));
        ChatFormat.Load(folder.Path).ShouldBeNull();
    }

    [Fact]
    public void Other_settings_stay_in_a_folder_and_go_along_to_another()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        ChatTokenizers.Learned.Save(folder.File("tokenizer.json"));
        File.WriteAllText(folder.File("tokenizer_config.json"),
            """{ "model_max_length": 4096, "eos_token": { "content": "<|im_end|>", "special": true }, "chat_template": "x{{ eos_token }}y", "ünicode": "<é>" }""");
        File.WriteAllText(folder.File("generation_config.json"), """{ "temperature": 0.6, "eos_token_id": [1, 2] }""");
        var format = ChatFormat.Load(folder.Path).ShouldNotBeNull();
        format.Save(other.Path);

        var config = JsonNode.Parse(File.ReadAllText(other.File("tokenizer_config.json")))!.AsObject();
        config.Select(member => member.Key).ShouldBe(["model_max_length", "eos_token", "ünicode", "tokenizer_class", "clean_up_tokenization_spaces"]);
        config["eos_token"]!["special"]!.GetValue<bool>().ShouldBeTrue("the token is the same, and stays as it was written");
        File.ReadAllText(other.File("tokenizer_config.json")).ShouldContain("\"<é>\"");
        File.ReadAllText(other.File("chat_template.jinja")).ShouldBe("x{{ eos_token }}y");

        format.Save(folder.Path);
        var generation = JsonNode.Parse(File.ReadAllText(folder.File("generation_config.json")))!;
        generation["temperature"]!.GetValue<double>().ShouldBe(0.6);
        generation["eos_token_id"]!.AsArray().Select(id => id!.GetValue<int>()).ShouldBe(format.EndTokens.Order());
        format.EndTokens.ShouldBeSubsetOf([1, 2, format.Tokenizer.TokenId("<|im_end|>")!.Value]);
    }

    [Fact]
    public void A_file_of_its_own_goes_before_the_setting_and_a_list_has_a_template_for_tools()
    {
        using var folder = new TemporaryFolder();
        ChatTokenizers.Learned.Save(folder.File("tokenizer.json"));
        File.WriteAllText(folder.File("tokenizer_config.json"),
            """{ "chat_template": [{ "name": "default", "template": "default{% if tools %} with tools{% endif %}" }, { "name": "tool_use", "template": "tools" }] }""");
        var format = ChatFormat.Load(folder.Path).ShouldNotBeNull();
        format.Tokenizer.Decode(format.EncodePrompt([new("user", "a")])).ShouldBe("default");
        format.Tokenizer.Decode(format.EncodePrompt([new("user", "a")], [Conversations.Weather])).ShouldBe("tools");

        using var other = new TemporaryFolder();
        format.Save(other.Path);
        var again = ChatFormat.Load(other.Path).ShouldNotBeNull();
        again.Tokenizer.Decode(again.EncodePrompt([new("user", "a")], [Conversations.Weather])).ShouldBe("tools");

        File.WriteAllText(folder.File("chat_template.jinja"), Simple);
        ChatFormat.Load(folder.Path)!.Template.Source.ShouldBe(Simple);
    }

    [Fact]
    public void An_older_file_is_read_where_there_is_no_other()
    {
        using var folder = new TemporaryFolder();
        ChatTokenizers.Learned.Save(folder.File("tokenizer.json"));
        File.WriteAllText(folder.File("chat_template.json"), """{ "chat_template": "older" }""");
        ChatFormat.Load(folder.Path)!.Template.Source.ShouldBe("older");
    }

    [Fact]
    public void The_tokens_that_end_an_answer_are_those_of_every_file()
    {
        using var folder = new TemporaryFolder();
        ChatTokenizers.With("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<a>", "<b>").Save(folder.File("tokenizer.json"));
        File.WriteAllText(folder.File("tokenizer_config.json"), """{ "eos_token": "<a>" }""");
        File.WriteAllText(folder.File("chat_template.jinja"), Simple);
        ChatFormat.Load(folder.Path)!.EndTokens.Order().ShouldBe([258, 259]);
        File.WriteAllText(folder.File("generation_config.json"), """{ "eos_token_id": 260 }""");
        ChatFormat.Load(folder.Path)!.EndTokens.Order().ShouldBe([258, 259, 260]);
        File.WriteAllText(folder.File("generation_config.json"), """{ "eos_token_id": [256, 260, 99999] }""");
        ChatFormat.Load(folder.Path)!.EndTokens.Order().ToArray().ShouldBe([256, 258, 259, 260], "an id beyond the vocabulary is never written");
    }

    [Theory]
    [InlineData("tokenizer_config.json", "{", "tokenizer_config.json: not readable")]
    [InlineData("tokenizer_config.json", "[]", "tokenizer_config.json: it is no JSON object")]
    [InlineData("tokenizer_config.json", """{ "chat_template": 5 }""", "tokenizer_config.json: chat_template is 5; a string was expected")]
    [InlineData("tokenizer_config.json", """{ "chat_template": [{ "name": "default" }] }""", "chat_template[0] has no 'template'")]
    [InlineData("generation_config.json", """{ "eos_token_id": "x" }""", "generation_config.json: eos_token_id is \"x\"; an id was expected")]
    public void A_damaged_file_is_named(string name, string content, string message)
    {
        using var folder = new TemporaryFolder();
        ChatTokenizers.Learned.Save(folder.File("tokenizer.json"));
        if (name == "generation_config.json") File.WriteAllText(folder.File("chat_template.jinja"), Simple);
        File.WriteAllText(folder.File(name), content);
        Should.Throw<TokenizerFormatException>(() => ChatFormat.Load(folder.Path)).Message.ShouldContain(message);
    }

    [Fact]
    public void A_template_that_cannot_be_read_is_named_with_its_line()
    {
        using var folder = new TemporaryFolder();
        ChatTokenizers.Learned.Save(folder.File("tokenizer.json"));
        File.WriteAllText(folder.File("chat_template.jinja"), "a\n{{ x | uper }}");
        Should.Throw<ChatTemplateException>(() => ChatFormat.Load(folder.Path))
            .Message.ShouldBe($"{folder.File("chat_template.jinja")}(2): there is no filter 'uper'; did you mean 'upper'?");
    }
}
