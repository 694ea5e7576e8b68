using Pipelines.Data;

namespace Pipelines.Training.Tests;

public sealed class HiddenTokens : IDisposable
{
    private const int Mask = 1;

    private readonly Workshop workshop = new();
    private readonly TokenFile file;

    public HiddenTokens() => file = workshop.Noise(64 * Workshop.Context + 1);

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void Of_every_row_fifteen_percent_are_asked_for_and_the_rest_stays()
    {
        var batch = Batch(rows: 60);
        var hidden = new Masking(file, Mask, seed: 3).Hide(batch, first: 0);
        for (var row = 0; row < 60; row++)
        {
            var places = Enumerable.Range(row * Workshop.Context, Workshop.Context).ToArray();
            var words = places.Count(place => batch.Inputs[place] != 0);    // token 0 ends documents
            places.Count(place => hidden.Targets[place] != TokenBatch.Ignored).ShouldBe(Math.Max(1, (int)Math.Round(0.15 * words)));
            foreach (var place in places)
                if (hidden.Targets[place] == TokenBatch.Ignored) hidden.Inputs[place].ShouldBe(batch.Inputs[place]);
                else hidden.Targets[place].ShouldBe(batch.Inputs[place]);
        }
        hidden.TargetCount.ShouldBe(hidden.Targets.Count(target => target != TokenBatch.Ignored));
        hidden.TargetBytes.ShouldBe(hidden.TargetCount);    // a token stands for one byte here
        hidden.Targets.ShouldNotContain(0);
        hidden.Segments.ShouldBeNull();
    }

    [Fact]
    public void Eight_of_ten_are_masked_one_is_random_and_one_is_kept()
    {
        var masking = new Masking(file, Mask, seed: 4);
        var (asked, masked, kept, places) = (0.0, 0, 0, new int[Workshop.Context]);
        for (var round = 0; round < 100; round++)
        {
            var hidden = masking.Hide(Batch(rows: 60), first: 60 * round);
            for (var i = 0; i < hidden.Inputs.Length; i++)
            {
                if (hidden.Targets[i] == TokenBatch.Ignored) continue;
                asked++;
                places[i % Workshop.Context]++;
                if (hidden.Inputs[i] == Mask) masked++;
                else if (hidden.Inputs[i] == hidden.Targets[i]) kept++;
                else hidden.Inputs[i].ShouldBeInRange(1, Workshop.Vocab - 1);
            }
        }
        // The mask is a word here too, and so is what was hidden: one of 39 random or kept tokens is it by chance.
        (masked / asked).ShouldBe(0.8 + 0.2 / 39, 0.01);
        (kept / asked).ShouldBe(0.1 * (1 - 1 / 39.0) * (1 + 1 / 39.0), 0.01);
        foreach (var count in places) (count / asked).ShouldBe(1.0 / Workshop.Context, 0.01);
    }

    [Fact]
    public void What_is_hidden_is_a_function_of_the_seed_and_the_row()
    {
        var whole = new Masking(file, Mask, seed: 5).Hide(Batch(rows: 4), first: 8);
        var again = new Masking(file, Mask, seed: 5).Hide(Batch(rows: 4), first: 8);
        again.Inputs.ShouldBe(whole.Inputs);
        again.Targets.ShouldBe(whole.Targets);
        new Masking(file, Mask, seed: 5).Hide(Batch(rows: 4), first: 12).Targets.ShouldNotBe(whole.Targets);
        new Masking(file, Mask, seed: 6).Hide(Batch(rows: 4), first: 8).Targets.ShouldNotBe(whole.Targets);

        var last = new Masking(file, Mask, seed: 5).Hide(Batch(rows: 1, from: 3), first: 11);
        last.Inputs.ShouldBe(whole.Inputs[(3 * Workshop.Context)..]);
    }

    [Fact]
    public void Padding_is_never_asked_for_and_is_a_segment_of_its_own()
    {
        var windows = new OrderedWindows(workshop.Noise(3 * Workshop.Context + 6), Workshop.Context, 4);
        var hidden = new Masking(file, Mask, seed: 7).Hide(windows.Get(0), first: 0);
        for (var place = 0; place < hidden.Inputs.Length; place++)
        {
            var padding = place >= 3 * Workshop.Context + 5;
            hidden.Segments![place].ShouldBe(padding ? 0 : 1);
            if (padding) hidden.Targets[place].ShouldBe(TokenBatch.Ignored);
        }
    }

    [Fact]
    public void A_mask_beyond_the_vocabulary_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Masking(file, Workshop.Vocab, seed: 1));

    private TokenBatch Batch(int rows, int from = 0)
    {
        var batch = new OrderedWindows(file, Workshop.Context, 64).Get(0);
        var range = (from * Workshop.Context)..((from + rows) * Workshop.Context);
        return new TokenBatch(rows, Workshop.Context, batch.Inputs[range], batch.Targets[range], rows * Workshop.Context, 0);
    }
}
