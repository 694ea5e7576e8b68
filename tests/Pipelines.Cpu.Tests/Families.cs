using Pipelines.Families.Tests;

namespace Pipelines.Cpu.Tests;

/// <summary>The decoders of every family's page.</summary>
public sealed class Families
{
    public static TheoryData<string> Decoders => FamilyPage.Decoders;

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Give_the_logits_of_the_model(string family)
    {
        var spec = FamilyPage.Read(family);
        using var model = TestModels.Build(spec);
        using var reader = new Reader(CpuDecoder.Of(spec, model));
        var sequence = reader.Begin(TestModels.Tokens(model.Shape.Context, seed: 1));
        reader.Step((sequence, sequence.Tokens.Length));
        sequence.Logits.ShouldBeWithin(model.LogitsOf(sequence.Tokens), 1e-5, family);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Give_the_same_bits_in_any_cuts_and_company(string family)
    {
        var spec = FamilyPage.Read(family);
        using var model = TestModels.Build(spec);
        using var alone = new Reader(CpuDecoder.Of(spec, model, threads: 1));
        using var busy = new Reader(CpuDecoder.Of(spec, model, threads: 3));
        int[] lengths = [model.Shape.Context, 3, 61, 17];
        var expected = lengths.Select((length, i) => alone.Begin(TestModels.Tokens(length, i))).ToArray();
        foreach (var sequence in expected) alone.Step((sequence, sequence.Tokens.Length));

        var random = new Random(5);
        var sequences = lengths.Select((length, i) => busy.Begin(TestModels.Tokens(length, i))).ToArray();
        while (sequences.Any(sequence => sequence.Past < sequence.Tokens.Length))
        {
            busy.Step([.. sequences.Where(_ => random.Next(3) > 0)
                .Select(sequence => (sequence, Math.Min(random.Next(1, 40), sequence.Tokens.Length - sequence.Past)))
                .Where(pair => pair.Item2 > 0)]);
        }
        for (var i = 0; i < sequences.Length; i++)
            for (var place = 0; place < lengths[i]; place++)
                sequences[i].Logits[place].ShouldBe(expected[i].Logits[place], $"{family}, sequence {i}, place {place}");
    }
}
