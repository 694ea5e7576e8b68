using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Families.Tests;

/// <summary>Every family learns: one batch by heart, and the documentation as far as its page says.</summary>
public sealed class Learning(DocsText docs) : IClassFixture<DocsText>
{
    public static TheoryData<string> All => FamilyPage.All;

    /// <summary>Of repeating what it has seen, whichever tokens are asked for: random ones cannot be guessed in any other way.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void It_overfits_one_batch(string family)
    {
        using var model = FamilyPage.Build(family);
        using var optimizer = optim.AdamW(model.parameters(), 1e-3);
        manual_seed(2).Dispose();
        using var ids = randint(FamilyPage.Vocab, [2, 24]);
        using var targets = randint(FamilyPage.Vocab, [2, 24]);
        model.train();
        for (var step = 0; step < 150; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            (model.loss(ids, targets) / targets.numel()).backward();
            optimizer.step();
        }

        model.eval();
        using var untracked = no_grad();
        using var sum = model.loss(ids, targets);
        (sum.item<float>() / targets.numel()).ShouldBeLessThan(0.1f, $"ln {FamilyPage.Vocab} = {Math.Log(FamilyPage.Vocab):0.00} is where it began");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_learns_the_documentation_as_far_as_its_page_says(string family)
    {
        using var model = FamilyPage.Build(family);
        var trainer = Pretraining.Create(
            model, docs.Train, docs.Validation, Recipe(model), seed: 1, new CheckpointStore(docs.Folder(family)),
            maskToken: docs.Tokenizer.TokenId("<|mask|>"));
        var outcome = trainer.Run();

        var stated = StatedLosses.Of(family);
        stated.ShouldBeLessThan(docs.UnigramLoss);
        outcome.Final.ShouldNotBeNull().Loss.ShouldBeInRange(stated - 0.1, stated + 0.1);
    }

    /// <summary>Norms behind the sums, as an encoder has them, want smaller steps.</summary>
    private static PretrainSpec Recipe(LanguageModel model) => new(
        Name: "pretrain", Model: "model", Tokenizer: "tokenizer", Data: "docs",
        Tokens: 240L * 4 * model.Shape.Context,
        new TrainingSpec(
            Batch: 4, Accumulate: 1, Precision.Float32,
            new AdamWSpec(LearningRate: model is Encoder ? 1e-3 : 3e-3, WeightDecay: 0.1, Beta1: 0.9, Beta2: 0.95, Eps: 1e-8),
            new CosineSpec(new StepSpan(10, false), MinRatio: 0.1), ClipNorm: 1,
            new EvaluationSpec(Every: 0, Batches: 16), new CheckpointSpec(Every: 0, Keep: 1)));
}
