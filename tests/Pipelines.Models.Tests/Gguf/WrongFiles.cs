using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>A valid GGUF file that describes no model, or another than its tensors are, ends in one error that names the place.</summary>
public sealed class WrongFiles : IDisposable
{
    private readonly ConfigFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("general.architecture", "lama", "'lama' is not an architecture that is known here", "did you mean 'llama'?")]
    [InlineData("general.type", "adapter", "'adapter' is no model by itself")]
    [InlineData("llama.rope.scaling.type", "longrope", "'longrope' is not supported: none, linear, yarn")]
    public void A_word_that_is_none(string key, string word, params string[] said) =>
        Refused(metadata => metadata.Set(key, word), [key, .. said]);

    [Theory]
    [InlineData("llama.block_count", 0, "0 is not a whole number from 1 to 1024")]
    [InlineData("llama.block_count", 1000, "block_count: is 1000, and the file has")]
    [InlineData("llama.attention.head_count", 5, "do not divide the 5 heads")]
    [InlineData("llama.attention.head_count_kv", 3, "3 do not divide the 4 heads")]
    [InlineData("llama.attention.value_length", 8, "heads of two widths are not supported")]
    [InlineData("llama.rope.dimension_count", 17, "17 of 16 channels cannot turn in pairs")]
    [InlineData("llama.expert_count", 4_000, "is missing")]
    [InlineData("llama.context_length", 4_000_000_000, "4000000000 is not a whole number")]
    [InlineData("split.count", 3, "the model lies in 3 files")]
    public void A_number_that_cannot_be(string key, long number, string said) => Refused(metadata => metadata.Set(key, number), [said]);

    [Fact]
    public void Keys_that_are_missing_or_of_another_type()
    {
        const string epsilon = "llama.attention.layer_norm_rms_epsilon";
        Refused(metadata => metadata.Set(epsilon, "small"), [epsilon, "a number"]);
        Refused(metadata => metadata.Set(epsilon, -1.0), [epsilon, "is not a number above 0"]);
        Refused(metadata => metadata.Set("llama.embedding_length", [64, 64]), ["llama.embedding_length"]);
        Refused(metadata => metadata.Set("general.architecture", "qwen2"), ["qwen2.", "is missing"]);
    }

    [Fact]
    public void Tensors_that_are_not_the_model_s_are_a_table()
    {
        Rewrite(_ => { }, part => part.Name switch
        {
            "blk.0.attn_k.weight" => null,
            "blk.1.ffn_up.weight" => part with { Shape = [part.Shape[1], part.Shape[0]] },
            "blk.2.ffn_norm.weight" => part with { Name = "blk.2.ffn_rule.weight" },
            _ => part,
        });
        using var file = GgufModel.Open(files["other.gguf"]);
        var message = Should.Throw<WeightsException>(() => file.LoadModel()).Message;
        message.ShouldContain("missing    blk.0.attn_k.weight");
        message.ShouldContain("misshapen  blk.1.ffn_up.weight");
        message.ShouldContain("extra      blk.2.ffn_rule.weight");
    }

    [Fact]
    public void Whatever_one_key_says_a_file_is_refused_or_read()
    {
        var random = new Random(5);
        Write();
        using var original = GgufFile.Open(files["model.gguf"]);
        foreach (var key in original.Metadata.Keys.Where(key => key.StartsWith("llama.")))
        {
            for (var round = 0; round < 12; round++)
            {
                object value = round switch
                {
                    0 => "word",
                    1 => true,
                    2 => double.NaN,
                    3 => -1e30,
                    4 => new[] { 1, 2, 3 },
                    5 => 0L,
                    6 => (long)uint.MaxValue,
                    _ => (long)random.Next(1, 1 << random.Next(1, 31)),
                };
                Rewrite(metadata => Set(metadata, key, value));
                try
                {
                    using var file = GgufModel.Open(files["other.gguf"]);
                    file.LoadModel().Dispose();
                }
                catch (Exception e) when (e is GgufException or WeightsException)
                {
                    e.Message.ShouldContain("other.gguf");
                }
            }
        }
    }

    private static void Set(GgufMetadata metadata, string key, object value)
    {
        switch (value)
        {
            case string text: metadata.Set(key, text); break;
            case bool flag: metadata.Set(key, flag); break;
            case double number: metadata.Set(key, number); break;
            case int[] numbers: metadata.Set(key, numbers); break;
            case long number: metadata.Set(key, number); break;
        }
    }

    private void Refused(Action<GgufMetadata> change, string[] said)
    {
        Rewrite(change);
        var message = Should.Throw<GgufException>(() => GgufModel.Open(files["other.gguf"])).Message;
        foreach (var part in said) message.ShouldContain(part);
    }

    private void Rewrite(Action<GgufMetadata> change, Func<GgufPart, GgufPart?>? part = null)
    {
        Write();
        using var file = GgufFile.Open(files["model.gguf"]);
        var metadata = new GgufMetadata();
        foreach (var key in file.Metadata.Keys) metadata.Set(key, file.Metadata.Find(key)!);
        change(metadata);
        var parts = file.Tensors.Select(
            tensor => new GgufPart(tensor.Name, tensor.Type, tensor.Shape, stream => stream.Write(file.Bytes(tensor))));
        GgufWriter.Write(files["other.gguf"], metadata, [.. parts.Select(one => part is null ? one : part(one)).OfType<GgufPart>()]);
    }

    private void Write()
    {
        if (File.Exists(files["model.gguf"])) return;
        var spec = GgufSamples.Spec("llama");
        using var model = GgufSamples.Build(spec);
        GgufModel.Write(files["model.gguf"], model, spec, null, QuantizationType.F32);
    }
}
