using Pipelines.Families.Tests;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Serving.Tests.Embeddings;

/// <summary>Vectors of texts: pooled, cut and of length one.</summary>
public sealed class TextEmbedders
{
    [Theory]
    [InlineData("bert", Pooling.Mean)]
    [InlineData("bert", Pooling.Cls)]
    [InlineData("llama", Pooling.Mean)]
    [InlineData("llama", Pooling.Last)]
    [InlineData("gpt2", Pooling.Last)]
    [InlineData("jamba", Pooling.Last)]
    public async Task A_vector_among_others_is_the_pooled_hidden_states_of_its_text(string family, Pooling pooling)
    {
        using var model = FamilyPage.BuildRough(family);
        var texts = Texts([40, 3, 90, 1, 17, 90, 64]);
        using var embedder = new TextEmbedder(model, ByteText.Model, pooling, batchTokens: 200);

        var vectors = await embedder.Embed(texts);
        var cut = await embedder.Embed(texts[..3], dimensions: 16);

        for (var i = 0; i < texts.Length; i++) Near(vectors[i], Expected(model, texts[i], pooling, model.Shape.Dim));
        for (var i = 0; i < 3; i++) Near(cut[i], Expected(model, texts[i], pooling, 16));
    }

    [Fact]
    public async Task Requests_of_many_threads_get_their_own_vectors_while_the_model_writes()
    {
        using var model = (Modules.Decoder)FamilyPage.BuildRough("llama");
        var texts = Texts([.. Enumerable.Range(1, 24)]);
        using var embedder = new TextEmbedder(model, ByteText.Model, Pooling.Last);
        using var decoder = new TorchDecoder(model);
        decoder.Reserve(blocks: 32, slots: 0);
        var writing = Task.Run(() => Decoders.BusySteps.Greedy(decoder, Texts([5, 30]), count: 20));

        var answers = texts.AsParallel().AsOrdered().Select(text => embedder.Embed([text])).ToArray();

        for (var i = 0; i < texts.Length; i++)
            Near((await answers[i]).ShouldHaveSingleItem(), Expected(model, texts[i], Pooling.Last, model.Shape.Dim));
        (await writing)[1].Length.ShouldBe(20);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_by_the_requests_own_names()
    {
        using var model = FamilyPage.Build("bert");
        using var embedder = new TextEmbedder(model, ByteText.Model);
        (await embedder.Embed([])).ShouldBeEmpty();

        Refusal(() => embedder.Embed([[1], []])).ShouldBe(("input[1]", "the text has 0 tokens; this model reads from 1 to 128"));
        Refusal(() => embedder.Embed([new int[129]])).ShouldBe(("input", "the text has 129 tokens; this model reads from 1 to 128"));
        Refusal(() => embedder.Embed([[1, 512]])).ShouldBe(("input", "512 is no token: the vocabulary has 512"));
        Refusal(() => embedder.Embed([[1]], dimensions: 129)).Field.ShouldBe("dimensions");
        await Should.ThrowAsync<OperationCanceledException>(() => embedder.Embed([[1]], cancellation: new CancellationToken(canceled: true)));

        static (string Field, string Message) Refusal(Func<Task> embed)
        {
            var refused = Should.Throw<RequestException>(() => { _ = embed(); });
            return (refused.Field, refused.Message);
        }
    }

    [Fact]
    public void What_looks_like_a_special_token_is_text()
    {
        using var model = FamilyPage.Build("bert");
        using var embedder = new TextEmbedder(model, ByteText.Model);
        embedder.Tokens("<|end|>").Length.ShouldBe("<|end|>".Length);
    }

    private static int[][] Texts(int[] lengths)
    {
        var random = new Random(6);
        return [.. lengths.Select(length => Enumerable.Range(0, length).Select(_ => random.Next(FamilyPage.Vocab)).ToArray())];
    }

    private static void Near(float[] vector, double[] expected)
    {
        vector.Length.ShouldBe(expected.Length);
        for (var i = 0; i < vector.Length; i++) ((double)vector[i]).ShouldBe(expected[i], 2e-6);
    }

    /// <summary>By hand: hidden states of the text alone, pooled, cut and divided by their length.</summary>
    private static double[] Expected(LanguageModel model, int[] text, Pooling pooling, int dimensions)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var hidden = model.hidden(tensor(Array.ConvertAll(text, token => (long)token), [1, text.Length])).data<float>().ToArray();
        var rows = hidden.Chunk(model.Shape.Dim).ToArray();
        var whole = pooling switch
        {
            Pooling.Cls => rows[0].Select(value => (double)value),
            Pooling.Last => rows[^1].Select(value => (double)value),
            _ => Enumerable.Range(0, model.Shape.Dim).Select(i => rows.Average(row => (double)row[i])),
        };
        var cut = whole.Take(dimensions).ToArray();
        var length = Math.Sqrt(cut.Sum(value => value * value));
        return [.. cut.Select(value => value / length)];
    }
}
