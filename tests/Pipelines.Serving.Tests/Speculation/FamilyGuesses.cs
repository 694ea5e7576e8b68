using Pipelines.Cpu;
using Pipelines.Decoding;
using Pipelines.Families.Tests;

namespace Pipelines.Serving.Tests;

/// <summary>The models of every family's page, with and without Torch: right and wrong guesses change nothing of what is written.</summary>
public sealed class FamilyGuesses
{
    public static TheoryData<string> Families => FamilyPage.Decoders;

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Through_Torch_each_is_given_what_it_would_be_without(string family)
    {
        using var model = (Modules.Decoder)FamilyPage.BuildRough(family);
        await Check(model, new TorchDecoder(model));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Without_Torch_each_is_given_what_it_would_be_without(string family)
    {
        using var model = (Modules.Decoder)FamilyPage.BuildRough(family);
        await Check(model, CpuDecoder.Of(FamilyPage.Read(family), model, threads: 2));
    }

    private static async Task Check(Modules.Decoder model, IPagedDecoder decoder)
    {
        model.eval();
        int[][] prompts = [.. Enumerable.Range(0, 3).Select(i => Answers.Tokens(Answers.Prompt(i, 5 + 6 * i)))];
        int[][] expected = [.. prompts.Select(prompt => FamilyBatches.Alone(model, prompt))];
        var speculator = new KnownTexts([.. prompts.Zip(expected, (prompt, written) => (int[])[.. prompt, .. written])], wrong: 4);
        await using var engine = new GenerationEngine(decoder, ByteText.Model, new EngineOptions { MaxSequences = 4 }, speculator);

        var answers = await Task.WhenAll(prompts.Select(prompt => engine.Ask(new()
        {
            Prompt = prompt,
            Sampling = Answers.Greedy with { MaxTokens = FamilyBatches.Written },
        })));

        for (var i = 0; i < prompts.Length; i++) answers[i][0].Ids.ShouldBe(expected[i], $"prompt {i}");
        answers.Sum(choices => choices[0].Ended!.Usage.Accepted).ShouldBeGreaterThan(0);
        (engine.State.BlocksInUse, engine.State.SlotsInUse).ShouldBe((0, 0));
    }
}
