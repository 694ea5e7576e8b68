using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Normalizers;
using Pipelines.Tokenizers.Tests;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>What is put into the metadata comes out of it; what cannot be put there is said.</summary>
public sealed class TokenizerRoundTrips
{
    private static readonly Lazy<Tokenizer> Llama3 = new(() => Trained("llama3"));

    private readonly GgufMetadata metadata = new();

    [Theory]
    [InlineData("gpt2", false)]
    [InlineData("llama3", true)]
    [InlineData("llama3", false)]
    [InlineData("qwen2", false)]
    public void A_tokenizer_is_the_same_after_it(string splitter, bool ignoreMerges)
    {
        var trained = Trained(splitter);
        var tokenizer = new Tokenizer(trained.Definition with
        {
            Model = new BpeModel(trained.Merges) { IgnoreMerges = ignoreMerges },
            TemplatePrefix = [trained.TokenId("<|begin|>")!.Value],
            TemplateSuffix = [trained.EndOfText!.Value],
            AddedTokens = [.. trained.AddedTokens.Select(token => token with { Special = token.Content != "<think>" })],
        });
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, tokenizer.VocabSize).ShouldBeEmpty();
        GgufTokenizer.Read(metadata).ToJson().ShouldBe(tokenizer.ToJson());
    }

    [Fact]
    public void Names_of_tokens_and_the_chat_template_come_back_and_go_into_a_folder()
    {
        var tokenizer = Trained("llama3").WithNames(new TemplateTokens(Bos: "<|begin|>", Pad: "<|pad|>"));
        const string source = "{{ bos_token }}{% for message in messages %}<|im_start|>{{ message.content }}<|im_end|>{% endfor %}";
        var chat = new ChatFormat(tokenizer, ChatTemplate.Parse(source), ChatTemplate.Parse("tools: " + source), [5]);
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat, tokenizer.VocabSize).ShouldBeEmpty();

        var read = GgufTokenizer.Read(metadata);
        read.Names.ShouldBe(new TemplateTokens("<|begin|>", "<|endoftext|>", "<|pad|>"));
        var readChat = GgufTokenizer.ReadChat(metadata, read).ShouldNotBeNull();
        (readChat.Template.Source, readChat.ToolTemplate!.Source).ShouldBe((source, "tools: " + source));
        readChat.EncodePrompt([new("user", "value")]).ShouldBe(chat.EncodePrompt([new("user", "value")]));

        var folder = Directory.CreateTempSubdirectory("pipelines-gguf-").FullName;
        readChat.Save(folder);
        ChatFormat.Load(folder)!.EncodePrompt([new("user", "value")]).ShouldBe(chat.EncodePrompt([new("user", "value")]));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Tokens_that_only_the_model_names_are_written()
    {
        var trained = Trained("gpt2");
        var tokenizer = new Tokenizer(trained.Definition with { EndOfText = null });
        var tokens = new TokenIds(Bos: 3, Eos: new([4, 5]), Pad: 6);
        GgufTokenizer.Write(metadata, tokenizer, tokens, chat: null, tokenizer.VocabSize).ShouldBeEmpty();
        GgufTokenizer.ReadTokens(metadata).ShouldBe(new TokenIds(3, new([4]), 6));
        metadata.Flag("tokenizer.ggml.add_bos_token").ShouldBeFalse();
    }

    [Fact]
    public void Rows_beyond_the_tokens_are_filled_with_unused_ones()
    {
        var tokenizer = Trained("gpt2");
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, tokenizer.VocabSize + 2).ShouldBeEmpty();
        metadata.Texts("tokenizer.ggml.tokens")[^1].ShouldBe($"[PAD{tokenizer.VocabSize + 1}]");
        metadata.Integers("tokenizer.ggml.token_type")[^1].ShouldBe(5);
        var read = GgufTokenizer.Read(metadata);
        read.VocabSize.ShouldBe(tokenizer.VocabSize + 2);
        read.Encode("[PAD").ShouldBe(tokenizer.Encode("[PAD"));
        Should.Throw<TokenizerFormatException>(() => GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, null, 10)).Message
            .ShouldBe($"the tokenizer has {tokenizer.VocabSize} tokens; the embedding has 10 rows");
    }

    [Fact]
    public void What_the_format_cannot_say_is_noted()
    {
        var trained = Trained("llama3").Definition;
        var end = trained.EndOfText!.Value;
        Notes(trained with { TemplatePrefix = [end, end] }).ShouldHaveSingleItem().ShouldContain("other tokens around it");
        Notes(trained with { TemplateSuffix = [end + 1] }).ShouldHaveSingleItem().ShouldContain("other tokens around it");
        Notes(trained with { Normalizer = new Nfc() }).ShouldHaveSingleItem().ShouldContain("another form first (NFC)");
        Notes(trained with { EndOfText = null }).ShouldHaveSingleItem().ShouldContain("no token ends a text");
        Notes(trained with { AddedTokens = [.. trained.AddedTokens.Select((token, i) => token with { LeftStrip = i == 0 })] })
            .ShouldHaveSingleItem().ShouldContain("'<|endoftext|>'");
        Notes(trained, "{{ bos_token }}").ShouldHaveSingleItem().ShouldContain("no token begins a text");
        Notes(trained, "{{ eos_token }}").ShouldBeEmpty();

        IReadOnlyList<string> Notes(TokenizerDefinition definition, string? template = null)
        {
            var tokenizer = new Tokenizer(definition);
            var chat = template is null ? null : new ChatFormat(tokenizer, ChatTemplate.Parse(template));
            return GgufTokenizer.Write(new GgufMetadata(), tokenizer, TokenIds.None, chat, tokenizer.VocabSize);
        }
    }

    [Fact]
    public void Whole_words_first_has_no_name_beside_Qwens_pattern_unless_merging_comes_to_the_same()
    {
        var gpt2 = SampleTokenizers.WithAdded(new AddedToken(256, "<|endoftext|>")).Definition;
        var bytes = new TokenizerDefinition(gpt2.Spellings, [], Splitter.Qwen2)
        {
            Model = new BpeModel([]) { IgnoreMerges = true },
            AddedTokens = gpt2.AddedTokens,
        };
        GgufTokenizer.Write(metadata, new Tokenizer(bytes), TokenIds.None, chat: null, 257);
        metadata.Text("tokenizer.ggml.pre").ShouldBe("qwen2");

        var unreachable = new Tokenizer(bytes with { Spellings = [.. bytes.Spellings, "word"] });
        Should.Throw<TokenizerFormatException>(() => GgufTokenizer.Write(metadata, unreachable, TokenIds.None, chat: null, 258))
            .Message.ShouldContain("GGUF has no name");
    }

    [Fact]
    public void Two_tokens_with_one_text_are_refused()
    {
        var definition = SampleTokenizers.WithAdded(new AddedToken(256, "a")).Definition;
        var tokenizer = new Tokenizer(definition);
        Should.Throw<TokenizerFormatException>(() => GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, 257)).Message
            .ShouldContain("are both 'a'");
    }

    [Theory]
    [InlineData("tokenizer.ggml.model", "rwkv", "is 'rwkv'; read are gpt2, llama, bert, t5")]
    [InlineData("tokenizer.ggml.pre", "kimi-k2", "is 'kimi-k2'; read are gpt-2")]
    [InlineData("tokenizer.ggml.tokens", "text", "expected an array of strings")]
    [InlineData("tokenizer.ggml.eos_token_id", "text", "expected a whole number")]
    [InlineData("tokenizer.ggml.add_bos_token", "text", "expected true or false")]
    public void A_value_that_is_not_read_is_named(string key, string value, string problem)
    {
        Write();
        metadata.Set(key, value);
        var error = Should.Throw<GgufException>(() => GgufTokenizer.Read(metadata));
        error.Place.ShouldBe(key);
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void Parts_that_do_not_fit_together_are_named()
    {
        const string eos = "tokenizer.ggml.eos_token_id", merges = "tokenizer.ggml.merges";
        const string types = "tokenizer.ggml.token_type", tokens = "tokenizer.ggml.tokens";
        Refused(eos, "there are", () => metadata.Set(eos, 99_999));
        Refused(merges, "merge 1 is 'ab'", () => metadata.Set(merges, ["a b", "ab"]));
        Refused(merges, "merge 0 is 'a nothing'", () => metadata.Set(merges, ["a nothing"]));
        Refused(merges, "merge 0 is ''", () => metadata.Set(merges, [""]));
        Refused(types, "has 1 items", () => metadata.Set(types, [1]));
        Refused(tokens, "there twice", () => metadata.Set(tokens, metadata.Texts(tokens).Select(_ => "a")));
        Refused(tokens, "the token 7 is empty", () =>
            metadata.Set(tokens, metadata.Texts(tokens).Select((token, i) => i == 7 ? "" : token)));
        Refused("tokenizer.ggml", "no token for the byte", () =>
        {
            metadata.Set(tokens, ["a"]);
            metadata.Set(types, [1]);
            metadata.Set(merges, (string[])[]);
            metadata.Set(eos, 0);
        });

        void Refused(string place, string problem, Action change)
        {
            Write();
            change();
            var error = Should.Throw<GgufException>(() => GgufTokenizer.Read(metadata));
            error.Place.ShouldBe(place);
            error.Message.ShouldContain(problem);
        }
    }

    [Fact]
    public void Of_two_merges_of_one_pair_the_one_that_counts_is_written_and_the_first_is_read()
    {
        var definition = SampleTokenizers.WithAdded().Definition;
        int Id(char letter) => definition.Spellings.ToList().IndexOf(letter.ToString());
        Merge early = new(Id('a'), Id('b')), late = new(Id('b'), Id('c'));
        var tokenizer = new Tokenizer(new([.. definition.Spellings, "ab", "bc"], [early, late, early], Splitter.Gpt2));
        tokenizer.Encode("abc").ShouldBe([Id('a'), 257]);

        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, 258);
        metadata.Texts("tokenizer.ggml.merges").ShouldBe(["b c", "a b"]);
        GgufTokenizer.Read(metadata).Encode("abc").ShouldBe([Id('a'), 257]);
        metadata.Set("tokenizer.ggml.merges", ["b c", "a b", "b c"]);
        GgufTokenizer.Read(metadata).Encode("abc").ShouldBe([Id('a'), 257]);
    }

    [Fact]
    public void Whatever_is_changed_in_the_metadata_either_reads_or_throws_the_documented_exception()
    {
        var random = new Random(5);
        int read = 0, refused = 0;
        for (var round = 0; round < 200; round++)
        {
            Write();
            var (tokens, types) = (metadata.Texts("tokenizer.ggml.tokens").ToList(), metadata.Integers("tokenizer.ggml.token_type").ToList());
            var merges = metadata.Texts("tokenizer.ggml.merges").ToList();
            for (var edit = random.Next(1, 4); edit > 0; edit--)
                switch (random.Next(6))
                {
                    case 0: tokens[random.Next(tokens.Count)] = RandomText.Next(random, RandomText.AllPlanes, random.Next(4)); break;
                    case 1: (tokens[3], tokens[random.Next(tokens.Count)]) = (tokens[random.Next(tokens.Count)], tokens[3]); break;
                    case 2: types[random.Next(types.Count)] = random.Next(-2, 9); break;
                    case 3: merges[random.Next(merges.Count)] = RandomText.Next(random, RandomText.AllPlanes, random.Next(4)); break;
                    case 4: merges.Reverse(); break;
                    default: metadata.Set("tokenizer.ggml.eos_token_id", random.Next(2 * tokens.Count)); break;
                }
            metadata.Set("tokenizer.ggml.tokens", tokens);
            metadata.Set("tokenizer.ggml.token_type", types.Select(type => (int)type));
            metadata.Set("tokenizer.ggml.merges", merges);
            try
            {
                _ = GgufTokenizer.Read(metadata).Encode("the string returns\n");
                read++;
            }
            catch (GgufException)
            {
                refused++;
            }
        }
        read.ShouldBeGreaterThan(20);
        refused.ShouldBeGreaterThan(20);
    }

    private void Write()
    {
        var tokenizer = Llama3.Value;
        GgufTokenizer.Write(metadata, tokenizer, TokenIds.None, chat: null, tokenizer.VocabSize).ShouldBeEmpty();
    }

    private static Tokenizer Trained(string splitter) => SampleTokenizers.Train(
        ((Splitter[])[Splitter.Gpt2, Splitter.Llama3, Splitter.Qwen2]).Single(one => one.Name == splitter),
        "<|endoftext|>", "<|begin|>", "<|im_start|>", "<|im_end|>", "<|pad|>", "<think>");
}
