using Pipelines.Cpu;
using Pipelines.Decoding;
using Pipelines.Families.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Serving.Tests;

/// <summary>
/// The models of every family's page, with and without Torch: what a request is given in a busy batch, in memory too small for all, is what
/// the model itself writes alone.
/// </summary>
public sealed class FamilyBatches
{
    internal const int Written = 12;

    public static TheoryData<string> Families => FamilyPage.Decoders;

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Through_Torch_each_is_given_what_it_would_be_alone(string family)
    {
        using var model = (Modules.Decoder)FamilyPage.BuildRough(family);
        await Check(model, new TorchDecoder(model));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Without_Torch_each_is_given_what_it_would_be_alone(string family)
    {
        using var model = (Modules.Decoder)FamilyPage.BuildRough(family);
        await Check(model, CpuDecoder.Of(FamilyPage.Read(family), model, threads: 2));
    }

    private static async Task Check(Modules.Decoder model, IPagedDecoder decoder)
    {
        model.eval();
        var options = new EngineOptions
        {
            CacheBytes = 8 * decoder.Memory.SlotBytes * (decoder.Memory.BlockBytes > 0 ? 2 : 1) + 7 * decoder.Memory.BlockBytes,
            MaxSequences = 4,
            StepTokens = 16,
        };
        await using var engine = new GenerationEngine(decoder, ByteText.Model, options);
        var common = Answers.Prompt(7, 18);
        string[] prompts = [.. Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? common : "") + Answers.Prompt(i, 3 + 4 * i))];
        var answers = await Task.WhenAll(prompts.Select((prompt, i) =>
            engine.Ask(Answers.Request(prompt, Written) with { Choices = i == 0 ? 2 : 1 })));

        for (var i = 0; i < prompts.Length; i++)
        {
            var expected = Alone(model, Answers.Tokens(prompts[i]));
            foreach (var choice in answers[i]) choice.Ids.ShouldBe(expected, $"prompt {i}");
        }

        (engine.State.BlocksInUse, engine.State.SlotsInUse).ShouldBe((0, 0));
    }

    /// <summary>What the model writes by itself, of the tokens that the text has, up to an end.</summary>
    internal static int[] Alone(Modules.Decoder model, int[] prompt)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        using var state = model.NewState(1);
        var written = new List<int>();
        var next = prompt;
        while (written.Count < Written)
        {
            using var logits = model.decode(tensor(Array.ConvertAll(next, token => (long)token), [1, next.Length]), state);
            var token = (int)logits[0, ..ByteText.Model.Tokenizer.VocabSize].argmax().item<long>();
            if (ByteText.Ends.Contains(token)) break;
            written.Add(token);
            next = [token];
        }

        return [.. written];
    }
}
