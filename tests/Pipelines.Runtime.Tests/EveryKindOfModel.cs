using System.Text.Json;
using Pipelines.Decoding;
using Pipelines.Serving;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;
using TorchSharp;

namespace Pipelines.Runtime.Tests;

[Collection(nameof(Tensors))]
public sealed class EveryKindOfModel : IDisposable
{
    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task An_encoder_is_measured_by_the_tokens_that_were_hidden()
    {
        var outcome = await project.RunAsync(new MixedPipeline(), "filled");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("on hidden tokens");
        outcome.Out.ShouldContain("nats a hidden token · untrained");
        outcome.Out.ShouldContain("the trigram is left out");

        var trained = Metrics("fill");
        trained.Keys.ShouldContain("validation/masked_perplexity");
        trained.Keys.ShouldNotContain("validation/perplexity");
        trained.Keys.ShouldNotContain("validation/bits_per_byte");
        var evaluated = Metrics("filled");
        evaluated["validation/loss"].ShouldBe(trained["validation/loss"], 0.5, "the same text, in other batches");
        evaluated["validation/loss"].ShouldBeLessThan(0.9 * evaluated["untrained/validation/loss"], "it has learned something");

        var report = Directory.GetFiles(project.Workspace.Artifacts, "report.json", SearchOption.AllDirectories).ShouldHaveSingleItem();
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        foreach (var row in json.RootElement.GetProperty("predictors").EnumerateArray())
        {
            row.TryGetProperty("bits_per_byte", out _).ShouldBeFalse();
            row.GetProperty("masked_perplexity").GetDouble().ShouldBeGreaterThan(1);
        }
    }

    [Fact]
    public async Task Experts_are_measured_by_their_loads()
    {
        var outcome = await project.RunAsync(new MixedPipeline(), "continued");
        outcome.Code.ShouldBe(0, outcome.Error);
        var metrics = Metrics("route");
        Enumerable.Range(0, 4).Sum(expert => metrics[$"moe/layers.1/expert.{expert}"]).ShouldBe(4 * 32 * 2);
        metrics["moe/layers.1/max_load"].ShouldBeInRange(1, 2);
        metrics["moe/auxiliary_loss"].ShouldBeInRange(0.015, 0.04);
    }

    [Fact]
    public void A_block_of_ones_own_has_the_weights_that_it_says_and_decodes_as_it_reads()
    {
        using var model = new Routed(new Routed.Options(Vocab: 320));
        model.eval();
        model.modules().OfType<TokenShift>().ShouldHaveSingleItem().parameters().Sum(weight => weight.numel()).ShouldBe(32 * 32);

        using var untracked = torch.no_grad();
        using var ids = torch.randint(320, [1, 9]);
        using var whole = model.call(ids);
        using var state = model.NewState(batch: 1);
        for (var i = 0; i < 9; i++)
        {
            using var next = ids.narrow(1, i, 1);
            using var logits = model.decode(next, state);
            using var expected = whole.select(1, i);
            logits.allclose(expected, 1e-4, 1e-5).ShouldBeTrue($"after {i + 1} tokens");
        }
    }

    [Fact]
    public void A_block_of_ones_own_is_served_beside_other_sequences()
    {
        using var model = new Routed(new Routed.Options(Vocab: 320));
        using var decoder = new TorchDecoder(model, blockTokens: 4);
        decoder.Memory.SlotBytes.ShouldBeGreaterThan(2 * 32 * sizeof(float), "its last tokens, and the state space's own");
        decoder.Reserve(blocks: 8, slots: 3);
        int[][] texts = [[.. Enumerable.Range(7, 12)], [.. Enumerable.Range(90, 7)]];
        Read([new Chunk(texts[0].AsMemory(0, 5), 0, new[] { 6, 1 }, 2, 1), new Chunk(texts[1].AsMemory(0, 6), 0, new[] { 0, 3 }, 0, 2)],
            (0, 5), (1, 5), (1, 6));
        decoder.CopySlot(2, 1);
        decoder.CopyBlock(1, 7);
        Read([new Chunk(texts[1].AsMemory(6, 1), 6, new[] { 0, 3 }, 0, 1), new Chunk(texts[0].AsMemory(5, 1), 5, new[] { 6, 1 }, 2, 1)],
            (1, 7), (0, 6));
        Read([new Chunk(texts[0].AsMemory(5, 7), 5, new[] { 6, 7, 4 }, 1, 7)], [.. Enumerable.Range(6, 7).Select(length => (0, length))]);

        // The logits of a chunk's last places are those of the text so far.
        void Read(Chunk[] chunks, params (int Text, int Length)[] expected)
        {
            var logits = new float[expected.Length * decoder.Vocab];
            decoder.Step(chunks, logits);
            using var untracked = torch.no_grad();
            for (var row = 0; row < expected.Length; row++)
            {
                var (text, length) = expected[row];
                using var ids = torch.tensor([.. texts[text].Take(length).Select(token => (long)token)], [1, length]);
                using var whole = model.call(ids).select(1, -1);
                using var read = torch.tensor(logits[(row * decoder.Vocab)..((row + 1) * decoder.Vocab)], [1, decoder.Vocab]);
                read.allclose(whole, 1e-4, 1e-5).ShouldBeTrue($"text {text} after {length} tokens");
            }
        }
    }

    [Fact]
    public void The_build_and_the_tokenizer_spell_a_mask_alike()
    {
        foreach (var spelling in BpeSpec.Masks)
            BpeTrainer.Train(["a"], new BpeTrainerOptions { VocabSize = 258, SpecialTokens = ["<|endoftext|>", spelling] }).Mask.ShouldBe(1);
    }

    private Dictionary<string, double> Metrics(string stage)
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Find(store.Runs().Single(run => run.Name == stage).Id)!.Metrics
            .ToDictionary(metric => metric.Key, metric => metric.Value.Value);
    }
}
