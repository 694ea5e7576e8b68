using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class References : IDisposable
{
    private readonly Workshop workshop = new();
    private readonly IReadOnlyList<EncodedPair> pairs = Mismatches.Add(RandomPairs.Draw(10), Workshop.Context);

    private string File => Path.Combine(workshop.Folder, "work", "reference.logprobs");

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void They_are_what_the_model_gives_to_each_answer_alone()
    {
        var model = workshop.Model();
        var found = Pass(model, "a", out _);

        foreach (var answer in found.SelectMany(pair => pair.Mismatched.Prepend(pair.Rejected).Prepend(pair.Chosen)))
        {
            using var alone = AnswerTerms.LogProbs(model, [answer]);
            answer.Reference!.Value.ShouldBe(alone.item<float>(), 1e-4);
        }

        found.Select(pair => pair.Chosen.Tokens).ShouldBe(pairs.Select(pair => pair.Chosen.Tokens));
    }

    [Fact]
    public void They_are_computed_once()
    {
        var model = workshop.Model();
        var first = Pass(model, "a", out var computed);
        computed.ShouldBe(40);
        var length = new FileInfo(File).Length;
        var second = Pass(model, "a", out var again);

        again.ShouldBe(0);
        new FileInfo(File).Length.ShouldBe(length);
        second.Select(pair => pair.Chosen.Reference).ShouldBe(first.Select(pair => pair.Chosen.Reference));
    }

    [Fact]
    public void Those_of_another_model_or_precision_are_others()
    {
        var model = workshop.Model();
        Pass(model, "a", out _);
        Pass(workshop.Model(seed: 2), "b", out var other);
        other.ShouldBe(40);
        model.ComputeType = ScalarType.BFloat16;
        Pass(model, "a", out var rounded);
        rounded.ShouldBe(40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(31)]
    public void A_run_that_was_killed_computes_what_is_missing(int torn)
    {
        var model = workshop.Model();
        var whole = Pass(model, "a", out _);
        using (var file = System.IO.File.OpenWrite(File)) file.SetLength(7 * 32 + torn);
        var again = Pass(model, "a", out var computed);

        computed.ShouldBe(33);
        again.Select(pair => pair.Rejected.Reference!.Value).ShouldBe(whole.Select(pair => pair.Rejected.Reference!.Value), 1e-4);
        Pass(model, "a", out var more);
        more.ShouldBe(0);
    }

    [Fact]
    public void A_damaged_record_counts_as_absent()
    {
        var model = workshop.Model();
        Pass(model, "a", out _);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var record = 0; record < 40; record += 4) bytes[record * 32 + record % 32] ^= 0x10;
        System.IO.File.WriteAllBytes(File, bytes);

        Pass(model, "a", out var computed);
        computed.ShouldBe(10);
    }

    [Fact]
    public void Stopping_keeps_what_was_computed()
    {
        using var cancellation = new CancellationTokenSource();
        using (var cache = new ReferenceCache(File))
        {
            var pass = new ReferencePass(workshop.Model(), "a", cache);
            Should.Throw<OperationCanceledException>(() => pass.Of(pairs, 8, new Cancelling(cancellation, after: 0.5), cancellation.Token));
        }

        using var left = new ReferenceCache(File);
        left.Count.ShouldBe(24);
    }

    private IReadOnlyList<EncodedPair> Pass(Modules.LanguageModel model, string fingerprint, out int computed)
    {
        using var cache = new ReferenceCache(File);
        var pass = new ReferencePass(model, fingerprint, cache);
        var found = pass.Of(pairs, batch: 8);
        computed = pass.Computed;
        return found;
    }

    private sealed class Cancelling(CancellationTokenSource source, double after) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value >= after) source.Cancel();
        }
    }
}
